using System.Net;
using System.Text.Json;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Cni.Tests.Hosting;

public sealed class HostTests
{
    private static readonly CniResult s_result = new()
    {
        Interfaces = [new CniInterface("eth0") { HardwareAddress = "02:00:00:00:00:01", Mtu = 1400, Sandbox = "/ns" }],
        Addresses = [new CniAddress(IPAddress.Parse("10.0.0.2"), 24) { Interface = 0 }, new CniAddress(IPAddress.Parse("fd00::2"), 64)],
        Routes = [new CniRoute(IPNetwork.Parse("0.0.0.0/0")) { Mtu = 1300 }],
    };

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"cniVersion":1,"name":"net"}""")]
    [InlineData("""{"cniVersion":"1.0.0","name":"net","number":"five"}""")]
    [InlineData("""{"cniVersion":"1.0.0","name":"net","delegate":"\ud800"}""")]
    [InlineData("""{"cniVersion":"1.0.0","name":"net","prevResult":5}""")]
    [InlineData("""{"cniVersion":"1.0.0","name":"net","prevResult":{"ips":[{"address":"10.0.0.2"}]}}""")]
    [InlineData("""{"cniVersion":"1.0.0","name":"net","prevResult":{"ips":[{"address":"10.0.0.2/24","interface":3}]}}""")]
    public void What_cannot_be_decoded_has_code_6(string configuration) => Run("DEL", configuration).Code.Should().Be(6);

    [Fact]
    public void Deep_json_is_an_error() =>
        Run("DEL", $$"""{"cniVersion":"1.0.0","name":"net","x":{{new string('[', 100_000)}}{{new string(']', 100_000)}}}""").Code.Should().Be(6);

    [Fact]
    public void A_message_about_a_wrong_value_has_its_path() =>
        Run("DEL", """{"cniVersion":"1.0.0","name":"net","prevResult":{"routes":[{"dst":"10.0.0.0/8"},{"dst":"nowhere"}]}}""")
            .Message.Should().Contain("prevResult.routes[1].dst").And.Contain("nowhere");

    [Theory]
    [InlineData("""{"cniVersion":"1.0.0"}""")]
    [InlineData("""{"cniVersion":"1.0.0","name":"a/b"}""")]
    [InlineData("""{"cniVersion":"1.0.0","name":"../x"}""")]
    public void A_network_without_a_valid_name_has_code_7(string configuration) => Run("DEL", configuration).Code.Should().Be(7);

    [Theory]
    [InlineData("""{"name":"net"}""", "DEL")]
    [InlineData("""{"cniVersion":"0.2.0","name":"net"}""", "DEL")]
    [InlineData("""{"cniVersion":"2.0.0","name":"net"}""", "DEL")]
    [InlineData("""{"cniVersion":"0.3.1","name":"net"}""", "CHECK")]
    [InlineData("""{"cniVersion":"1.0.0","name":"net"}""", "STATUS")]
    [InlineData("""{"cniVersion":"1.0.0","name":"net"}""", "GC")]
    public void A_version_that_is_not_supported_or_lacks_the_command_has_code_1(string configuration, string command) => Run(command, configuration).Code.Should().Be(1);

    [Theory]
    [InlineData("0.4.0")]
    [InlineData("1.1.0")]
    public void An_error_is_in_the_version_of_the_configuration(string version)
    {
        Answer answer = Run("DEL", $$"""{"cniVersion":"{{version}}"}""");
        answer.Json.GetProperty("cniVersion").GetString().Should().Be(version);
    }

    [Fact]
    public void Version_is_answered_without_the_plugin()
    {
        List<string> calls = [];
        Answer answer = Run("VERSION", """{"cniVersion":"0.4.0"}""", calls);
        answer.Json.GetProperty("cniVersion").GetString().Should().Be("0.4.0");
        answer.Json.GetProperty("supportedVersions").EnumerateArray().Select(item => item.GetString()).Should().Equal("0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0");
        calls.Should().BeEmpty();
    }

    [Fact]
    public void Check_needs_a_previous_result() => Run("CHECK", """{"cniVersion":"1.0.0","name":"net"}""").Code.Should().Be(7);

    [Fact]
    public void A_namespace_that_is_missing_is_an_error_of_add() => Run("ADD", """{"cniVersion":"1.0.0","name":"net"}""").Code.Should().Be(3);

    [Fact]
    public void Garbage_is_what_is_not_listed()
    {
        List<string> calls = [];
        Run("GC", """{"cniVersion":"1.1.0","name":"net","cni.dev/valid-attachments":[{"containerID":"a","ifname":"eth0"},{"containerID":"b","ifname":"eth0"}]}""", calls).ExitCode.Should().Be(0);
        calls.Should().Equal("own GC 2");
    }

    [Fact]
    public void An_add_that_fails_is_undone_in_reverse_order()
    {
        Require.Privileges();
        List<string> calls = [];
        CniHostOptions options = new();
        options.Delegates["other"] = new Recorder(calls, name: "other").Handler;
        Answer answer = AddInPod("""{"cniVersion":"1.0.0","name":"net","delegate":"other","fail":"own"}""", calls, options);
        (answer.Code, answer.Message, answer.Json.GetProperty("details").GetString()).Should().Be((123, "It failed.", "on purpose"));
        calls.Should().Equal("own ADD", "other ADD", "other DEL", "undo first");
    }

    [Fact]
    public void A_delegate_that_fails_gets_del()
    {
        Require.Privileges();
        List<string> calls = [];
        CniHostOptions options = new();
        options.Delegates["other"] = new Recorder(calls, name: "other").Handler;
        AddInPod("""{"cniVersion":"1.0.0","name":"net","delegate":"other","fail":"other"}""", calls, options).Code.Should().Be(123);
        calls.Should().Equal("own ADD", "other ADD", "other DEL", "undo first");
    }

    [Theory]
    [InlineData("../../bin/sh")]
    [InlineData("nowhere")]
    public void A_delegate_is_a_file_of_the_search_path(string type)
    {
        Require.Privileges();
        Answer answer = AddInPod($$"""{"cniVersion":"1.0.0","name":"net","delegate":"{{type}}"}""", [], new CniHostOptions());
        answer.Message.Should().Contain(type);
        answer.Code.Should().BeOneOf(4, 7);
    }

    [Theory]
    [InlineData("0.3.0", true, false)]
    [InlineData("0.3.1", true, false)]
    [InlineData("0.4.0", true, false)]
    [InlineData("1.0.0", false, false)]
    [InlineData("1.1.0", false, true)]
    public void A_result_is_in_the_version_of_the_configuration(string version, bool hasFamily, bool hasDetails)
    {
        Require.Privileges();
        JsonElement json = AddInPod($$"""{"cniVersion":"{{version}}","name":"net"}""", [], new CniHostOptions(), s_result).Json;
        json.GetProperty("cniVersion").GetString().Should().Be(version);
        json.GetProperty("ips").EnumerateArray().Select(ip => ip.TryGetProperty("version", out JsonElement family) ? family.GetString() : null)
            .Should().Equal(hasFamily ? ["4", "6"] : [null, null]);
        json.GetProperty("interfaces")[0].TryGetProperty("mtu", out _).Should().Be(hasDetails);
        json.GetProperty("routes")[0].TryGetProperty("mtu", out _).Should().Be(hasDetails);
    }

    [Fact]
    public void The_hosts_own_namespace_is_never_that_of_a_container()
    {
        Require.Privileges();
        List<string> calls = [];
        Run("ADD", """{"cniVersion":"1.0.0","name":"net"}""", calls, netns: "/proc/thread-self/ns/net").Code.Should().Be(8);
        calls.Should().BeEmpty();
        // The process of the container has ended, and another has its ID: the rest can be removed.
        Run("DEL", """{"cniVersion":"1.0.0","name":"net"}""", calls, netns: "/proc/thread-self/ns/net").ExitCode.Should().Be(0);
        calls.Should().Equal("own DEL");
    }

    private static Answer AddInPod(string configuration, List<string> calls, CniHostOptions options, CniResult? result = null)
    {
        using NetNamespace pod = NetNamespace.Create();
        return Answer.Of(new Recorder(calls, result).Handler, Variables("ADD", Paths.Of(pod)), configuration, options);
    }

    private static Answer Run(string command, string configuration, List<string>? calls = null, string netns = "/nonexistent/ns") =>
        Answer.Of(new Recorder(calls ?? []).Handler, Variables(command, netns), configuration);

    private static Dictionary<string, string?> Variables(string command, string netns) => new()
    {
        ["CNI_COMMAND"] = command, ["CNI_CONTAINERID"] = "c1", ["CNI_IFNAME"] = "eth0", ["CNI_NETNS"] = netns, ["CNI_PATH"] = "/nonexistent",
    };
}
