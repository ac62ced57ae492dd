using System.Globalization;
using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Kinds;

[Collection("The kernel")]
public sealed class TimeNamespaceTests : KindTest
{
    [Fact]
    public async Task Clocks_are_set_off_and_processes_see_it()
    {
        TimeOffsets offsets = new() { Monotonic = TimeSpan.FromDays(10), Boottime = TimeSpan.FromHours(1000) + TimeSpan.FromTicks(1234567) };
        using TimeNamespace time = TimeNamespace.Create(offsets);
        time.GetOffsets().Should().Be(offsets);
        double outside = Uptime(File.ReadAllText("/proc/uptime"));
        List<NamespaceHandle> join = Require.HasPrivileges ? [time.Handle] : [Execution.HelperProcesses.OwnUserNamespace(), time.Handle];
        NamespaceProcessStartInfo info = new("cat", "/proc/uptime") { StandardOutput = ProcessStream.Pipe };
        join.ForEach(info.JoinNamespaces.Add);
        await using NamespaceProcess process = NamespaceProcess.Start(info, TestContext.Current.CancellationToken);
        double inside = Uptime(await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        (inside - outside).Should().BeApproximately(3600000, 10);
    }

    [Fact]
    public void Clocks_may_be_behind_but_not_negative()
    {
        TimeOffsets offsets = new() { Monotonic = TimeSpan.FromSeconds(-1.5), Boottime = TimeSpan.FromTicks(-1) };
        using TimeNamespace time = TimeNamespace.Create(offsets);
        time.GetOffsets().Should().Be(offsets);
        Action act = () => TimeNamespace.Create(new TimeOffsets { Monotonic = TimeSpan.FromDays(-40000) });
        act.Should().Throw<LinuxException>().Which.Message.Should().Contain("ERANGE").And.Contain("negative");
    }

    [Fact]
    public async Task Offsets_of_a_process_are_those_of_proc()
    {
        await using NamespaceProcess process = NamespaceProcess.Start(
            new("sleep", "1000")
            {
                NewNamespaces = NamespaceTypes.User | NamespaceTypes.Time,
                IdMap = IdMap.CurrentUserAsRoot,
                TimeOffsets = new TimeOffsets { Monotonic = TimeSpan.FromSeconds(77), Boottime = TimeSpan.FromSeconds(88) },
            },
            TestContext.Current.CancellationToken);
        using TimeNamespace time = TimeNamespace.OpenProcess(process.Id);
        time.GetOffsets().Should().Be(new TimeOffsets { Monotonic = TimeSpan.FromSeconds(77), Boottime = TimeSpan.FromSeconds(88) });
        File.ReadAllText($"/proc/{process.Id}/timens_offsets").Should().MatchRegex(@"monotonic\s+77\s+0\s+boottime\s+88\s+0");
        using TimeNamespace current = TimeNamespace.OpenCurrent();
        current.GetOffsets().Should().Be(new TimeOffsets());
    }

    private static double Uptime(string text) => double.Parse(text.Split(' ')[0], CultureInfo.InvariantCulture);
}
