using System.Buffers.Binary;
using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.Tests.Processes;

public sealed class SeccompStepsTests
{
    private const uint Allow = 0x7fff0000;
    private const uint Log = 0x7ffc0000;
    private const uint Fail = 0x00050001;
    private const uint KillProcess = 0x80000000;

    [Fact]
    public void A_filter_is_asked_for_a_call()
    {
        byte[] filter = Program((0x20, 0, 0, 0), (0x15, 0, 1, (uint)SystemCall.seccomp.Number), (0x06, 0, 0, Fail), (0x06, 0, 0, Allow));
        SeccompSteps.Allows(filter, SystemCall.seccomp).Should().BeFalse();
        SeccompSteps.Allows(filter, SystemCall.prctl).Should().BeTrue();
        SeccompSteps.Allows(Program((0x06, 0, 0, Log)), SystemCall.seccomp).Should().BeTrue();
        SeccompSteps.Allows(Program((0x06, 0, 0, KillProcess)), SystemCall.seccomp).Should().BeFalse();
        SeccompSteps.Allows([], SystemCall.seccomp).Should().BeFalse("it ends without an answer");
    }

    [Fact]
    public void Arguments_arithmetic_and_memory_are_as_the_kernel_has_them()
    {
        // a = low half of argument 0; x = a; store a; a = 2 * a + 1; a -= x; load memory into x; a == x + 1?
        byte[] filter = Program(
            (0x20, 0, 0, 16), (0x07, 0, 0, 0), (0x02, 0, 0, 3), (0x24, 0, 0, 2), (0x04, 0, 0, 1), (0x1c, 0, 0, 0), (0x14, 0, 0, 1), (0x61, 0, 0, 3), (0x1d, 0, 1, 0), (0x06, 0, 0, Allow), (0x06, 0, 0, Fail));
        SeccompSteps.Allows(filter, SystemCall.prctl, 22).Should().BeTrue();
        byte[] masked = Program((0x20, 0, 0, 16), (0x54, 0, 0, 0xff), (0x25, 1, 0, 20), (0x06, 0, 0, Fail), (0x45, 0, 1, 2), (0x06, 0, 0, Allow), (0x05, 0, 0, 0), (0x06, 0, 0, Fail));
        SeccompSteps.Allows(masked, SystemCall.prctl, 0x116).Should().BeTrue();
        SeccompSteps.Allows(masked, SystemCall.prctl, 0x105).Should().BeFalse();
        SeccompSteps.Allows(Program((0x20, 0, 0, 62), (0x06, 0, 0, Allow)), SystemCall.prctl).Should().BeFalse("it reads beyond the data");
        SeccompSteps.Allows(Program((0x05, 0, 0, uint.MaxValue), (0x06, 0, 0, Allow)), SystemCall.prctl).Should().BeFalse("it leads beyond the end");
    }

    private static byte[] Program(params (ushort Code, byte WhenTrue, byte WhenFalse, uint Value)[] instructions)
    {
        byte[] bytes = new byte[8 * instructions.Length];
        for (int i = 0; i < instructions.Length; i++)
        {
            Span<byte> instruction = bytes.AsSpan(8 * i, 8);
            BinaryPrimitives.WriteUInt16LittleEndian(instruction, instructions[i].Code);
            instruction[2] = instructions[i].WhenTrue;
            instruction[3] = instructions[i].WhenFalse;
            BinaryPrimitives.WriteUInt32LittleEndian(instruction[4..], instructions[i].Value);
        }

        return bytes;
    }
}
