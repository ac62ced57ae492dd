using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Interop;

/// <summary>Operations on process descriptors (pidfd).</summary>
internal static unsafe class PidFile
{
    private const int pidfd_send_signal = 424;
    private const int pidfd_open = 434;
    private const int PIDFD_SIGNAL_PROCESS_GROUP = 4;

    /// <summary>Opens a process. The handle is invalid on failure.</summary>
    internal static SafeFileHandle TryOpen(int processId) =>
        new(Libc.syscall(pidfd_open, processId, 0, 0, 0, 0), ownsHandle: true);

    /// <summary>Duplicates a descriptor of a process. The handle is invalid if the descriptor does not exist or the caller may not duplicate it.</summary>
    internal static SafeFileHandle TryBorrow(SafeFileHandle process, int descriptor)
    {
        using DescriptorLease lease = new(process);
        return new SafeFileHandle(Libc.syscall(SystemCall.pidfd_getfd.Number, lease.Descriptor, descriptor, 0, 0, 0), ownsHandle: true);
    }

    /// <summary>Sends a signal. Returns false if the process has ended.</summary>
    /// <param name="remedy">Finds a remedy after the call has failed.</param>
    internal static bool Signal(SafeFileHandle process, int signal, Func<Errno, string?>? remedy = null)
    {
        using DescriptorLease lease = new(process);
        nint result = Libc.syscall(pidfd_send_signal, lease.Descriptor, signal, 0, 0, 0);
        if (result == -1 && SystemCalls.LastError == Errno.ESRCH)
        {
            return false;
        }

        SystemCalls.Check(result, $"send signal {signal} to a process", null, remedy);
        return true;
    }

    /// <summary>Sends a signal to the process group of a group leader. Returns false if the group does not exist.</summary>
    internal static bool SignalGroup(SafeFileHandle process, int processId, int signal, Func<Errno, string?>? remedy = null)
    {
        using DescriptorLease lease = new(process);
        nint result = Libc.syscall(pidfd_send_signal, lease.Descriptor, signal, 0, PIDFD_SIGNAL_PROCESS_GROUP, 0);
        // Before kernel 6.9 only the ID works. It belongs to the group as long as the process has not been reaped.
        if (result == -1 && SystemCalls.LastError == Errno.EINVAL && Signal(process, 0))
        {
            result = Libc.syscall(SystemCall.kill.Number, -processId, signal, 0, 0, 0);
        }

        if (result == -1 && SystemCalls.LastError == Errno.ESRCH)
        {
            return false;
        }

        SystemCalls.Check(result, $"send signal {signal} to a process group", null, remedy);
        return true;
    }

    /// <summary>Waits for a child to end.</summary>
    /// <param name="process">The child.</param>
    /// <param name="reap">Whether to wait for its end and reap it. If not, its state is only examined.</param>
    /// <param name="info">How it ended; <c>si_pid</c> is zero if it is alive.</param>
    /// <param name="usage">The resources that the process and its children used.</param>
    /// <returns>False if it is not a child, or has been reaped elsewhere.</returns>
    internal static bool Wait(SafeFileHandle process, bool reap, out siginfo_t info, out rusage usage)
    {
        nint result = Wait(process, Linux.WEXITED | (reap ? 0 : Linux.WNOHANG | Linux.WNOWAIT), out info, out usage);
        if (result == -1 && SystemCalls.LastError == Errno.ECHILD)
        {
            return false;
        }

        SystemCalls.Check(result, "wait for a process");
        return true;
    }

    /// <summary>Waits for a child to stop or to end. Returns true if it has stopped, which the kernel reports only once.</summary>
    internal static bool AwaitStop(SafeFileHandle process) =>
        // An end stays visible to other waiters, a stop does not.
        Wait(process, Linux.WEXITED | Linux.WSTOPPED | Linux.WNOWAIT, out siginfo_t info, out _) != -1 && info.si_code == Linux.CLD_STOPPED
        && Wait(process, Linux.WSTOPPED | Linux.WNOHANG, out _, out _) != -1;

    /// <summary>Determines whether a process is a child of this process that has not been reaped.</summary>
    internal static bool IsChild(SafeFileHandle process) => Wait(process, Linux.WEXITED | Linux.WNOHANG | Linux.WNOWAIT, out _, out _) != -1;

    /// <summary>Kills a child, reaps it and closes its descriptor. Returns the signal that ended it; null if it exited by itself.</summary>
    internal static int? KillAndReap(SafeFileHandle process)
    {
        using (process)
        {
            Signal(process, Linux.SIGKILL);
            return Wait(process, reap: true, out siginfo_t info, out _) && info.si_code is Linux.CLD_KILLED or Linux.CLD_DUMPED ? info.si_status : null;
        }
    }

