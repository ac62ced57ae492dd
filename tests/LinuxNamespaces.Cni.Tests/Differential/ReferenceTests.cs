using System.Text;
using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.Cni.Tests.Plugins;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Cni.Tests.Differential;

/// <summary>The plugins beside the reference ones: the same configurations, in namespaces of their own, must do the same.</summary>
/// <remarks>
/// Different on purpose: codes and messages of errors; hardware addresses; the alias of the host's end; IPv6 addresses are not probed for duplicates;
/// rules are those of nf_tables, which are not compared.
/// </remarks>
public sealed class ReferenceTests : PluginTest
{
    private const string ReferenceDirectory = "/usr/lib/cni";

    // The first settings of the address manager are valid, the others are refused.
    private const int ValidCount = 5;

    public static TheoryData<string, string, string> Configurations()
    {
        string[] versions = ["0.3.1", "0.4.0", "1.0.0"];
        string[] ipams =
        [
            "'ranges':[[{'subnet':'10.8.0.0/24'}]]",
            "'subnet':'10.8.0.0/24','routes':[{'dst':'0.0.0.0/0'}]",
            "'subnet':'10.8.0.0/24','rangeStart':'10.8.0.20','rangeEnd':'10.8.0.30','gateway':'10.8.0.254','routes':[{'dst':'192.0.2.0/24','gw':'10.8.0.7'}]",
            "'ranges':[[{'subnet':'10.8.0.0/24'}],[{'subnet':'fd08::/64'}]],'routes':[{'dst':'0.0.0.0/0'},{'dst':'::/0'}]",
            "'ranges':[[{'subnet':'10.8.0.0/30'},{'subnet':'10.8.1.0/24'}]]",
            "'ranges':[]",
            "'subnet':'10.8.0.1/24'",
            "'subnet':'10.8.0.0/31'",
            "'subnet':'10.8.0.0/24','rangeStart':'10.9.0.1'",
            "'ranges':[[{'subnet':'10.8.0.0/24'},{'subnet':'fd08::/64'}]]",
            "'ranges':[[{'subnet':'10.8.0.0/24'}],[{'subnet':'10.8.0.0/16'}]]",
            "'subnet':'10.8.0.0/24','routes':[{'dst':'nowhere'}]",
        ];
        (string Plugin, string Settings, int IpamCount)[] plugins =
        [
            ("bridge", "", ValidCount),
            ("bridge", "'isGateway':true,", 1),
            ("bridge", "'isDefaultGateway':true,'mtu':1400,", 1),
            ("bridge", "'isGateway':true,'hairpinMode':true,", 1),
            ("bridge", "'promiscMode':true,'bridge':'brx',", 1),
            ("bridge", "'hairpinMode':true,'promiscMode':true,", 1),
            ("ptp", "", ValidCount),
            ("ptp", "'mtu':1300,", 1),
            ("macvlan", "'master':'up0',", 1),
            ("macvlan", "'master':'up0','mode':'private','mtu':1200,", 1),
            ("macvlan", "'master':'up0','mode':'odd',", 1),
            ("host-local", "", ipams.Length),
        ];
        TheoryData<string, string, string> data = [];
        int count = 0;
        foreach ((string plugin, string settings, int ipamCount) in plugins)
        {
            // What is not tried with all settings is tried with others of them each time.
            for (int i = 0; i < ipamCount; i++)
            {
                string ipam = ipams[ipamCount < ValidCount ? count % ValidCount : i];
                data.Add(versions[count++ % versions.Length], plugin, $$"""{{settings}}'ipam':{'type':'host-local','dataDir':'DIRECTORY',{{ipam}}}""".Replace('\'', '"'));
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Configurations))]
    public async Task A_configuration_does_the_same_as_with_the_reference(string version, string plugin, string settings)
    {
        Assert.SkipUnless(File.Exists($"{ReferenceDirectory}/{plugin}"), "containernetworking-plugins is not installed.");
        string[] seen = await Task.WhenAll(
            ObserveAsync(version, plugin, settings, isReference: false),
            ObserveAsync(version, plugin, settings, isReference: true));
        if (IsAcceptedByOwnAlone(settings))
        {
            seen[0].Should().Contain("ADD succeeded");
            seen[1].Should().Be("ADD failed");
            return;
        }

        seen[0].Should().Be(seen[1]);
    }

    /// <summary>
    /// The reference bridge adds its default route beside one of the address manager that has no gateway, and fails as there is one already. The plugin
    /// takes the route of the address manager.
    /// </summary>
    private static bool IsAcceptedByOwnAlone(string settings) =>
        settings.Contains("isDefaultGateway", StringComparison.Ordinal) && settings.Contains("\"0.0.0.0/0\"", StringComparison.Ordinal);

