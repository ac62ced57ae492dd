namespace LinuxNamespaces.Interop;

/// <summary>Ends this process with a signal, as the kernel ends a process without a handler for it; signal(7).</summary>
internal static unsafe class FatalSignal
{
    private const int SizeOfMask = sizeof(ulong);

    /// <summary>Sends the signal to this process with its default action. Returns if the signal does not end a process.</summary>
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
