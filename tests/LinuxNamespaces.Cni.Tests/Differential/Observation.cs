using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LinuxNamespaces.Cni.Plugins;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Cni.Tests.Differential;

/// <summary>What a plugin does with a configuration: its answers to ADD, CHECK and DEL, and the state of host and container as <c>ip -j</c> shows it.</summary>
internal sealed class Observation : IDisposable
{
    /// <summary>Gets the directory of the reference plugins: those of the system, or of another version that LNS_CNI_REFERENCE names.</summary>
    internal static string ReferenceDirectory { get; } = Environment.GetEnvironmentVariable("LNS_CNI_REFERENCE") is { Length: > 0 } path ? path : "/usr/lib/cni";

    private readonly NetNamespace _host = NetNamespace.Create();
    private readonly NetNamespace _pod = NetNamespace.Create();
    private readonly TemporaryDirectory _directory = new();
    private readonly StringBuilder _seen = new();
    private readonly JsonObject _configuration;
    private readonly string _plugin;
    private readonly bool _isReference;
    private readonly bool _checks;
    private readonly string _link;
    private readonly string _arguments;

    private Observation(string plugin, string difference, bool isReference)
    {
        _plugin = plugin;
        _isReference = isReference;
        // What makes no difference to CHECK is checked once.
        _checks = difference.Length == 0 || difference.Contains("cniVersion", StringComparison.Ordinal);
        _configuration = Configurations.Create(plugin, difference, _directory.Path);
        LinkExtensions.Up(VethPair.Create(_host, "up0", _host, "up1").First);
        _arguments = Take("arguments") ?? "";
        _link = Take("link") ?? "eth0";
        string? before = Take("before");
        string? inside = Take("inside");
        if (before is not null)
        {
            Run(_host, "sh", "", new Dictionary<string, string?>(), "-ec", before);
        }

        if (inside is not null)
        {
            Run(_pod, "sh", "", new Dictionary<string, string?>(), "-ec", inside);
        }
    }

    internal bool Succeeded { get; private set; }

    /// <summary>Gets the code of the error of ADD; 0 for none.</summary>
    internal int Code { get; private set; }

    /// <summary>Gets whether ADD failed because of what the kernel lacks.</summary>
    internal bool IsOfTheKernel { get; private set; }

    internal string Seen => _seen.ToString();

    /// <summary>Gets what a failed ADD left; empty for nothing.</summary>
    internal string Left { get; private set; } = "";

    internal static Observation Of(string plugin, string difference, bool isReference)
    {
        using Observation observation = new(plugin, difference, isReference);
        observation.Observe();
        return observation;
    }

