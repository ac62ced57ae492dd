using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.SampleTests.Samples;

/// <summary>Three nodes on a bridge that know nothing of pods, each with a pod behind it.</summary>
public sealed class PodNetworkTests : SampleTestBase
{
    private const string Nodes = "192.0.2.1=10.244.1.0/24 192.0.2.2=10.244.2.0/24 192.0.2.3=10.244.3.0/24";

    private static readonly string s_start = $$"""
        export HOME=/nonexistent DOTNET_EnableDiagnostics=0
        on() { node=$1; shift; ip netns exec $node dotnet {{SampleProcess.PathOf("PodNetwork")}} "$@"; }
        # The answer of a host that is reached and does not listen.
        reaches() { ip netns exec $1 timeout 20 bash -c "exec 3<>/dev/tcp/$2/1" 2>&1 | grep -q 'Connection refused'; }
        ip link add wire up type bridge
        ip address add 192.0.2.100/24 dev wire
        for i in 1 2 3; do
            ip netns add n$i
            ip netns add p$i
            ip link add to$i master wire up type veth peer eth0 netns n$i
            ip -n n$i link add pod type veth peer eth0 netns p$i
            ip -n n$i address add 192.0.2.$i/24 dev eth0
            ip -n n$i address add 10.244.$i.1/24 dev pod
            ip -n p$i address add 10.244.$i.9/24 dev eth0
            for link in lo eth0 pod; do ip -n n$i link set $link up; done
            for link in lo eth0; do ip -n p$i link set $link up; done
            ip -n p$i route add default via 10.244.$i.1
        done
        """;

    // The links go with the namespaces too, but some time later.
    private const string End = """
        for i in 1 2 3; do ip link delete to$i; ip netns delete p$i; ip netns delete n$i; done 2>/dev/null || true
        ip link delete wire || true
        """;

    public PodNetworkTests()
    {
        if (Room.Run("ip link add probe type vxlan id 1 dstport 4789 2>&1 || true; ip link delete probe 2>/dev/null || true") is { Length: > 0 } refusal)
        {
            Dispose();
            Assert.Skip(refusal.Contains("Unknown device type", StringComparison.Ordinal) ? "The kernel has no links of the kind 'vxlan'." : refusal);
        }
    }

    [Fact]
    public void Pods_reach_those_of_other_nodes_and_a_node_that_is_gone_leaves_nothing()
    {
        string output = Run($"""
            ! ip -n n1 route get 10.244.2.9 2>/dev/null || exit 10
            for i in 1 2 3; do on n$i 10.244.0.0/16 {Nodes}; done
            for i in 1 2 3; do for j in 1 2 3; do reaches p$i 10.244.$j.9 || exit 11; reaches n$i 10.244.$j.9 || exit 12; done; done
            # Nobody outside knows the pods, so this is answered only if the node gives its own address.
            reaches p1 192.0.2.100 || exit 13
            ip -n n1 -o link show pods
            bridge -n n1 fdb show dev pods | sed 's/^/first /'

            # Again with the same nodes, then with one that has another network by now, and without one.
            on n1 10.244.0.0/16 {Nodes}
            ip -n n1 -o link show pods
            on n1 10.244.0.0/16 192.0.2.1=10.244.1.0/24 192.0.2.2=10.244.4.0/24
            for list in 'route show' 'neighbour show'; do ip -n n1 $list dev pods | sed 's/^/last /'; done
            bridge -n n1 fdb show dev pods | sed 's/^/last /'
            """);
        output.Should().Contain("Pods of 10.244.1.0/24 reach those of 10.244.2.0/24, 10.244.3.0/24.");
        string[] lines = output.Split('\n');
        lines.Where(line => line.Contains(": pods:", StringComparison.Ordinal)).Should().HaveCount(2).And.OnlyContain(line => line.Contains("mtu 1450"))
            .And.Subject.Select(line => line.Split(':')[0]).Distinct().Should().ContainSingle("a second run keeps the link");
        lines.Count(line => line.StartsWith("first ", StringComparison.Ordinal) && line.Contains("dst 192.0.2.", StringComparison.Ordinal)).Should().Be(2);
        string[] last = [.. lines.Where(line => line.StartsWith("last ", StringComparison.Ordinal))];
        last.Should().ContainSingle(line => line.Contains("10.244.4.0/24 via 10.244.4.0 onlink"));
        last.Should().ContainSingle(line => line.StartsWith("last 10.244.4.0 lladdr") && line.Contains("PERMANENT"));
        last.Should().ContainSingle(line => line.Contains("dst 192.0.2.2"));
        last.Should().HaveCount(3, "what was for the other network and the other node is gone");
    }

    [Fact]
    public void A_node_that_gets_another_network_has_another_address_in_the_overlay()
    {
        string output = Run($"""
            on n1 10.244.0.0/16 {Nodes}
            on n1 10.0.0.0/8 192.0.2.1=10.9.1.0/24 192.0.2.2=10.244.2.0/24
            ip -n n1 -o -4 address show dev pods
            ip -n n1 route show dev pods
            """);
        output.Should().Contain("inet 10.9.1.0/32").And.NotContain("inet 10.244.1.0/32").And.Contain("10.244.2.0/24 via 10.244.2.0").And.NotContain("10.244.3.0/24 via");
    }

    [Fact]
    public void Removal_takes_all_that_was_made_and_needs_nothing()
    {
        Require.Program("nft");
        string output = Run($"""
            on n1 10.244.0.0/16 {Nodes}
            ip netns exec n1 nft list tables | sed 's/^/before /'
            on n1 --remove
            on n1 --remove
            ip netns exec n1 nft list tables | sed 's/^/after /'
            ip -n n1 -o link show
            """);
        output.Should().Contain("before table inet pods").And.NotContain("after").And.NotContain(": pods:");
    }

    [Theory]
    [InlineData("10.244.0.0/16 192.0.2.7=10.244.1.0/24", "No node has an address of this machine.")]
    [InlineData("10.244.0.0/16 192.0.2.7", "'192.0.2.7' is not a node")]
    [InlineData("10.244.0.0/16 192.0.2.7=10.244.1.0/33", "'10.244.1.0/33' is not a network of pods")]
    [InlineData("2001:db8::/48 192.0.2.7=10.244.1.0/24", "'2001:db8::/48' is not a network of pods")]
    public async Task Wrong_arguments_change_nothing(string arguments, string message) => ShouldRefuse(await RunAsync($"PodNetwork {arguments}"), message);

    [Theory]
    [InlineData("PodNetwork")]
    [InlineData("PodNetwork 10.244.0.0/16")]
    public async Task Missing_arguments_are_answered_by_the_usage(string commandLine)
    {
        SampleResult result = await RunAsync(commandLine);
        result.ExitCode.Should().Be(2);
        result.Errors.Should().StartWith("Usage: ");
    }

    private string Run(string script)
    {
        try
        {
            return Room.Run($"{s_start}\n{script}");
        }
        finally
        {
            Room.Run(End);
        }
    }
}
