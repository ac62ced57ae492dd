namespace LinuxNamespaces.Interop;

/// <summary>Gets priorities and limits of the calling thread; getpriority(2), getrlimit(2), sched_getscheduler(2).</summary>
internal static unsafe class PriorityCalls
{
    // The system call, unlike the function of C, returns 20 minus the value, which is never negative.
    private const int NiceBase = 20;

    /// <summary>The nice value.</summary>
    internal static int Nice => NiceBase - (int)Libc.syscall(SystemCall.getpriority.Number, Linux.PRIO_PROCESS, 0, 0, 0, 0);

    /// <summary>Gets whether it has a real-time scheduling policy.</summary>
    internal static bool IsRealTime =>
        ((int)Libc.syscall(SystemCall.sched_getscheduler.Number, 0, 0, 0, 0, 0) & ~Linux.SCHED_RESET_ON_FORK) is Linux.SCHED_FIFO or Linux.SCHED_RR;

    /// <summary>Gets the soft limit of a resource; the maximum if it is not known.</summary>
    internal static ulong Limit(int resource) => Limits(resource).Soft;

    /// <summary>Gets the hard limit of a resource; the maximum if it is not known.</summary>
    internal static ulong HardLimit(int resource) => Limits(resource).Hard;

    private static (ulong Soft, ulong Hard) Limits(int resource)
    {
        ulong* limit = stackalloc ulong[2];
        return Libc.syscall(SystemCall.prlimit64.Number, 0, resource, 0, (nint)limit, 0) == 0 ? (limit[0], limit[1]) : (ulong.MaxValue, ulong.MaxValue);
    }
}