    private async Task<string> ObserveAsync(string version, string plugin, string settings, bool isReference)
    {
        using NetNamespace host = NetNamespace.Create();
        using NetNamespace pod = NetNamespace.Create();
        string directory = Directory.CreateDirectory(Path.Combine(DirectoryPath, isReference ? "reference" : "own")).FullName;
        LinkExtensions.Up(VethPair.Create(host, "up0", host, "up1").First);
        CniNetwork network = CniNetwork.Parse(Encoding.UTF8.GetBytes(
            $$"""{"cniVersion":"{{version}}","name":"net","plugins":[{"type":"{{plugin}}",{{settings.Replace("DIRECTORY", directory, StringComparison.Ordinal)}}}]}"""));
        CniRuntime runtime = new(new CniRuntimeOptions
        {
            PluginDirectories = [isReference ? ReferenceDirectory : ProgramDirectory.Create(directory)],
            CacheDirectory = directory,
            HostNamespace = host,
        });
        CniAttachment attachment = new("c1", Paths.Of(pod));
        StringBuilder seen = new();
        string before = State(pod);
        bool isAdded = await NoteAsync(seen, "ADD", async () =>
        {
            seen.AppendLine(Describe(await runtime.AddAsync(network, attachment, TestContext.Current.CancellationToken), pod));
            seen.AppendLine(State(pod)).AppendLine(State(host)).AppendLine(Store(directory));
        });
        if (!isAdded)
        {
            // After a failure the reference plugins leave the interface in the container, may keep the reservation, and refuse to delete what a
            // configuration that is invalid has left. The own ones undo what they did, and delete whatever the configuration is.
            if (!isReference)
            {
                State(pod).Should().Be(before);
                await runtime.DeleteAsync(network, attachment, TestContext.Current.CancellationToken);
            }

            return "ADD failed";
        }

        await NoteAsync(seen, "ADD again", async () => await runtime.AddAsync(network, attachment, TestContext.Current.CancellationToken));
        await NoteAsync(seen, "DEL", () => runtime.DeleteAsync(network, attachment, TestContext.Current.CancellationToken));
        await NoteAsync(seen, "DEL again", () => runtime.DeleteAsync(network, attachment, TestContext.Current.CancellationToken));
        return seen.AppendLine(State(pod)).AppendLine(State(host)).AppendLine(Store(directory)).ToString();
    }

    private static async Task<bool> NoteAsync(StringBuilder seen, string what, Func<Task> action)
    {
        try
        {
            await action();
            seen.AppendLine($"{what} succeeded");
            return true;
        }
        catch (CniException)
        {
            seen.AppendLine($"{what} failed");
            return false;
        }
    }

    private static string Describe(CniResult result, NetNamespace pod) => string.Join('\n',
        (IEnumerable<string>)[
            .. result.Interfaces.Select(link => $"interface {Generic(link.Name)} {(link.Sandbox == Paths.Of(pod) ? "in the container" : "on the host")}"),
            .. result.Addresses.Select(address => $"address {address} gateway {address.Gateway} interface {address.Interface}"),
            .. result.Routes.Select(route => $"route {route.Destination} via {route.Gateway}"),
        ]);

    private static string State(NetNamespace netNamespace)
    {
        List<string> lines = [];
        JsonElement[] links = [.. Json(netNamespace, "ip", "-d", "-j", "addr")];
        foreach (JsonElement link in links)
        {
            string name = Generic(link.GetProperty("ifname").GetString()!);
            string kind = link.TryGetProperty("linkinfo", out JsonElement info) && info.TryGetProperty("info_kind", out JsonElement value) ? value.GetString()! : "-";
            string master = link.TryGetProperty("master", out JsonElement other) ? other.GetString()! : "-";
            bool isUp = link.GetProperty("flags").EnumerateArray().Any(flag => flag.GetString() == "UP");
            // The MTU of a bridge that was set is kept when the last port is gone. That of the reference returns to the default.
            bool hasLostPorts = kind == "bridge" && !links.Any(port => port.TryGetProperty("master", out JsonElement bridge) && bridge.GetString() == name);
            lines.Add($"link {name} {kind} mtu {(hasLostPorts ? "-" : link.GetProperty("mtu"))} up {isUp} master {master} promiscuity {link.GetProperty("promiscuity")}");
            lines.AddRange(link.GetProperty("addr_info").EnumerateArray().Where(address => address.GetProperty("scope").GetString() != "link")
                .Select(address => $"address {name} {address.GetProperty("local")}/{address.GetProperty("prefixlen")}"));
        }

        foreach (string family in (string[])["-4", "-6"])
        {
            lines.AddRange(Json(netNamespace, "ip", family, "-j", "route").Where(route => !route.GetProperty("dst").GetString()!.StartsWith("fe80", StringComparison.Ordinal))
                .Select(route => $"route {route.GetProperty("dst")} via {(route.TryGetProperty("gateway", out JsonElement gateway) ? gateway : "-")} dev {Generic(route.GetProperty("dev").GetString()!)}"));
        }

        lines.AddRange(((string[])["net/ipv4/ip_forward", "net/ipv6/conf/all/forwarding"]).Select(name => $"{name} {netNamespace.Sysctl[name]}"));
        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }

    private static string Store(string directory) => Directory.Exists($"{directory}/net")
        ? string.Join('\n', Directory.GetFiles($"{directory}/net").Where(path => Path.GetFileName(path)[0] != '.').Order(StringComparer.Ordinal).Select(path => $"file {Path.GetFileName(path)} {File.ReadAllText(path)}"))
        : "no store";

    /// <summary>Names that are chosen at random are all the same.</summary>
    private static string Generic(string name) => name.StartsWith("veth", StringComparison.Ordinal) ? "veth*" : name;
}
