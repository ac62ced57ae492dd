using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Kinds;

[Collection("The kernel")]
public sealed class CgroupNamespaceTests : KindTest
{
    private static readonly string? s_unified = File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(' ')).FirstOrDefault(fields => fields.Contains("cgroup2"))?[4];

    public CgroupNamespaceTests() => Assert.SkipWhen(s_unified is null, "There is no unified hierarchy of cgroups.");

    [Fact]
    public void One_that_is_created_begins_where_the_caller_is()
    {
        using CgroupNamespace cgroups = CgroupNamespace.Create();
        cgroups.GetRoot().Should().Be(Of("self"));
        cgroups.GetPath(Environment.ProcessId).Should().Be("/");
        RunIn(cgroups, "cat", "/proc/self/cgroup").Split('\n').Should().Contain("0::/");
        using CgroupNamespace current = CgroupNamespace.OpenCurrent();
        current.GetRoot().Should().Be("/");
        current.GetPath(Environment.ProcessId).Should().Be(Of("self"));
        Action gone = () => cgroups.GetPath(int.MaxValue);
        gone.Should().Throw<LinuxException>().Which.Errno.Should().Be(Errno.ENOENT);
    }

    [Fact]
    public async Task One_of_a_process_in_another_cgroup_is_seen_from_outside_and_inside()
    {
        Assert.SkipUnless(Require.IsRootOfTheMachine, "This needs a cgroup of its own, which root makes.");
        string name = RunMark.NewName();
        string here = $"{s_unified}{Of("self").TrimEnd('/')}/{name}";
        Directory.CreateDirectory(here);
        try
        {
            await using (NamespaceProcess process = NamespaceProcess.Start(
                new("sh", "-c", $"echo 0 > {here}/cgroup.procs; exec unshare --cgroup sleep 1000") { NewNamespaces = NamespaceTypes.Uts }, TestContext.Current.CancellationToken))
            {
                SpinWait.SpinUntil(() => File.ReadAllText($"/proc/{process.Id}/comm").Trim() == "sleep", TimeSpan.FromSeconds(10)).Should().BeTrue();
                using CgroupNamespace cgroups = CgroupNamespace.OpenProcess(process.Id);
                cgroups.GetRoot().Should().Be(Of("self").TrimEnd('/') + "/" + name).And.Be(Of($"{process.Id}"));
                cgroups.GetPath(process.Id).Should().Be("/");
                cgroups.GetPath(Environment.ProcessId).Should().Be(RunIn(cgroups, "cat", $"/proc/{Environment.ProcessId}/cgroup").Split('\n').Single(line => line.StartsWith("0::", StringComparison.Ordinal))[3..]).And.Be("/..");
            }
        }
        finally
        {
            SpinWait.SpinUntil(() => File.ReadAllText($"{here}/cgroup.procs").Length == 0, TimeSpan.FromSeconds(5));
            Directory.Delete(here);
        }
    }

    private static string Of(string process) => File.ReadLines($"/proc/{process}/cgroup").Single(line => line.StartsWith("0::", StringComparison.Ordinal))[3..];
}