    /// <summary>Kills and reaps a child that could not be opened. A child that has been reaped is not touched, since its ID may belong to another process.</summary>
    internal static void KillAndReap(int processId)
    {
        if (Await(Linux.WNOHANG | Linux.WNOWAIT) == 0)
        {
            _ = Libc.syscall(SystemCall.kill.Number, processId, Linux.SIGKILL, 0, 0, 0);
            Await(0);
        }

        nint Await(int options)
        {
            siginfo_t info;
            nint result;
            do
            {
                result = Libc.syscall(SystemCall.waitid.Number, Linux.P_PID, processId, (nint)(&info), Linux.WEXITED | Linux.__WALL | options, 0);
            }
            while (SystemCalls.Interrupted(result));
            return result;
        }
    }

    /// <summary>Gets the wait status of a process that has been reaped; kernel 6.15.</summary>
    internal static int? ExitStatus(SafeFileHandle process)
    {
        pidfd_info info = new() { mask = Linux.PIDFD_INFO_EXIT };
        return Libc.ioctl(process, Linux.PIDFD_GET_INFO, &info) == 0 && (info.mask & Linux.PIDFD_INFO_EXIT) != 0 ? info.exit_code : null;
    }

    /// <summary>Determines whether a process has ended. It may not have been reaped yet.</summary>
    internal static bool HasEnded(SafeFileHandle process) => Poll(process, 0);

    /// <summary>Waits for a process to end, without reaping it.</summary>
    internal static void AwaitEnd(SafeFileHandle process) => Poll(process, -1);

    /// <summary>Waits for a process to end, without reaping it, or for a pipe to have data or to be closed.</summary>
    /// <param name="timeout">The timeout; null for none.</param>
    /// <returns>False after the timeout.</returns>
    internal static bool AwaitEndOr(SafeFileHandle process, SafeFileHandle pipe, TimeSpan? timeout = null)
    {
        using DescriptorLease lease = new(process);
        using DescriptorLease other = new(pipe);
        pollfd* ready = stackalloc pollfd[2];
        ready[0] = new() { fd = lease.Descriptor, events = Linux.POLLIN };
        ready[1] = new() { fd = other.Descriptor, events = Linux.POLLIN };
        return Poll(ready, 2, (int?)timeout?.TotalMilliseconds ?? -1) > 0;
    }

    /// <summary>Determines whether the kernel keeps the exit status of reaped processes: PIDFD_GET_INFO with PIDFD_INFO_EXIT, kernel 6.15.</summary>
    internal static bool KeepsExitStatus(SafeFileHandle process)
    {
        // A process that is alive or a zombie has no such status yet (ESRCH), but the kernel knows the request.
        pidfd_info info = new() { mask = Linux.PIDFD_INFO_EXIT };
        return Libc.ioctl(process, Linux.PIDFD_GET_INFO, &info) == 0 || SystemCalls.LastError == Errno.ESRCH;
    }

    /// <summary>Waits until a process that has ended is reaped by its parent (POLLHUP, kernel 6.9).</summary>
    /// <param name="timeout">The timeout.</param>
    /// <returns>False after the timeout.</returns>
    internal static bool AwaitReaping(SafeFileHandle process, TimeSpan timeout)
    {
        using DescriptorLease lease = new(process);
        pollfd ready = new() { fd = lease.Descriptor };
        return Poll(&ready, 1, (int)timeout.TotalMilliseconds) > 0;
    }

    private static nint Wait(SafeFileHandle process, int options, out siginfo_t info, out rusage usage)
    {
        using DescriptorLease lease = new(process);
        nint result;
        fixed (siginfo_t* status = &info)
        fixed (rusage* used = &usage)
        {
            *status = default;
            *used = default;
            do
            {
                // The function of the C library has no parameter for the usage.
                result = Libc.syscall(SystemCall.waitid.Number, Linux.P_PIDFD, lease.Descriptor, (nint)status, options | Linux.__WALL, (nint)used);
            }
            while (SystemCalls.Interrupted(result));
        }

        return result;
    }

    private static bool Poll(SafeFileHandle process, int timeout)
    {
        using DescriptorLease lease = new(process);
        pollfd ready = new() { fd = lease.Descriptor, events = Linux.POLLIN };
        return Poll(&ready, 1, timeout) > 0;
    }

    private static int Poll(pollfd* ready, uint count, int timeout)
    {
        int result;
        do
        {
            result = Libc.poll(ready, count, timeout);
        }
        while (SystemCalls.Interrupted(result));
        SystemCalls.Check(result, "wait for a process");
        return result;
    }
}
