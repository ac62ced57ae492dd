using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Processes;

/// <summary>The end of a process: awaited without a thread, and known whoever buries it.</summary>
internal sealed class ProcessExit
{
    private readonly Lock _sync = new();
    private readonly SafeFileHandle _process;
    private readonly SafeFileHandle? _report;
    private readonly bool _isChild;
    private readonly TaskCompletionSource<ExitStatus> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _watch;
    private bool _released;

    internal ProcessExit(SafeFileHandle process, SafeFileHandle? report, bool isChild)
    {
        _process = process;
        _report = report;
        _isChild = isChild;
        _watch = ExitWatcher.Watch(process, Ended);
    }

    internal Task<ExitStatus> Task
    {
        get
        {
            ExitWatcher.Start();
            return _ended.Task;
        }
    }

    internal ExitStatus? Status
    {
        get
        {
            if (!_ended.Task.IsCompleted && PidFile.HasEnded(_process))
            {
                Bury();
            }

            return _ended.Task.IsCompletedSuccessfully ? _ended.Task.Result : null;
        }
    }

    internal ExitStatus Wait()
    {
        if (!_ended.Task.IsCompleted)
        {
            // Who waits here need not be woken by another thread.
            ExitWatcher.Unwatch(_watch);
            PidFile.AwaitEnd(_process);
            Bury();
        }

        return _ended.Task.GetAwaiter().GetResult();
    }

    /// <summary>Closes the descriptor of the process, at once or when it has ended.</summary>
    internal void Release()
    {
        lock (_sync)
        {
            _released = true;
            if (_ended.Task.IsCompleted)
            {
                _process.Dispose();
            }
        }
    }

    private void Ended()
    {
        if (_isChild)
        {
            Bury();
        }
        else
        {
            // Whose child it is may take a moment to bury it, and only then it is known how it ended.
            System.Threading.Tasks.Task.Run(Bury);
        }
    }

    private void Bury()
    {
        lock (_sync)
        {
            if (_ended.Task.IsCompleted)
            {
                return;
            }

            // Who looked and saw it ended was not told by the watcher.
            ExitWatcher.Unwatch(_watch);
            try
            {
                _ended.TrySetResult(Examine());
            }
            catch (Exception e) when (e is LinuxException or ObjectDisposedException)
            {
                _ended.TrySetException(e);
            }

            _report?.Dispose();
            if (_released)
            {
                _process.Dispose();
            }
        }
    }

    private ExitStatus Examine()
    {
        // A child that another part of the program has started is that part's to bury: it would not know what to do without it.
        bool told = PidFile.Wait(_process, bury: _isChild, out siginfo_t info, out rusage used) && info.si_pid != 0;
        int? status = ReadReport() ?? (told ? WaitStatus(info) : PidFile.AwaitExitStatus(_process));
        return status is { } known ? ExitStatus.FromWaitStatus(known, told ? ResourceUsage.From(used) : null) : ExitStatus.Unknown;
    }

    // The init writes it before it ends itself. Who took the pipe from it must not keep us waiting.
    private int? ReadReport()
    {
        if (_report is null)
        {
            return null;
        }

        (long tag, long value) = ReportRecord.TryRead(_report) ?? default;
        return tag == (long)ReportTag.Exited ? (int)value : null;
    }

    private static int WaitStatus(in siginfo_t info) => info.si_code switch
    {
        Linux.CLD_EXITED => (info.si_status & 0xff) << 8,
        Linux.CLD_DUMPED => info.si_status | 0x80,
        _ => info.si_status,
    };
}
