using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LinuxNamespaces.Interop;

/// <summary>A number that one thread waits for and another changes; futex(2).</summary>
/// <remarks>
/// A wait is a single system call, of which <see cref="Thread.Interrupt"/> knows nothing: the interrupt is left for the next wait of the thread.
/// </remarks>
internal sealed unsafe class FutexWord
{
    private const int FUTEX_WAIT_PRIVATE = 0 | 128;
    private const int FUTEX_WAKE_PRIVATE = 1 | 128;

    // The table of system calls is not used here: making it takes longer than what a short program does, and it lacks the architectures that the child's code lacks.
    private static readonly int s_futex = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 202,
        Architecture.S390x => 238,
        Architecture.Ppc64le => 221,
        Architecture.X86 or Architecture.Arm or Architecture.Armv6 => 240,
        // asm-generic/unistd.h
        _ => 98,
    };

    private readonly int[] _memory = GC.AllocateArray<int>(1, pinned: true);

    internal ref int Value => ref _memory[0];

    /// <summary>Sleeps as long as the number has a value. It can return earlier.</summary>
    internal void Wait(int value) => Libc.syscall(s_futex, (nint)Unsafe.AsPointer(ref _memory[0]), FUTEX_WAIT_PRIVATE, value, 0, 0);

    /// <summary>Wakes the thread that sleeps.</summary>
    internal void Wake() => Libc.syscall(s_futex, (nint)Unsafe.AsPointer(ref _memory[0]), FUTEX_WAKE_PRIVATE, 1, 0, 0);
}
