using System.Text;
using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.Tests.Processes;

public sealed class ProcessRunTests
{
    private const int SigKill = 9;
    private const int SigXcpu = 24;

    [Theory]
    [InlineData("low 0\nhigh 0\nmax 12\noom 3\noom_kill 2\noom_group_kill 1\n", 2L)]
    [InlineData("oom_kill 0\n", 0L)]
    [InlineData("oom 3\n", null)]
    [InlineData("oom_kill\n", null)]
    [InlineData("oom_kill -1\n", null)]
    [InlineData("", null)]
    public void Kills_for_memory_are_counted_by_the_file_of_the_cgroup(string content, long? expected)
    {
        string directory = Directory.CreateTempSubdirectory("lns-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(directory, "memory.events"), content);
            CgroupMemory.CountKills(directory).Should().Be(expected);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public void Without_a_cgroup_or_its_file_no_kills_are_known()
    {
        CgroupMemory.CountKills(null).Should().BeNull();
        CgroupMemory.CountKills("/nonexistent").Should().BeNull();
    }

    [Theory]
    [InlineData(SigXcpu, null, 0.0, true)]
    [InlineData(SigKill, null, 5.0, false)]
    [InlineData(SigKill, 5UL, 5.0, true)]
    [InlineData(SigKill, 5UL, 4.9, true)]
    [InlineData(SigKill, 5UL, 1.0, false)]
    [InlineData(SigKill, ulong.MaxValue, 1.0, false)]
    [InlineData(15, 5UL, 5.0, false)]
    public void Used_up_processor_time_is_told_by_signal_limit_and_usage(int signal, ulong? hard, double seconds, bool expected)
    {
        ExitStatus status = ExitStatus.FromWaitStatus(signal, new ResourceUsage(TimeSpan.FromSeconds(seconds / 2), TimeSpan.FromSeconds(seconds / 2), 0));
        NamespaceProcessStartInfo info = new("true");
        if (hard is not null)
        {
            info.Limits[ResourceLimit.CpuTime] = new ResourceLimitValue(1, hard);
        }

        ProcessResult.UsedUpCpuTime(status, info).Should().Be(expected);
    }

    [Fact]
    public void Text_that_is_no_UTF8_is_replaced_and_only_a_cut_character_is_left_out()
    {
        byte[] bytes = Encoding.UTF8.GetBytes("aü")[..2];
        new CapturedOutput(bytes, 3, isComplete: true).Text.Should().Be("a");
        new CapturedOutput(bytes, 2, isComplete: true).Text.Should().Be("a\uFFFD");
    }

    [Fact]
    public void Options_are_checked()
    {
        Action[] wrong =
        [
            () => _ = new ProcessRunOptions { MaxOutputBytes = -1 },
            () => _ = new ProcessRunOptions { MaxOutputBytes = int.MaxValue },
            () => _ = new ProcessRunOptions { Timeout = TimeSpan.Zero },
            () => _ = new ProcessRunOptions { Timeout = TimeSpan.FromDays(25) },
            () => _ = new ProcessRunOptions { BackgroundOutputTimeout = TimeSpan.FromTicks(-1) },
            () => _ = new ProcessRunOptions { BackgroundOutputTimeout = TimeSpan.FromDays(25) },
        ];
        wrong.Should().AllSatisfy(act => act.Should().Throw<ArgumentOutOfRangeException>());
        _ = new ProcessRunOptions { MaxOutputBytes = 0, Timeout = TimeSpan.FromDays(24), BackgroundOutputTimeout = TimeSpan.Zero };
    }

    [Fact]
    public void A_copy_with_other_streams_leaves_the_original_alone()
    {
        NamespaceProcessStartInfo info = new("true") { Environment = { ["A"] = "1" } };
        NamespaceProcessStartInfo copy = info.WithStreams(ProcessStream.Null, ProcessStream.Pipe, ProcessStream.Pipe);
        copy.StandardOutput.Should().BeSameAs(ProcessStream.Pipe);
        copy.Environment.Should().BeSameAs(info.Environment);
        info.StandardOutput.Should().BeSameAs(ProcessStream.Inherit);
        info.StandardInput.Should().BeSameAs(ProcessStream.Inherit);
    }
}
