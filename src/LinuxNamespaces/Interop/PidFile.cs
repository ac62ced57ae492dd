using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Interop;

/// <summary>What can be done with a descriptor of a process (pidfd).</summary>
internal static unsafe class PidFile
{
    private const int pidfd_send_signal = 424;
    private const int pidfd_open = 434;
    private const int PIDFD_SIGNAL_PROCESS_GROUP = 4;

    /// <summary>Opens a process; the handle is invalid on failure.</summary>
    internal static SafeFileHandle TryOpen(int processId) =>
        new(Libc.syscall(pidfd_open, processId, 0, 0, 0, 0), ownsHandle: true);

    /// <summary>A second descriptor of a file that a process has open; invalid when the caller may not have it, or there is none.</summary>
    internal static SafeFileHandle TryBorrow(SafeFileHandle process, int descriptor)
    {
        using DescriptorLease lease = new(process);
        return new SafeFileHandle(Libc.syscall(SystemCall.pidfd_getfd.Number, lease.Descriptor, descriptor, 0, 0, 0), ownsHandle: true);
    }

    /// <summary>Sends a signal; false when the process has ended already.</summary>
    /// <param name="remedy">Finds out what would help, after the call has failed.</param>
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

    /// <summary>Sends a signal to the process group that a process leads; false when there is none.</summary>
    internal static bool SignalGroup(SafeFileHandle process, int processId, int signal, Func<Errno, string?>? remedy = null)
    {
        using DescriptorLease lease = new(process);
        nint result = Libc.syscall(pidfd_send_signal, lease.Descriptor, signal, 0, PIDFD_SIGNAL_PROCESS_GROUP, 0);
        // Before kernel 6.9 only by the number, which is the group's own as long as the process has not been reaped.
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
    /// <param name="reap">Whether it is ours to wait for, and to reap; if not, it is only looked at.</param>
    /// <param name="info">How it ended; <c>si_pid</c> is zero when it lives.</param>
    /// <param name="usage">What it and its own children used.</param>
    /// <returns>False when it is not a child, or somebody else has reaped it.</returns>
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

    /// <summary>Waits for a child to stop or to end; whether it has stopped, of which the kernel then tells nobody again.</summary>
    internal static bool AwaitStop(SafeFileHandle process) =>
        // An end is left to be seen by others, a stop is not.
        Wait(process, Linux.WEXITED | Linux.WSTOPPED | Linux.WNOWAIT, out siginfo_t info, out _) != -1 && info.si_code == Linux.CLD_STOPPED
        && Wait(process, Linux.WSTOPPED | Linux.WNOHANG, out _, out _) != -1;

    /// <summary>Whether a process is a child of ours, alive or not reaped yet.</summary>
    internal static bool IsChild(SafeFileHandle process) => Wait(process, Linux.WEXITED | Linux.WNOHANG | Linux.WNOWAIT, out _, out _) != -1;

    /// <summary>Ends a child of ours, reaps it and closes its descriptor; the signal that it was ended by, when it had not ended by itself.</summary>
    internal static int? KillAndReap(SafeFileHandle process)
    {
        using (process)
        {
            Signal(process, Linux.SIGKILL);
            return Wait(process, reap: true, out siginfo_t info, out _) && info.si_code is Linux.CLD_KILLED or Linux.CLD_DUMPED ? info.si_status : null;
        }
    }

    /// <summary>Ends a child of ours that could not be opened, and reaps it. One that has been reaped already is left alone: the number may be another's.</summary>
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

    /// <summary>The wait status of a process that has been reaped, by whomever; kernel 6.15.</summary>
    internal static int? ExitStatus(SafeFileHandle process)
    {
        pidfd_info info = new() { mask = Linux.PIDFD_INFO_EXIT };
        return Libc.ioctl(process, Linux.PIDFD_GET_INFO, &info) == 0 && (info.mask & Linux.PIDFD_INFO_EXIT) != 0 ? info.exit_code : null;
    }

    /// <summary>Whether a process has ended; somebody may still have to reap it.</summary>
    internal static bool HasEnded(SafeFileHandle process) => Poll(process, 0);

    /// <summary>Waits for a process to end, without reaping it.</summary>
    internal static void AwaitEnd(SafeFileHandle process) => Poll(process, -1);

    /// <summary>Waits for a process to end, without reaping it, or for something to be read from a pipe, its end included.</summary>
    /// <param name="timeout">How long; null for ever.</param>
    /// <returns>False when neither was so in time.</returns>
    internal static bool AwaitEndOr(SafeFileHandle process, SafeFileHandle pipe, TimeSpan? timeout = null)
    {
        using DescriptorLease lease = new(process);
        using DescriptorLease other = new(pipe);
        pollfd* ready = stackalloc pollfd[2];
        ready[0] = new() { fd = lease.Descriptor, events = Linux.POLLIN };
        ready[1] = new() { fd = other.Descriptor, events = Linux.POLLIN };
        return Poll(ready, 2, (int?)timeout?.TotalMilliseconds ?? -1) > 0;
    }

    /// <summary>Whether the kernel keeps how a process has ended: PIDFD_GET_INFO with PIDFD_INFO_EXIT, of kernel 6.15.</summary>
    internal static bool KeepsExitStatus(SafeFileHandle process)
    {
        // Of a process that lives or is a zombie there is nothing to tell yet, but the kernel knows the question.
        pidfd_info info = new() { mask = Linux.PIDFD_INFO_EXIT };
        return Libc.ioctl(process, Linux.PIDFD_GET_INFO, &info) == 0 || SystemCalls.LastError == Errno.ESRCH;
    }

    /// <summary>Waits for a process that has ended to be reaped by its parent (POLLHUP, of kernel 6.9).</summary>
    /// <param name="timeout">How long.</param>
    /// <returns>False when it was not in time.</returns>
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
                // The function of the C library has no place for the usage.
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
