using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.SampleTests.Samples;

/// <summary>Samples where others are: they change nothing of theirs.</summary>
public sealed class SampleOnHostTests : SampleTestBase
{
    [Theory]
    [InlineData("TwoHostsOneBridge --on-host", "ip link add br0 type bridge", "called 'br0'")]
    [InlineData("TwoHostsOneBridge --on-host", "ip link add br-veth1 type veth peer other", "called 'br-veth1'")]
    [InlineData("TwoHostsOneBridge --on-host", "ip link property add dev lo altname br-veth0", "called 'br-veth0'")]
    [InlineData("VethPair --on-host", "ip link add host-veth0 type bridge", "called 'host-veth0'")]
    [InlineData("TwoHostsOneBridge --named", "ip netns add blue", "called 'blue'")]
    [InlineData("TwoHostsOneBridge --named", "mkdir /run/netns; touch /run/netns/red", "called 'red'")]
    public async Task What_has_the_name_already_is_left_as_it_is(string commandLine, string other, string message)
    {
        Furnish(other);
        ShouldRefuse(await RunAsync(commandLine), message);
    }

    [Theory]
    [InlineData("TwoHostsOneBridge", "ip addr add 192.168.10.7/32 dev lo", "'lo' has the address 192.168.10.7/32")]
    [InlineData("TwoHostsOneBridge", "ip link set lo up; ip route add 192.168.0.0/16 dev lo", "a route to 192.168.0.0/16")]
    [InlineData("VethPair", "ip link set lo up; ip route add 192.168.10.128/25 dev lo", "a route to 192.168.10.128/25")]
    [InlineData("VethPair", "ip route add unreachable 192.168.10.1", "a route to 192.168.10.1/32")]
    public async Task A_subnet_in_use_is_left_to_its_user(string sample, string other, string message)
    {
        Furnish(other);
        ShouldRefuse(await RunAsync($"{sample} --on-host"), message);
    }

    [Theory]
    [InlineData("TwoHostsOneBridge", "ip route add default dev lo")]
    [InlineData("VethPair", "ip route add 0.0.0.0/1 dev lo; ip route add 128.0.0.0/1 dev lo; ip route add 192.168.11.0/24 dev lo")]
    public async Task Routes_elsewhere_are_no_hindrance(string sample, string other)
    {
        Furnish($"ip link set lo up; {other}");
        SampleResult result = await RunAsync($"{sample} --on-host");
        result.Errors.Should().BeEmpty();
        result.ExitCode.Should().Be(0);
    }

    [Theory]
    [InlineData("TwoHostsOneBridge --on-host", "TwoHostsOneBridge --on-host --named")]
    [InlineData("TwoHostsOneBridge --named", "TwoHostsOneBridge --named")]
    [InlineData("VethPair --on-host", "VethPair --on-host")]
    public async Task A_second_run_at_the_same_time_is_refused(string first, string second)
    {
        using SampleProcess running = new(Room, first);
        await running.ReadUntilAsync("icmp_seq=1");
        running.Signal("STOP");
        ShouldRefuse(await RunAsync(second), "Another run of ");
        running.Signal("TERM");
        running.Signal("CONT");
        (await running.ExitAsync()).Errors.Should().BeEmpty();
    }

    [Fact]
    public async Task Without_a_place_for_names_one_sentence_tells_so()
    {
        Furnish("mount -n -t tmpfs -o ro tmpfs /run");
        ShouldRefuse(await RunAsync("TwoHostsOneBridge --named"), "--named needs write access to /run");
    }
}
