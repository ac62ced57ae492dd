using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.Tests.Processes;

public sealed class ProcessPlanTests
{
    private const string Path = "/first:/second:/third";

    [Fact]
    public void ToString_prints_the_search_for_the_program_as_one_line()
    {
        ProcessPlan plan = NamespaceProcess.Plan(new("true") { Environment = { ["PATH"] = Path } });
        string[] lines = plan.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string search = lines.Should().ContainSingle(line => line.Contains("Execute: execve(", StringComparison.Ordinal)).Which;
        search.Should().MatchRegex("^\\d+-\\d+ Execute: execve\\(\"/first/true\", .*\\), then '/second/true', '/third/true'$");
        lines[^1].Should().Be(search);
        plan.Steps.Should().HaveCountGreaterThan(lines.Length + 20);
        lines[..^1].Should().Equal(plan.Steps.Take(lines.Length - 1).Select(step => step.ToString()), "all other steps are printed");
    }

    [Fact]
    public void ToString_prints_the_steps_after_the_search()
    {
        string text = NamespaceProcess.Plan(new("/bin/true") { NewNamespaces = NamespaceTypes.User | NamespaceTypes.Pid, IdMap = IdMap.CurrentUserAsRoot, Init = ProcessInit.BuiltIn }).ToString();
        text.Should().Contain("Execute: execve(\"/bin/true\"").And.NotContain("/bin/sh");
        text.TrimEnd().Split('\n')[^1].Should().NotContain("execve");
        text.Should().Contain("Init: init(");
    }

    [Fact]
    public void A_seccomp_filter_without_instructions_is_refused()
    {
        Action plan = () => NamespaceProcess.Plan(new("true") { NoNewPrivileges = true, SeccompFilters = { ReadOnlyMemory<byte>.Empty } });
        plan.Should().Throw<ArgumentException>().WithMessage("*1 to 4096 instructions*not 0 bytes*");
    }
}
