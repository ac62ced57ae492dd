using System.Buffers.Binary;
using System.Text;
using FluentAssertions;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;
using Xunit;

namespace LinuxNamespaces.Tests.Child;

/// <summary>
/// The code of the child as a program of its own, on both architectures: natively, and under an emulator. It reports to its
/// standard error.
/// </summary>
public sealed class InterpreterTests
{
    private static readonly SystemCall s_mmap = new("mmap", 9, 222);

    [Theory]
    [InlineData(Target.X64)]
    [InlineData(Target.Arm64)]
    public void A_program_is_executed_with_its_arguments_and_environment(string architecture)
    {
        Target target = Target.Of(architecture);
        ChildProgram program = new();
        program.Add(
            target.Call(SystemCall.execve), program.Text("/bin/sh"), program.Strings(["shell", "-c", "echo $0 $1 $X; exit 5", "script", "one"]),
            program.Strings(["X=variable"]));
        Outcome outcome = target.Execute(program, Slots(program));
        outcome.Text.Should().Be("script one variable\n");
        outcome.ExitCode.Should().Be(5);
    }

    [Theory]
    [InlineData(Target.X64)]
    [InlineData(Target.Arm64)]
    public void The_step_that_fails_is_reported_with_its_error_and_the_last(string architecture)
    {
        Target target = Target.Of(architecture);
        ChildProgram program = new();
        program.Add(target.Call(SystemCall.getpid));
        program.Add(target.Call(SystemCall.execve), program.Text("/nonexistent/program"), program.Strings(["program"]), program.Strings([]));
        program.Add(target.Call(SystemCall.exit_group), 0);
        Outcome outcome = target.Execute(program, Slots(program));
        outcome.Records.Should().Equal((1, Errno.ENOENT.Value));
        outcome.ExitCode.Should().Be(127);
    }

    [Theory]
    [InlineData(Target.X64)]
    [InlineData(Target.Arm64)]
    public void An_error_that_is_ignored_changes_nothing(string architecture)
    {
        Target target = Target.Of(architecture);
        ChildProgram program = new();
        StepArgument slot = program.AddSlot("result", 11);
        int step = program.Add(StepFlags.IgnoreError | StepFlags.Save | StepFlags.JumpNotZero | StepFlags.JumpZero | StepFlags.ZeroFails, target.Call(SystemCall.close), -1);
        program.SaveIn(step, slot);
        program.Add(target.Call(SystemCall.exit_group), slot);
        program.JumpHere(step);
        program.Add(target.Call(SystemCall.exit_group), 1);
        Outcome outcome = target.Execute(program, Slots(program));
        outcome.Error.Should().BeEmpty();
        outcome.ExitCode.Should().Be(11);
    }

    [Theory]
    [InlineData(Target.X64)]
    [InlineData(Target.Arm64)]
    public void A_zero_fails_where_it_says_that_the_other_end_is_gone(string architecture)
    {
        Target target = Target.Of(architecture);
        ChildProgram program = new();
        StepArgument word = program.AddSlot("word");
        // Standard input is at its end.
        program.Add(StepFlags.ZeroFails | StepFlags.JumpZero | StepFlags.IgnoreError, target.Call(SystemCall.read), 0, word.Address(), 1);
        program.Add(target.Call(SystemCall.exit_group), 0);
        Outcome outcome = target.Execute(program, Slots(program));
        outcome.Records.Should().Equal((0, 0));
        outcome.ExitCode.Should().Be(127);
    }

    [Theory]
    [InlineData(Target.X64, 0, "zero")]
    [InlineData(Target.X64, 1, "other")]
    [InlineData(Target.Arm64, 0, "zero")]
    [InlineData(Target.Arm64, 1, "other")]
    public void A_step_jumps_by_its_result(string architecture, int count, string path)
    {
        Target target = Target.Of(architecture);
        SystemCall write = target.Call(SystemCall.write);
        ChildProgram program = new();
        int zero = program.Add(StepFlags.JumpZero, write, 1, program.Text(">"), count);
        int other = program.Add(StepFlags.JumpNotZero, write, 1, program.Text("other"), 5);
        program.Add(target.Call(SystemCall.exit_group), 1);
        program.JumpHere(zero);
        program.Add(write, 1, program.Text("zero"), 4);
        program.JumpHere(other);
        program.Add(target.Call(SystemCall.exit_group), 0);
        Outcome outcome = target.Execute(program, Slots(program));
        outcome.Text.TrimStart('>').Should().Be(path);
        outcome.ExitCode.Should().Be(0);
    }

