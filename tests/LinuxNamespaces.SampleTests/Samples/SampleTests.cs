using System.Text.RegularExpressions;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.SampleTests.Samples;

/// <summary>Samples that run to their end, or do not start.</summary>
public sealed class SampleTests : SampleTestBase
{
    [Theory]
    [InlineData("")]
    [InlineData(" --named")]
    [InlineData(" --on-host")]
    [InlineData(" --on-host --named")]
    public async Task Two_hosts_on_one_bridge_ping_and_leave_nothing(string options)
    {
        SampleResult result = await RunAsync("TwoHostsOneBridge" + options);
        result.Errors.Should().BeEmpty();
        result.Output.Should().Contain("4 packets transmitted, 4 received, 0% packet loss");
        result.Output.Should().MatchRegex(@"br0\s+8000\.[0-9a-f]{12}\s+no\s+br-veth0\n\s+br-veth1\n");
        result.ExitCode.Should().Be(0);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" --on-host")]
    public async Task Veth_pairs_ping_both_ways_and_leave_nothing(string options)
    {
        SampleResult result = await RunAsync("VethPair" + options);
        result.Errors.Should().BeEmpty();
        Regex.Count(result.Output, "2 packets transmitted, 2 received, 0% packet loss").Should().Be(4);
        result.ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task Names_and_links_are_there_for_others_to_see()
    {
        using SampleProcess sample = new(Room, "TwoHostsOneBridge --on-host --named");
        await sample.ReadUntilAsync("icmp_seq=1");
        sample.Signal("STOP");
        Room.Run("ip netns list").Should().MatchRegex("(?m)^red").And.MatchRegex("(?m)^blue");
        Room.Run("ip -brief link show master br0").Should().Contain("br-veth0@").And.Contain("br-veth1@");
        sample.Signal("TERM");
        sample.Signal("CONT");
        await sample.ExitAsync();
    }

    [Theory]
    [InlineData("TwoHostsOneBridge")]
    [InlineData("VethPair")]
    public async Task The_commands_beside_the_steps_build_and_remove_as_the_steps_do(string sample)
    {
        SampleResult result = await RunAsync(sample);
        string[] commands = [.. Regex.Matches(result.Output, @"^  .{44}  (ip .*)$", RegexOptions.Multiline).Select(match => match.Groups[1].Value)];
        commands.Should().Contain("ip netns add red").And.Contain("ip netns del red");
        Room.Run(string.Join('\n', commands));
    }

    [Theory]
    [InlineData("TwoHostsOneBridge")]
    [InlineData("VethPair")]
    public async Task A_reader_that_goes_away_is_no_reason_to_leave_something(string sample)
    {
        SampleResult result = await RunAsync($"{sample} --on-host", "sh", "-c", "\"$@\" | head -n 3", "sh");
        result.Errors.Should().BeEmpty();
    }

    [Theory]
    [InlineData("TwoHostsOneBridge", "unshare", "--user", "--map-user=1000", "--map-group=1000")]
    [InlineData("TwoHostsOneBridge", "setpriv", "--bounding-set=-sys_admin")]
    [InlineData("VethPair", "unshare", "--user", "--map-user=1000", "--map-group=1000")]
    public async Task An_ordinary_user_needs_nothing_else(string sample, params string[] wrapper)
    {
        SampleResult result = await RunAsync(sample, wrapper);
        result.Errors.Should().BeEmpty();
        result.Output.Should().Contain(" 0% packet loss").And.Contain("Removing everything");
        result.ExitCode.Should().Be(0);
    }

    [Theory]
    [InlineData]
    [InlineData("unshare", "--user", "--map-user=1000", "--map-group=1000")]
    public async Task A_web_server_is_reached_from_the_other_namespace_and_not_from_the_host(params string[] wrapper)
    {
        Furnish("ip link set lo up");
        SampleResult result = await RunAsync("KestrelInNamespace", wrapper);
        result.Errors.Should().BeEmpty();
        result.Output.Should().Contain("Hello 10.1.0.1, this is 10.1.0.2").And.MatchRegex("127.0.0.1:.* refused, as it should be");
        result.ExitCode.Should().Be(0);
    }

    [Theory]
    [InlineData("TwoHostsOneBridge")]
    [InlineData("VethPair")]
    public async Task The_network_of_the_machine_is_not_for_an_ordinary_user(string sample) =>
        ShouldRefuse(await RunAsync($"{sample} --on-host", "unshare", "--user", "--map-user=1000", "--map-group=1000"), "CAP_NET_ADMIN");

    [Fact]
    public async Task Nor_are_names()
    {
        SampleResult result = await RunAsync("TwoHostsOneBridge --named", "unshare", "--user", "--map-user=1000", "--map-group=1000");
        result.ExitCode.Should().Be(1);
        ShouldBeOneLine(result.Errors).And.MatchRegex("without --named|without a name");
    }

    [Fact]
    public async Task Where_no_user_namespace_can_be_made_one_sentence_tells_why() =>
        ShouldRefuse(
            await RunAsync("TwoHostsOneBridge", "unshare", "-Ur", "sh", "-c", "echo 0 >/proc/sys/user/max_user_namespaces; exec setpriv --bounding-set=-sys_admin \"$@\"", "sh"),
            "user.max_user_namespaces is 0: an administrator has to raise it. With CAP_SYS_ADMIN");

    [Fact]
    public async Task Without_a_namespace_left_one_sentence_tells_which_limit_to_raise() =>
        ShouldRefuse(
            await RunAsync("TwoHostsOneBridge", "unshare", "-Ur", "sh", "-c", "echo 0 >/proc/sys/user/max_net_namespaces; exec \"$@\"", "sh"),
            "user.max_net_namespaces");

    [Theory]
    [InlineData("TwoHostsOneBridge --onhost", "'--onhost'", "--on-host")]
    [InlineData("TwoHostsOneBridge --named red", "'red'", "--named")]
    [InlineData("VethPair --named", "'--named'", "--on-host")]
    public async Task An_unknown_option_is_answered_with_the_usage(string commandLine, string unknown, string known)
    {
        SampleResult result = await RunAsync(commandLine);
        result.ExitCode.Should().Be(2);
        result.Output.Should().BeEmpty();
        result.Errors.Should().Contain($"unknown option {unknown}").And.Contain("Usage: dotnet run --project samples/").And.Contain(known);
    }

    [Theory]
    [InlineData("TwoHostsOneBridge --help", "--named")]
    [InlineData("TwoHostsOneBridge --on-host -h", "--on-host")]
    [InlineData("VethPair --help", "--on-host")]
    public async Task Help_tells_the_options_and_does_nothing(string commandLine, string option)
    {
        SampleResult result = await RunAsync(commandLine, "unshare", "-U");
        result.ExitCode.Should().Be(0);
        result.Errors.Should().BeEmpty();
        result.Output.Should().Contain("Usage: dotnet run --project samples/").And.Contain(option).And.NotContain("Building");
    }
}
