using System.Runtime.InteropServices;
using FluentAssertions;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;
using Xunit;

namespace LinuxNamespaces.Tests.Child;

/// <summary>The built-in init as a program of its own. Its record goes to standard output, failures to standard error.</summary>
public sealed class InitTests
{
    private const int SIGKILL = 9;
    private static readonly SystemCall s_ppoll = new("ppoll", 271, 73);
    private static readonly SystemCall s_nanosleep = new("nanosleep", 35, 101);

    [Theory]
    [InlineData(Target.X64, 0)]
    [InlineData(Target.X64, 7)]
    [InlineData(Target.X64, 255)]
    [InlineData(Target.Arm64, 0)]
    [InlineData(Target.Arm64, 7)]
    [InlineData(Target.Arm64, 255)]
    public void It_ends_as_the_program_exits(string architecture, int code)
    {
        Target target = Target.Of(architecture);
        Outcome outcome = RunUnderInit(target, (program, _) => program.Add(target.Call(SystemCall.exit_group), code));
        Record(outcome).Should().Be(((long)ReportTag.Exited, code << 8));
        outcome.ExitCode.Should().Be(code);
    }

    [Theory]
    [InlineData(Target.X64)]
    [InlineData(Target.Arm64)]
    public void It_tells_the_signal_that_killed_the_program(string architecture)
    {
        Target target = Target.Of(architecture);
        Outcome outcome = RunUnderInit(target, (program, _) =>
        {
            StepArgument self = program.AddSlot("self");
            program.AddSaving(self, target.Call(SystemCall.getpid));
            program.Add(target.Call(SystemCall.kill), self, SIGKILL);
        });
        Record(outcome).Should().Be(((long)ReportTag.Exited, SIGKILL));
        outcome.ExitCode.Should().Be(128 + SIGKILL);
    }

    [Theory]
    [InlineData(Target.X64, 1)]
    [InlineData(Target.X64, 2)]
    [InlineData(Target.X64, 10)]
    [InlineData(Target.X64, 15)]
    [InlineData(Target.X64, 32)]
    [InlineData(Target.X64, 64)]
    [InlineData(Target.Arm64, 1)]
    [InlineData(Target.Arm64, 2)]
    [InlineData(Target.Arm64, 10)]
    [InlineData(Target.Arm64, 15)]
    public void It_passes_signals_on(string architecture, int signal)
    {
        Target target = Target.Of(architecture);
        Outcome outcome = RunUnderInit(target, (program, _) =>
        {
            program.Add(target.Call(SystemCall.rt_sigprocmask), Linux.SIG_SETMASK, program.Bytes(new byte[8], "none"), 0, 8);
            StepArgument init = program.AddSlot("init");
            program.AddSaving(init, target.Call(SystemCall.getppid));
            program.Add(target.Call(SystemCall.kill), init, signal);
            program.Add(target.Call(s_ppoll), 0, 0, program.Bytes(MemoryMarshal.AsBytes<long>([5, 0]), "5 s"), 0, 8);
            program.Add(target.Call(SystemCall.exit_group), 1);
        });
        Record(outcome).Should().Be(((long)ReportTag.Exited, signal));
        outcome.ExitCode.Should().Be(128 + signal);
    }

    [Theory]
    [InlineData(Target.X64)]
    [InlineData(Target.Arm64)]
    public void It_buries_others_and_does_not_take_them_for_the_program(string architecture)
    {
        Target target = Target.Of(architecture);
        Outcome outcome = RunUnderInit(target, (program, other) =>
        {
            program.Add(target.Call(s_nanosleep), program.Bytes(MemoryMarshal.AsBytes<long>([2, 0]), "2 s"), 0);
            program.Add(target.Call(SystemCall.kill), other, 0);
            program.Add(target.Call(SystemCall.exit_group), 6);
        });
        outcome.Records.Should().HaveCount(1).And.OnlyContain(record => record.Value == Errno.ESRCH.Value, "the other must have been reaped");
        Record(outcome).Should().Be(((long)ReportTag.Exited, 127 << 8));
    }

    [Theory]
    [InlineData(Target.X64, false)]
    [InlineData(Target.X64, true)]
    [InlineData(Target.Arm64, false)]
    [InlineData(Target.Arm64, true)]
    public void It_stays_until_all_have_ended_where_that_is_asked_for(string architecture, bool stays)
    {
        Target target = Target.Of(architecture);
        Outcome outcome = RunUnderInit(target, (program, _) => program.Add(target.Call(SystemCall.exit_group), 4), stays, (program, init) =>
        {
            // It has the same parent for as long as that stays.
            StepArgument later = program.AddSlot("later");
            program.Add(target.Call(s_nanosleep), program.Bytes(MemoryMarshal.AsBytes<long>([2, 0]), "2 s"), 0);
            program.AddSaving(later, target.Call(SystemCall.getppid));
            program.Add(target.Call(SystemCall.futex), later.Address(), Linux.FUTEX_CMP_REQUEUE_PRIVATE, 0, 0, later.Address(), init);
            // There is nobody any more to pass it on to.
            program.Add(target.Call(SystemCall.kill), init, 10);
        });
        Record(outcome).Should().Be(((long)ReportTag.Exited, 4 << 8));
        outcome.ExitCode.Should().Be(4);
        outcome.Records.Select(record => record.Value).Should().Equal(stays ? [] : [Errno.EAGAIN.Value]);
    }

    private static (long Tag, long Status) Record(Outcome outcome)
    {
        outcome.Output.Should().HaveCount(16);
        ReadOnlySpan<long> words = MemoryMarshal.Cast<byte, long>(outcome.Output);
        return (words[0], words[1]);
    }

    private static Outcome RunUnderInit(Target target, Action<ChildProgram, StepArgument> addProgram, bool stays = false, Action<ChildProgram, StepArgument>? addOther = null)
    {
        ChildProgram program = new();
        program.Add(target.Call(SystemCall.rt_sigprocmask), Linux.SIG_SETMASK, program.Bytes(BitConverter.GetBytes(-1L), "all"), 0, 8);
        // Before there are children: one that asks for its parent late may find that of orphans.
        StepArgument self = program.AddSlot("init");
        program.AddSaving(self, target.Call(SystemCall.getpid));
        // Another child ends first, as orphans do, which a PID namespace gives to its init.
        StepArgument other = program.AddSlot("other");
        int next = Clone(other);
        addOther?.Invoke(program, self);
        program.Add(target.Call(SystemCall.exit_group), 5);
        program.JumpHere(next);
        StepArgument process = program.AddSlot("process");
        int init = Clone(process);
        addProgram(program, other);
        program.JumpHere(init);
        program.AddInit(process, 1, stays);
        long[] slots = program.Slots.ToArray();
        slots[program.Report.Value] = 2;
        return target.Execute(program, slots);

        int Clone(StepArgument child)
        {
            int step = program.Add(StepFlags.Save | StepFlags.JumpNotZero, target.Call(SystemCall.clone), Linux.SIGCHLD, 0, 0, 0, 0);
            program.SaveIn(step, child);
            return step;
        }
    }
}