    /// <summary>Whether the reference supports version 1.1.0 of the specification.</summary>
    internal static bool ReferenceKnowsStatus()
    {
        using NetNamespace host = NetNamespace.Create();
        return Run(host, $"{ReferenceDirectory}/bridge", """{"cniVersion":"1.0.0"}""", new Dictionary<string, string?> { ["CNI_COMMAND"] = "VERSION" }).Output.Contains("1.1.0", StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _pod.Dispose();
        _host.Dispose();
        _directory.Dispose();
    }

    private void Observe()
    {
        if (_configuration.Remove("CHAINED", out JsonNode? chained) && chained!.GetValue<bool>())
        {
            // The one before it is the same for both.
            string bridge = $$"""{"cniVersion":"1.0.0","name":"net","type":"bridge","bridge":"br0","isGateway":true,"ipam":{"type":"host-local","dataDir":"{{_directory.Path}}","subnet":"10.8.0.0/24"} }""";
            Answer first = CallOwn("bridge", "ADD", bridge);
            _configuration["prevResult"] = JsonNode.Parse(first.Output);
        }

        string[] before = [.. Links(), Store()];
        Answer added = Call("ADD");
        Succeeded = added.ExitCode == 0;
        Code = Succeeded ? 0 : added.Code;
        _seen.AppendLine(Succeeded ? "ADD succeeded" : "ADD failed");
        if (!Succeeded)
        {
            IsOfTheKernel = added.Message.Contains("CONFIG_", StringComparison.Ordinal);
            Left = string.Join('\n', Links().Append(Store()).Except(before));
            return;
        }

        _seen.AppendLine(Describe(added.Output)).AppendLine(State());
        if (_checks && CniVersion.IsAtLeast((string)_configuration["cniVersion"]!, "0.4.0"))
        {
            _configuration["prevResult"] = JsonNode.Parse(added.Output);
            _seen.AppendLine($"CHECK {(Call("CHECK").ExitCode == 0 ? "succeeded" : "failed")}");
        }

        _seen.AppendLine($"DEL {(Call("DEL").ExitCode == 0 ? "succeeded" : "failed")}").AppendLine(State());
    }

    /// <summary>The links of both but bridges, which stay, and those that programs may have created before.</summary>
    private string[] Links() => _isReference ? [] :
        [.. _host.Links.List().Where(link => link is not Bridge).Select(link => $"{link.Name} on the host"), .. _pod.Links.List().Select(link => $"{link.Name} in the container")];

    private Answer Call(string command) => _isReference
        ? Run(_host, $"{ReferenceDirectory}/{_plugin}", _configuration.ToJsonString(), Variables(command))
        : CallOwn(_plugin, command, _configuration.ToJsonString());

    private Answer CallOwn(string plugin, string command, string configuration) =>
        _host.Invoke(() => Answer.Of(PluginTable.Find(plugin)!, Variables(command), configuration, PluginTable.CreateOptions(plugin)));

    private Dictionary<string, string?> Variables(string command) => new()
    {
        ["CNI_COMMAND"] = command,
        ["CNI_CONTAINERID"] = "c1",
        ["CNI_IFNAME"] = _link,
        ["CNI_NETNS"] = Paths.Of(_pod),
        ["CNI_PATH"] = ReferenceDirectory,
        ["CNI_ARGS"] = _arguments,
    };

    /// <summary>Runs a program in a namespace. A thread that is in it starts the program, and others read what it writes.</summary>
    private static Answer Run(NetNamespace netNamespace, string program, string input, Dictionary<string, string?> variables, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string? value) in variables)
        {
            start.Environment[name] = value;
        }

