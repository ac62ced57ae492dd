using System.Buffers.Binary;
using System.Runtime.InteropServices;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>Sets filters of system calls, each by a call that those before allow: seccomp(2) or prctl(2).</summary>
internal static class SeccompSteps
{
    private const uint SECCOMP_RET_ACTION_FULL = 0xffff0000;
    private const uint SECCOMP_RET_LOG = 0x7ffc0000;
    private const uint SECCOMP_RET_ALLOW = 0x7fff0000;
    private const uint AUDIT_ARCH_X86_64 = 0xc000003e;
    private const uint AUDIT_ARCH_AARCH64 = 0xc00000b7;
    private const int SECCOMP_MODE_FILTER = 2;

    // struct seccomp_data: number, architecture, address, six arguments.
    private const int DataSize = 64;

    // struct sock_filter: code, two jumps, constant.
    private const int InstructionSize = 8;
    private const int BPF_MEMWORDS = 16;

    internal static void Add(ChildProgram steps, IReadOnlyList<ReadOnlyMemory<byte>> filters)
    {
        for (int i = 0; i < filters.Count; i++)
        {
            ReadOnlySpan<byte> instructions = filters[i].Span;
            StepArgument filter = steps.Bytes(instructions, $"{{{instructions.Length / InstructionSize} instructions}}");
            ulong[] program = [(ulong)(instructions.Length / InstructionSize), 0];
            StepArgument argument = steps.BytesWithPointer(MemoryMarshal.AsBytes<ulong>(program), sizeof(ulong), filter, "filter");
            IEnumerable<ReadOnlyMemory<byte>> before = filters.Take(i);
            if (before.All(earlier => Allows(earlier.Span, SystemCall.seccomp, Linux.SECCOMP_SET_MODE_FILTER, 0)))
            {
                steps.Add(SystemCall.seccomp, StepArgument.Named(Linux.SECCOMP_SET_MODE_FILTER, "SECCOMP_SET_MODE_FILTER"), 0, argument);
            }
            else
            {
                // Where neither is allowed, the step fails and tells so.
                steps.Add(SystemCall.prctl, StepArgument.Named(Linux.PR_SET_SECCOMP, "PR_SET_SECCOMP"), StepArgument.Named(SECCOMP_MODE_FILTER, "SECCOMP_MODE_FILTER"), argument);
            }
        }
    }

    /// <summary>Whether a filter lets a system call through. It runs the instructions of classic BPF that the kernel takes for seccomp; see seccomp(2).</summary>
    internal static bool Allows(ReadOnlySpan<byte> filter, SystemCall call, params ReadOnlySpan<ulong> arguments)
    {
        Span<byte> data = stackalloc byte[DataSize];
        data.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(data, call.Number);
        BinaryPrimitives.WriteUInt32LittleEndian(data[4..], RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? AUDIT_ARCH_AARCH64 : AUDIT_ARCH_X86_64);
        for (int i = 0; i < arguments.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(data[(16 + (i * sizeof(ulong)))..], arguments[i]);
        }

        return (Run(filter, data) & SECCOMP_RET_ACTION_FULL) is SECCOMP_RET_ALLOW or SECCOMP_RET_LOG;
    }

    // Zero, which forbids, for what the kernel refuses. Jumps lead forward only, so it ends.
    private static uint Run(ReadOnlySpan<byte> filter, ReadOnlySpan<byte> data)
    {
        Span<uint> memory = stackalloc uint[BPF_MEMWORDS];
        memory.Clear();
        uint a = 0;
        uint x = 0;
        for (long next = 0; next < filter.Length / InstructionSize;)
        {
            ReadOnlySpan<byte> instruction = filter.Slice((int)next++ * InstructionSize, InstructionSize);
            ushort code = BinaryPrimitives.ReadUInt16LittleEndian(instruction);
            uint k = BinaryPrimitives.ReadUInt32LittleEndian(instruction[4..]);
            bool usesX = (code & 0x08) != 0;
            switch (code & 0x07)
            {
                case 0x00 or 0x01:
                    if (!TryLoad(code, k, data, memory, out uint loaded))
                    {
                        return 0;
                    }

                    (a, x) = (code & 0x07) == 0 ? (loaded, x) : (a, loaded);
                    break;
                case 0x02 or 0x03:
                    if (k >= BPF_MEMWORDS)
                    {
                        return 0;
                    }

                    memory[(int)k] = (code & 0x07) == 2 ? a : x;
                    break;
                case 0x04:
                    a = Calculate(code & 0xf0, a, usesX ? x : k);
                    break;
                case 0x05:
                    next += (code & 0xf0) == 0 ? k : Holds(code & 0xf0, a, usesX ? x : k) ? instruction[2] : instruction[3];
                    break;
                case 0x06:
                    return (code & 0x18) == 0x10 ? a : k;
                default:
                    (a, x) = (code & 0xf8) == 0 ? (a, a) : (x, x);
                    break;
            }
        }

        return 0;
    }

    // BPF_ABS, BPF_IMM, BPF_MEM, BPF_LEN.
    private static bool TryLoad(ushort code, uint k, ReadOnlySpan<byte> data, ReadOnlySpan<uint> memory, out uint value)
    {
        value = 0;
        switch (code & 0xe0)
        {
            case 0x20 when k % sizeof(uint) == 0 && k < DataSize:
                value = BinaryPrimitives.ReadUInt32LittleEndian(data[(int)k..]);
                return true;
            case 0x00:
                value = k;
                return true;
            case 0x60 when k < BPF_MEMWORDS:
                value = memory[(int)k];
                return true;
            case 0x80:
                value = DataSize;
                return true;
            default:
                return false;
        }
    }

    private static bool Holds(int comparison, uint a, uint operand) => comparison switch
    {
        0x10 => a == operand,
        0x20 => a > operand,
        0x30 => a >= operand,
        _ => (a & operand) != 0,
    };

    private static uint Calculate(int operation, uint a, uint operand) => unchecked(operation switch
    {
        0x00 => a + operand,
        0x10 => a - operand,
        0x20 => a * operand,
        0x30 => operand == 0 ? 0 : a / operand,
        0x40 => a | operand,
        0x50 => a & operand,
        0x60 => operand < 32 ? a << (int)operand : 0,
        0x70 => operand < 32 ? a >> (int)operand : 0,
        0x80 => (uint)-(int)a,
        _ => a ^ operand,
    });
}
