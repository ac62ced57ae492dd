using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using LinuxNamespaces.Cni.Plugins;
using Xunit;

namespace LinuxNamespaces.Cni.Tests.Plugins;

/// <summary>A test of a plugin in namespaces of its own: one that plays the host, and containers.</summary>
public abstract class PluginTest : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    protected PluginTest()
    {
        Require.Privileges();
        Host = NetNamespace.Create();
        Pod = NetNamespace.Create();
    }

    /// <summary>Gets the namespace that plays the host.</summary>
    protected NetNamespace Host { get; }

    /// <summary>Gets the namespace of a container.</summary>
    protected NetNamespace Pod { get; }

    /// <summary>Gets the directory of the test.</summary>
    protected string DirectoryPath => _directory.Path;

    /// <summary>Gets the settings of host-local for one small range.</summary>
    protected string Ipam => $$"""{"type":"host-local","dataDir":"{{DirectoryPath}}/networks","ranges":[[{"subnet":"10.9.0.0/24"}]],"routes":[{"dst":"0.0.0.0/0"}]}""";

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        Pod.Dispose();
        Host.Dispose();
        _directory.Dispose();
    }

    /// <summary>Calls a plugin as the host would.</summary>
    private protected Answer Call(string plugin, string command, string settings, NetNamespace? pod = null, string id = "c1", string link = "eth0", string? netns = null, string arguments = "", string version = "1.1.0")
    {
        Dictionary<string, string?> variables = new()
        {
            ["CNI_COMMAND"] = command,
            ["CNI_CONTAINERID"] = id,
            ["CNI_IFNAME"] = link,
            ["CNI_NETNS"] = netns ?? Paths.Of(pod ?? Pod),
            ["CNI_PATH"] = "/nonexistent",
            ["CNI_ARGS"] = arguments,
        };
        string configuration = $$"""{"cniVersion":"{{version}}","name":"net","type":"{{plugin}}",{{settings}}}""";
        return Host.Invoke(() => Answer.Of(PluginTable.Find(plugin)!, variables, configuration, PluginTable.CreateOptions(plugin)));
    }

    /// <summary>Makes calls at the same time, each on a thread.</summary>
    private protected static Answer[] OnThreads(int count, Func<int, Answer> call)
    {
        Answer[] answers = new Answer[count];
        Thread[] threads = [.. Enumerable.Range(0, count).Select(i => new Thread(() => answers[i] = call(i)))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return answers;
    }

    /// <summary>Connects the host to a machine outside of it, which is 198.51.100.2. The host is 198.51.100.1 there.</summary>
    private protected void ConnectOutside(NetNamespace outside)
    {
        Network.VethPair pair = Network.VethPair.Create(outside, "up", Host, "up");
        Network.LinkExtensions.AddAddress(Network.LinkExtensions.Up(pair.First), "198.51.100.2/24");
        Network.LinkExtensions.AddAddress(Network.LinkExtensions.Up(pair.Second), "198.51.100.1/24");
        Network.LinkExtensions.Up(Host.Loopback);
    }

    private protected static async Task<bool> ConnectsAsync(NetNamespace from, string address, int port)
    {
        using Socket client = from.CreateSocket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(3));
        try
        {
            await client.ConnectAsync(new IPEndPoint(IPAddress.Parse(address), port), timeout.Token);
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Gets settings with the result of an earlier call.</summary>
    private protected static string With(string settings, Answer previous) => $"{settings}{(settings.Length > 0 ? "," : "")}\"prevResult\":{previous.Output}";

    /// <summary>Lists the addresses that are given away.</summary>
    private protected string[] Reserved() => Directory.Exists(DirectoryPath + "/networks/net")
        ? [.. Directory.GetFiles(DirectoryPath + "/networks/net").Select(Path.GetFileName).Where(name => IPAddress.TryParse(name, out _)).Order()!]
        : [];

    /// <summary>Runs a tool in a namespace.</summary>
    private protected static string Run(NetNamespace netNamespace, params string[] command)
    {
        InstalledPrograms.SkipWhenMissing(command[0]);
        using Process process = Process.Start(new ProcessStartInfo("nsenter", [$"--net={Paths.Of(netNamespace)}", .. command]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{string.Join(' ', command)}: {errors.Result}");
    }

    private protected static List<JsonElement> Json(NetNamespace netNamespace, params string[] command) =>
        [.. JsonDocument.Parse(Run(netNamespace, command)).RootElement.EnumerateArray()];

    private protected static JsonElement Link(NetNamespace netNamespace, string name) => Json(netNamespace, "ip", "-d", "-j", "link", "show", name)[0];

    private protected static string[] LinkNames(NetNamespace netNamespace) => [.. Json(netNamespace, "ip", "-j", "link").Select(link => link.GetProperty("ifname").GetString()!)];

    private protected static string[] Addresses(NetNamespace netNamespace, string name) =>
        [.. Json(netNamespace, "ip", "-j", "addr", "show", name)[0].GetProperty("addr_info").EnumerateArray()
            .Where(address => address.GetProperty("scope").GetString() != "link")
            .Select(address => $"{address.GetProperty("local").GetString()}/{address.GetProperty("prefixlen").GetInt32()}")];

    private protected static string Rules(NetNamespace netNamespace) => Run(netNamespace, "nft", "list", "ruleset");
}
