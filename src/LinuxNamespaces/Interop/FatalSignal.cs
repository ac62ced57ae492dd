namespace LinuxNamespaces.Interop;

/// <summary>The end of this process by a signal, as the kernel ends one that has no handler for it; signal(7).</summary>
internal static unsafe class FatalSignal
{
    private const int SizeOfMask = sizeof(ulong);

    /// <summary>Sends the signal to this process; returns when it is none that ends one.</summary>
    internal static void Raise(int signal)
    {
        long* byDefault = stackalloc long[4];
        new Span<long>(byDefault, 4).Clear();
        ulong mask = 1UL << (signal - 1);
        _ = Libc.syscall(SystemCall.rt_sigaction.Number, signal, (nint)byDefault, 0, SizeOfMask, 0);
        _ = Libc.syscall(SystemCall.rt_sigprocmask.Number, Linux.SIG_UNBLOCK, (nint)(&mask), 0, SizeOfMask, 0);
        _ = Libc.syscall(SystemCall.kill.Number, Environment.ProcessId, signal, 0, 0, 0);
    }
}
