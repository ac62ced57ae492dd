using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.SampleTests.Samples;

public sealed class CniPluginTests : SampleTestBase
{
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public void The_plugin_connects_a_container_and_leaves_nothing()
    {
        // An address manager that always gives the same address away, and notes what it is asked.
        File.WriteAllText($"{_directory.Path}/addresses", $$"""
            #!/bin/sh
            cat >/dev/null
            echo $CNI_COMMAND >>{{_directory.Path}}/asked
            [ $CNI_COMMAND != ADD ] || echo '{"cniVersion":"1.0.0","ips":[{"address":"10.66.0.2/24","gateway":"10.66.0.1"}]}'
            """);
        File.SetUnixFileMode($"{_directory.Path}/addresses", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        string plugin = Path.Combine(Path.GetDirectoryName(SampleProcess.PathOf("CniPlugin"))!, "p2p.dll");
        string script = $$"""
            export CNI_CONTAINERID=c1 CNI_IFNAME=eth0 CNI_PATH={{_directory.Path}} CNI_NETNS=/run/netns/c1 HOME=/nonexistent DOTNET_EnableDiagnostics=0
            plugin() { echo '{"cniVersion":"1.0.0","name":"own","type":"p2p","mtu":1400,"ipam":{"type":"addresses"} }' | CNI_COMMAND=$1 dotnet {{plugin}}; }
            ip netns add c1
            plugin ADD
            ip netns exec c1 ip -o address show eth0
            ip netns exec c1 ip link show eth0
            ip route show 10.66.0.2
            timeout 10 bash -c 'exec 3<>/dev/tcp/10.66.0.2/1' 2>&1 || true
            ! plugin ADD
            plugin DEL
            plugin DEL
            ip netns delete c1
            """;
        string output = Room.Run(script);
        output.Should().Contain("\"10.66.0.2/24\"").And.Contain("inet 10.66.0.2/32").And.Contain("mtu 1400").And.Contain("10.66.0.2 dev p2p")
            .And.Contain("Connection refused", "that is the answer of a container that is reached and does not listen");
        output.Should().Contain("\"code\"", "the second ADD is an error");
        File.ReadAllLines($"{_directory.Path}/asked").Should().Equal("ADD", "ADD", "DEL", "DEL", "DEL");
    }

    protected override void Dispose(bool disposing)
    {
        _directory.Dispose();
        base.Dispose(disposing);
    }
}
