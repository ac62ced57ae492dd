using System.Net.Sockets;
using System.Text.Json;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.SampleTests.Samples;

/// <summary>The driver, called as Docker calls it.</summary>
public sealed class DockerNetworkDriverTests : SampleTestBase
{
    private const string Network = "1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f";
    private const string Endpoint = "2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e";

    private readonly TemporaryDirectory _directory = new();

    private string SocketPath => $"{_directory.Path}/driver.sock";

    [Fact]
    public async Task A_container_joins_a_network_and_leaves_it()
    {
        using SampleProcess sample = new(Room, $"DockerNetworkDriver {SocketPath}");
        await sample.ReadUntilAsync("Listening");
        using HttpClient client = Connect();
        (await CallAsync(client, "Plugin.Activate", "")).GetProperty("Implements")[0].GetString().Should().Be("NetworkDriver");
        (await CallAsync(client, "NetworkDriver.GetCapabilities", "")).GetProperty("Scope").GetString().Should().Be("local");
        string network = $$"""{"NetworkID":"{{Network}}","Options":{},"IPv4Data":[{"AddressSpace":"LocalDefault","Pool":"10.98.0.0/24","Gateway":"10.98.0.1/24"}],"IPv6Data":[]}""";
        (await CallAsync(client, "NetworkDriver.CreateNetwork", network)).EnumerateObject().Should().BeEmpty();
        (await CallAsync(client, "NetworkDriver.CreateNetwork", network)).GetProperty("Err").GetString().Should().NotBeEmpty("it exists");
        string endpoint = $$"""{"NetworkID":"{{Network}}","EndpointID":"{{Endpoint}}","SandboxKey":"/run/docker/netns/1","Options":{},"Interface":{"Address":"10.98.0.2/24"} }""";
        (await CallAsync(client, "NetworkDriver.CreateEndpoint", endpoint)).GetProperty("Interface").EnumerateObject().Should().BeEmpty();
        JsonElement joined = await CallAsync(client, "NetworkDriver.Join", endpoint);
        joined.GetProperty("Gateway").GetString().Should().Be("10.98.0.1");

        // What Docker does with the answer.
        string link = joined.GetProperty("InterfaceName").GetProperty("SrcName").GetString()!;
        string reached = Room.Run($"""
            ip netns add c1
            ip link set {link} netns c1 name eth0
            ip netns exec c1 ip address add 10.98.0.2/24 dev eth0
            ip netns exec c1 ip link set eth0 up
            timeout 10 bash -c 'exec 3<>/dev/tcp/10.98.0.2/1' 2>&1 || true
            """);
        reached.Should().Contain("Connection refused", "that is the answer of a container that is reached and does not listen");

        await CallAsync(client, "NetworkDriver.Leave", endpoint);
        Room.Run("ip netns exec c1 ip link show eth0 && exit 1; ip netns delete c1");
        await CallAsync(client, "NetworkDriver.DeleteEndpoint", endpoint);
        await CallAsync(client, "NetworkDriver.DeleteNetwork", network);
        (await CallAsync(client, "NetworkDriver.DeleteNetwork", """{"NetworkID":"../../etc"}""")).GetProperty("Err").GetString().Should().Contain("NetworkID");
        (await CallAsync(client, "NetworkDriver.Join", "{")).GetProperty("Err").GetString().Should().NotBeEmpty();
        (await CallAsync(client, "Volume.Create", "{}")).GetProperty("Err").GetString().Should().Contain("Volume.Create");
        sample.Signal("TERM");
        (await sample.ExitAsync()).Errors.Should().BeEmpty();
        File.Exists(SocketPath).Should().BeFalse();
    }

    [Fact]
    public async Task A_container_of_an_internal_network_has_no_gateway()
    {
        using SampleProcess sample = new(Room, $"DockerNetworkDriver {SocketPath}");
        await sample.ReadUntilAsync("Listening");
        using HttpClient client = Connect();
        string options = """{"com.docker.network.internal":true}""";
        string network = $$"""{"NetworkID":"{{Network}}","Options":{{options}},"IPv4Data":[{"Pool":"10.98.0.0/24","Gateway":"10.98.0.1/24"}],"IPv6Data":[{"Pool":"fd00:98::/64","Gateway":"fd00:98::1/64"}]}""";
        (await CallAsync(client, "NetworkDriver.CreateNetwork", network)).EnumerateObject().Should().BeEmpty();
        JsonElement joined = await CallAsync(client, "NetworkDriver.Join", $$"""{"NetworkID":"{{Network}}","EndpointID":"{{Endpoint}}"}""");
        joined.TryGetProperty("Gateway", out _).Should().BeFalse();
        joined.TryGetProperty("GatewayIPv6", out _).Should().BeFalse();
        joined.GetProperty("DisableGatewayService").GetBoolean().Should().BeTrue("Docker would connect the container to another network");
        joined.GetProperty("InterfaceName").GetProperty("DstPrefix").GetString().Should().Be("eth");
        await CallAsync(client, "NetworkDriver.Leave", $$"""{"NetworkID":"{{Network}}","EndpointID":"{{Endpoint}}"}""");
        await CallAsync(client, "NetworkDriver.DeleteNetwork", network);
        sample.Signal("TERM");
        (await sample.ExitAsync()).Errors.Should().BeEmpty();
    }

    protected override void Dispose(bool disposing)
    {
        _directory.Dispose();
        base.Dispose(disposing);
    }

    private HttpClient Connect() => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    private static async Task<JsonElement> CallAsync(HttpClient client, string method, string body)
    {
        using StringContent content = new(body);
        using HttpResponseMessage response = await client.PostAsync($"http://driver/{method}", content, TestContext.Current.CancellationToken);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
    }
}
