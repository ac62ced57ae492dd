using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Cni.Tests.Hosting;

public sealed class EnvironmentTests
{
    private const string Configuration = """{"cniVersion":"1.1.0","name":"net","type":"own"}""";

    private static readonly Dictionary<string, string?> s_valid = new()
    {
        ["CNI_COMMAND"] = "DEL", ["CNI_CONTAINERID"] = "c1", ["CNI_IFNAME"] = "eth0", ["CNI_NETNS"] = "/nonexistent/ns", ["CNI_PATH"] = "/opt/cni/bin",
    };

    [Fact]
    public void A_valid_request_reaches_the_plugin()
    {
        List<string> calls = [];
        Run(calls).ExitCode.Should().Be(0);
        calls.Should().Equal("own DEL");
    }

    [Theory]
    [InlineData("ADD", "CNI_CONTAINERID", "CNI_NETNS", "CNI_IFNAME")]
    [InlineData("CHECK", "CNI_CONTAINERID", "CNI_NETNS", "CNI_IFNAME")]
    [InlineData("DEL", "CNI_CONTAINERID", "CNI_IFNAME")]
    [InlineData("GC", "CNI_PATH")]
    public void All_missing_variables_are_named(string command, params string[] names)
    {
        Dictionary<string, string?> variables = new(s_valid) { ["CNI_COMMAND"] = command };
        Array.ForEach(names, name => variables.Remove(name));
        Answer answer = Answer.Of(new Recorder([]).Handler, variables, Configuration);
        answer.Code.Should().Be(4);
        names.Should().AllSatisfy(name => answer.Message.Should().Contain(name));
    }

    [Theory]
    [InlineData("CNI_COMMAND", "add")]
    [InlineData("CNI_COMMAND", "ADD\n")]
    [InlineData("CNI_CONTAINERID", "../../etc")]
    [InlineData("CNI_CONTAINERID", "-rf")]
    [InlineData("CNI_CONTAINERID", "a/b")]
    [InlineData("CNI_CONTAINERID", "a b")]
    [InlineData("CNI_CONTAINERID", "é")]
    [InlineData("CNI_IFNAME", "sixteen-bytes-xx")]
    [InlineData("CNI_IFNAME", "..")]
    [InlineData("CNI_IFNAME", "a/b")]
    [InlineData("CNI_IFNAME", "a:b")]
    [InlineData("CNI_IFNAME", "a b")]
    [InlineData("CNI_IFNAME", "a\u0007")]
    [InlineData("CNI_NETNS", "relative/path")]
    [InlineData("CNI_NETNS", "name")]
    [InlineData("CNI_ARGS", "A=1;novalue")]
    [InlineData("CNI_ARGS", "=1")]
    public void An_invalid_variable_is_named_with_code_4(string name, string value)
    {
        List<string> calls = [];
        Answer answer = Run(calls, (name, value));
        answer.ExitCode.Should().Be(1);
        answer.Code.Should().Be(4);
        answer.Message.Should().Contain(name).And.NotContain("\n");
        calls.Should().BeEmpty();
    }

    [Theory]
    [InlineData("a")]
    [InlineData("0.a_b-c")]
    public void A_container_may_have_any_name_of_the_specification(string id) => Run([], ("CNI_CONTAINERID", id)).ExitCode.Should().Be(0);

    [Fact]
    public void A_long_identifier_is_refused() => Run([], ("CNI_CONTAINERID", new string('a', 256))).Code.Should().Be(4);

    private static Answer Run(List<string> calls, params (string Name, string? Value)[] changes)
    {
        Dictionary<string, string?> variables = new(s_valid);
        foreach ((string name, string? value) in changes)
        {
            variables[name] = value;
        }

        return Answer.Of(new Recorder(calls).Handler, variables, Configuration);
    }
}