    [Theory]
    [InlineData(Target.X64)]
    [InlineData(Target.Arm64)]
    public void All_six_arguments_come_from_slots_and_the_result_goes_into_one(string architecture)
    {
        Target target = Target.Of(architecture);
        using Scratch scratch = new();
        byte[] contents = new byte[0x10000 + 6];
        "second"u8.CopyTo(contents.AsSpan(0x10000));
        ChildProgram program = new();
        StepArgument file = program.AddSlot("file");
        program.AddSaving(file, target.Call(SystemCall.openat), Linux.AT_FDCWD, program.Text(scratch.Write("file", contents)), 0, 0);
        StepArgument address = program.AddSlot("address", 0);
        program.AddSaving(
            address, target.Call(s_mmap), address, program.AddSlot("length", 4096), program.AddSlot("PROT_READ", Linux.PROT_READ),
            program.AddSlot("MAP_PRIVATE", Linux.MAP_PRIVATE), file, program.AddSlot("offset", 0x10000));
        program.Add(target.Call(SystemCall.write), 1, address, 6);
        program.Add(target.Call(SystemCall.exit_group), 0);
        Outcome outcome = target.Execute(program, Slots(program));
        outcome.Records.Should().BeEmpty();
        outcome.Text.Should().Be("second");
    }

    [Theory]
    [InlineData(Target.X64)]
    [InlineData(Target.Arm64)]
    public void A_result_is_kept_in_all_its_bits_and_large_ones_are_no_errors(string architecture)
    {
        Target target = Target.Of(architecture);
        ChildProgram program = new();
        StepArgument address = program.AddSlot("address");
        // MAP_FIXED: the result is known, and has bits above the 32nd and the sign of a 32-bit number.
        const long wanted = 0x12_f000_0000;
        program.AddSaving(address, target.Call(s_mmap), wanted, 4096, Linux.PROT_READ, Linux.MAP_PRIVATE | 0x10 | 0x20, -1, 0);
        program.Add(target.Call(SystemCall.write), 1, address.Address(), 8);
        program.Add(target.Call(SystemCall.exit_group), 0);
        Outcome outcome = target.Execute(program, Slots(program));
        outcome.Records.Should().BeEmpty();
        BinaryPrimitives.ReadInt64LittleEndian(outcome.Output).Should().Be(wanted);
    }

    [Theory]
    [InlineData(Target.X64)]
    [InlineData(Target.Arm64)]
    public void The_end_of_the_table_is_the_end(string architecture)
    {
        Target target = Target.Of(architecture);
        ChildProgram program = new();
        program.Add(target.Call(SystemCall.write), 1, program.Text("last"), 4);
        Outcome outcome = target.Execute(program, Slots(program));
        (outcome.Text, outcome.Error.Length, outcome.ExitCode).Should().Be(("last", 0, 127));
    }

    [Theory]
    [InlineData(Target.X64)]
    [InlineData(Target.Arm64)]
    public void A_report_that_nobody_can_read_ends_all_the_same(string architecture)
    {
        Target target = Target.Of(architecture);
        ChildProgram program = new();
        program.Add(target.Call(SystemCall.close), -1);
        Outcome outcome = target.Execute(program, program.Slots);
        (Encoding.UTF8.GetString(outcome.Error), outcome.ExitCode).Should().Be((string.Empty, 127), "the report is descriptor -1");
    }

    [Theory]
    [InlineData(Target.X64)]
    [InlineData(Target.Arm64)]
    public void The_caller_clones_itself_and_has_the_same_signals_and_registers_afterwards(string architecture)
    {
        Target target = Target.Of(architecture);
        using Scratch scratch = new();
        string program = scratch.PathOf("spawn");
        target.Tool("gcc", "-static", "-O2", "-Wall", "-Werror", "-o", program, Path.Combine(Target.TestDirectory, "spawn.c"));
        Outcome outcome = target.Execute(program, scratch.Write("code", target.Code));
        // The emulator answers as the seccomp filters of some containers do.
        outcome.Text.Should().Be(target.IsEmulated ? $"clone3 {-Errno.ENOSYS.Value}\n" : $"clone3 {-Errno.EINVAL.Value}\n");
        outcome.ExitCode.Should().Be(0);
    }

    private static long[] Slots(ChildProgram program)
    {
        long[] slots = program.Slots.ToArray();
        slots[program.Report.Value] = 2;
        return slots;
    }
}