        using Process process = netNamespace.Invoke(() => Process.Start(start))!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        errors.Wait();
        return new Answer(process.ExitCode, output);
    }

    private string? Take(string key) => _configuration.Remove(key, out JsonNode? value) ? (string?)value : null;

    private string Describe(string answer)
    {
        CniResult result;
        try
        {
            result = CniResult.Parse(Encoding.UTF8.GetBytes(answer));
        }
        catch (CniException e)
        {
            return $"a result that cannot be read: {e.Message}";
        }

        return string.Join('\n',
            (IEnumerable<string>)[
                .. result.Interfaces.Select(link => $"interface {Generic(link.Name)} {(link.Sandbox == Paths.Of(_pod) ? "in the container" : "on the host")} {Known(link.HardwareAddress)}"),
                .. result.Addresses.Select(address => $"address {address} gateway {address.Gateway} interface {address.Interface}"),
                .. result.Routes.Select(route => $"route {route.Destination} via {route.Gateway}"),
                $"dns {string.Join(' ', result.Dns.NameServers)};{result.Dns.Domain};{string.Join(' ', result.Dns.Search)};{string.Join(' ', result.Dns.Options)}",
            ]);
    }

    private string State() => $"host:\n{State(_host)}\ncontainer:\n{State(_pod)}\nstore:\n{Store()}\n{LastReserved()}";

    private string State(NetNamespace netNamespace)
    {
        string[] answers = Run(netNamespace, "ip", "addr show\nroute show table all\n", [], "-d", "-j", "-batch", "-").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        List<string> lines = [];
        JsonElement[] links = [.. JsonDocument.Parse(answers[0]).RootElement.EnumerateArray()];
        foreach (JsonElement link in links)
        {
            lines.Add(DescribeLink(link, links));
            lines.AddRange(link.GetProperty("addr_info").EnumerateArray().Where(address => Text(address, "scope") != "link")
                .Select(address => $"address {Generic(Text(link, "ifname"))} {Text(address, "local")}/{Text(address, "prefixlen")} scope {Text(address, "scope")}"));
        }

        lines.AddRange(answers.Length < 2 ? [] : JsonDocument.Parse(answers[1]).RootElement.EnumerateArray()
            .Where(route => Text(route, "table") != "local" && !Text(route, "dst").StartsWith("fe80", StringComparison.Ordinal) && !Text(route, "dst").StartsWith("ff00", StringComparison.Ordinal))
            .Select(route => $"route {Text(route, "dst")} via {Text(route, "gateway")} dev {Generic(Text(route, "dev"))} scope {Text(route, "scope")} from {Text(route, "prefsrc")} table {Text(route, "table")}"));
        foreach (string name in (string[])["net/ipv4/ip_forward", "net/ipv6/conf/all/forwarding", "net/core/somaxconn", "net/ipv4/conf/eth0/arp_notify", "net/ipv4/conf/eth0/accept_local", "net/ipv6/conf/eth0/disable_ipv6", "net/ipv6/conf/br0/accept_ra", "net/ipv4/conf/br0/route_localnet"])
        {
            lines.Add($"{name} {Sysctl(netNamespace, name)}");
        }

        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }

    private string DescribeLink(JsonElement link, JsonElement[] links)
    {
        string name = Text(link, "ifname");
        JsonElement info = link.TryGetProperty("linkinfo", out JsonElement value) ? value : default;
        string kind = info.ValueKind == JsonValueKind.Object ? Text(info, "info_kind") : "-";
        // The reference creates links with an empty queue; a new link has the kernel's otherwise.
        // The MTU of a bridge that was set is kept when the last port is gone. That of the reference returns to the default.
        bool hasLostPorts = kind == "bridge" && !links.Any(port => Text(port, "master") == name);
        string[] flags = [.. link.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()!).Where(flag => flag is "UP" or "PROMISC" or "ALLMULTI")];
        return $"link {Generic(name)} {kind} mtu {(hasLostPorts ? "-" : Text(link, "mtu"))} {string.Join(',', flags)} master {Text(link, "master")} "
            + $"{(_plugin == "tuning" ? $"queue {Text(link, "txqlen")}" : "")} {Known(Text(link, "address"))} {Details(info, "info_slave_data", "hairpin", "isolated")} {Details(info, "info_data", "mode", "id", "vlan_filtering")}";
    }

    private static string Details(JsonElement info, string part, params string[] names) =>
        info.ValueKind == JsonValueKind.Object && info.TryGetProperty(part, out JsonElement data) ? string.Join(' ', names.Where(name => data.TryGetProperty(name, out _)).Select(name => $"{name} {Text(data, name)}")) : "";

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) ? value.ToString() : "-";

    private static string Sysctl(NetNamespace netNamespace, string name)
    {
        try
        {
            return netNamespace.Sysctl[name];
        }
        catch (Exception e) when (e is LinuxException or IOException or ArgumentException)
        {
            return "-";
        }
    }

    private string LastReserved() => File.Exists($"{_directory.Path}/net/last_reserved_ip.0") ? File.ReadAllText($"{_directory.Path}/net/last_reserved_ip.0") : "";

    private string Store() => Directory.Exists($"{_directory.Path}/net")
        ? string.Join('\n', Directory.GetFiles($"{_directory.Path}/net").Where(path => System.Net.IPAddress.TryParse(Path.GetFileName(path), out _)).Order(StringComparer.Ordinal)
            .Select(path => $"file {Path.GetFileName(path)} {File.ReadAllText(path)}"))
        : "";

    /// <summary>Names that are chosen at random are all the same, and so are hardware addresses.</summary>
    private static string Generic(string name) => name.StartsWith("veth", StringComparison.Ordinal) ? "veth*" : name;

    private static string Known(string? address) => address is null ? "" : address.StartsWith("02:00:00:00:00:", StringComparison.Ordinal) ? address : "random";
}
