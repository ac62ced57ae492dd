using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using LinuxNamespaces.Cni.Plugins;
using LinuxNamespaces.Cni.Tests.Plugins;

namespace LinuxNamespaces.Cni.Tests.Netavark;

/// <summary>A test of the driver of podman 5, which is called as netavark calls it.</summary>
public abstract class NetavarkTest : PluginTest
{
    private protected const string Id = "2f259bab93aaaaa2542ba43ef33eb990d0999ee1b9924b557b7be53c0b7a1bb9";
    private protected const string Dual = """[{"subnet":"10.9.0.0/24","gateway":"10.9.0.1"},{"subnet":"fd09::/64","gateway":"fd09::1"}]""";
    private protected const string Single = """[{"subnet":"10.9.0.0/24","gateway":"10.9.0.1"}]""";

    /// <summary>Creates a request. The settings are parts of the JSON, with ' for ", that replace those of a network with one subnet.</summary>
    private protected static JsonObject Request(string network = "", string container = "", string more = "")
    {
        JsonObject request = Parse($$"""
            "container_id":"c1","container_name":"first",
            "network":{"name":"net1","id":"{{Id}}","driver":"linuxns","network_interface":"br1","internal":false,"ipv6_enabled":false,"dns_enabled":false,
              "subnets":{{Single}},"options":null,"ipam_options":{"driver":"host-local"},"network_dns_servers":null},
            "network_options":{"interface_name":"eth0","static_ips":["10.9.0.2"],"static_mac":null,"aliases":["c1"]},"port_mappings":null
            """);
        Merge(request["network"]!.AsObject(), network);
        Merge(request["network_options"]!.AsObject(), container);
        Merge(request, more);
        return request;
    }

    /// <summary>Creates the request of another container in the same network.</summary>
    private protected static JsonObject Other(string address = "10.9.0.3", string network = "", string container = "", string id = "c2") =>
        Request(network, $"'static_ips':['{address}']{(container.Length > 0 ? "," : "")}{container}", $"'container_id':'{id}'");

    private protected Answer Setup(JsonObject request, NetNamespace? pod = null) => CallDriver(request.ToJsonString(), "setup", Paths.Of(pod ?? Pod));

    private protected Answer Teardown(JsonObject request, NetNamespace? pod = null) => CallDriver(request.ToJsonString(), "teardown", Paths.Of(pod ?? Pod));

    /// <summary>Calls the driver as the host would.</summary>
    private protected Answer CallDriver(string input, params string[] arguments) => Host.Invoke(() =>
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(input));
        using MemoryStream output = new();
        int code = NetavarkHost.Run(arguments, stream, output, $"{DirectoryPath}/lock");
        return new Answer(code, Encoding.UTF8.GetString(output.ToArray()));
    });

    private protected void AssertNothingLeft(NetNamespace? pod = null)
    {
        LinkNames(pod ?? Pod).Should().Equal("lo");
        LinkNames(Host).Should().Equal("lo");
        AssertNoRules();
    }

    private protected void AssertNoRules() => Rules(Host).Should().NotContain("comment \"cni netavark:");

    private static JsonObject Parse(string parts) => JsonNode.Parse($"{{{parts.Replace('\'', '"')}}}")!.AsObject();

    private static void Merge(JsonObject target, string parts)
    {
        foreach ((string key, JsonNode? value) in Parse(parts))
        {
            target[key] = value?.DeepClone();
        }
    }
}
