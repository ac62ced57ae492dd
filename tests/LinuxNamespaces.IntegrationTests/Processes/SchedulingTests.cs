using System.Text.RegularExpressions;
using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Processes;

/// <summary>Processor time and disks, as chrt(1) and ionice(1) see it.</summary>
[Collection("The kernel")]
public sealed partial class SchedulingTests
{
    public SchedulingTests()
    {
        Require.UserNamespaces();
        Require.Program("chrt");
        Require.Program("ionice");
    }

    public static TheoryData<Scheduling, string, bool> Policies => new()
    {
        { Scheduling.Other, "policy: SCHED_OTHER", false },
        { Scheduling.Batch, "policy: SCHED_BATCH", false },
        { Scheduling.Idle, "policy: SCHED_IDLE", false },
        { Scheduling.Batch with { ResetOnFork = true }, "policy: SCHED_BATCH|SCHED_RESET_ON_FORK", false },
        { Scheduling.Fifo(7), "policy: SCHED_FIFO priority: 7", true },
        { Scheduling.RoundRobin(3) with { ResetOnFork = true }, "policy: SCHED_RR|SCHED_RESET_ON_FORK priority: 3", true },
        {
            Scheduling.Deadline(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(20)) with { ResetOnFork = true },
            "policy: SCHED_DEADLINE|SCHED_RESET_ON_FORK priority: 0 parameters: 1000000/10000000/20000000", true
        },
    };

    [Theory]
    [MemberData(nameof(Policies))]
    public void The_policy_is_as_asked(Scheduling scheduling, string shown, bool realTime)
    {
        if (realTime)
        {
            RequireRealTime();
        }

        foreach (Carrier carrier in Enum.GetValues<Carrier>())
        {
            using NamespaceProcess process = Run.Start(new NamespaceProcessStartInfo("sleep", "1000") { Scheduling = scheduling, Nice = 19 }.By(carrier));
            Policy(process).Should().Contain(shown);
            File.ReadAllText($"/proc/{process.Id}/stat").Split(") ")[^1].Split(' ')[16].Should().Be("19", "a policy leaves the nice value");
        }
    }

    [Theory]
    [InlineData(ProcessInit.Program)]
    [InlineData(ProcessInit.BuiltIn)]
    public void A_user_namespace_does_not_take_the_right_away(ProcessInit init)
    {
        RequireRealTime();
        using NamespaceProcess process = Run.Start(new("sleep", "1000") { NewNamespaces = Run.Own, IdMap = IdMap.CurrentUserAsRoot, Init = init, Scheduling = Scheduling.Fifo(2), Nice = -3 });
        Policy(process).Should().Contain("SCHED_FIFO priority: 2");
        Action deadline = () => Run.Start(new("true")
        {
            NewNamespaces = Run.Own,
            IdMap = IdMap.CurrentUserAsRoot,
            Scheduling = Scheduling.Deadline(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(20)),
        });
        deadline.Should().Throw<LinuxException>().Which.Remedy.Should().Contain("by entering another user namespace");
    }

    [Fact]
    public void The_priority_for_disks_is_as_asked()
    {
        Check(IoPriority.Idle, "idle");
        Check(IoPriority.BestEffort(6), "best-effort: prio 6");
        if (Capabilities.Has(Capability.SysNice) && Require.IsRootOfTheMachine)
        {
            Check(IoPriority.RealTime(2), "realtime: prio 2");
        }

        static void Check(IoPriority priority, string shown)
        {
            using NamespaceProcess process = Run.Start(new("sleep", "1000") { IoPriority = priority });
            Tool.Run("ionice", "-p", $"{process.Id}").Trim().Should().Be(shown);
        }
    }

    [Fact]
    public void A_period_that_the_kernel_does_not_take_is_explained()
    {
        RequireRealTime();
        Action start = () => Run.Start(new("true") { Scheduling = Scheduling.Deadline(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(60)) });
        ChildSetupException failure = start.Should().Throw<ChildSetupException>().Which;
        failure.Step.Stage.Should().Be(ProcessStage.Limits);
        failure.Errno.Should().Be(Errno.EINVAL);
        failure.Message.Should().Contain("sched_setattr(0, {SCHED_DEADLINE").And.Contain("kernel.sched_deadline_period_max_us");
    }

    [Fact]
    public void What_is_out_of_range_is_refused()
    {
        foreach (Action act in new Action[]
        {
            () => Scheduling.Fifo(0), () => Scheduling.RoundRobin(100), () => IoPriority.BestEffort(8), () => IoPriority.RealTime(-1),
            () => Scheduling.Deadline(TimeSpan.FromTicks(10), TimeSpan.FromTicks(20), TimeSpan.FromTicks(30)),
            () => Scheduling.Deadline(TimeSpan.FromTicks(50), TimeSpan.FromTicks(20), TimeSpan.FromTicks(90)),
            () => Scheduling.Deadline(TimeSpan.FromTicks(50), TimeSpan.FromTicks(60), TimeSpan.FromTicks(55)),
        })
        {
            act.Should().Throw<ArgumentOutOfRangeException>();
        }
    }

    private static string Policy(NamespaceProcess process) =>
        Prefix().Replace(Tool.Run("chrt", "-p", $"{process.Id}"), string.Empty).TrimEnd().Replace('\n', ' ');

    [GeneratedRegex("pid [0-9]+'s current (scheduling )?(runtime/deadline/period )?")]
    private static partial Regex Prefix();

    private static void RequireRealTime()
    {
        if (!Require.IsRootOfTheMachine || !Capabilities.Has(Capability.SysNice))
        {
            Assert.Skip("Real time is for root of the machine.");
        }
    }
}
