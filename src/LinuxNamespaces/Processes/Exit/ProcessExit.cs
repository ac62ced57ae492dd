using System.Diagnostics.CodeAnalysis;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Processes;

/// <summary>The end of a process. Waiting needs no thread, and the status is known even if another waiter reaps the process.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The timer is disposed of when the end is known.")]
internal sealed class ProcessExit
{
    // How long the parent of a process that is not ours may take to reap it, before which nobody is told how it ended.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly Lock _sync = new();
    private readonly SafeFileHandle _process;
    private readonly SafeFileHandle? _report;
    private readonly bool _isChild;
    private readonly TaskCompletionSource<ExitStatus> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ExitStatus> _buried;
    private Timer? _deadline;
    private long _watch;
    private long? _reportWatch;
    private bool _released;

    /// <param name="report">Where the built-in init tells how the program ended; null without one.</param>
    /// <param name="stays">Whether the init lives longer than the program.</param>
    internal ProcessExit(SafeFileHandle process, SafeFileHandle? report, bool isChild, bool stays)
    {
        _process = process;
        _report = report;
        _isChild = isChild;
        _buried = stays ? new(TaskCreationOptions.RunContinuationsAsynchronously) : _ended;
        _watch = ExitWatcher.Watch(process, Ended);
    }

    /// <summary>The end of the program.</summary>
    internal Task<ExitStatus> Task
    {
        get
        {
            ExitWatcher.Start();
            lock (_sync)
            {
                if (Stays && !_ended.Task.IsCompleted)
                {
                    _reportWatch ??= ExitWatcher.Watch(_report!, TakeReport);
                }
            }

            return _ended.Task;
        }
    }

    /// <summary>The end of the process, which is that of the program unless there is an init that stays.</summary>
    internal Task Last
    {
        get
        {
            ExitWatcher.Start();
            return _buried.Task;
        }
    }

    /// <summary>Whether the program has ended, of which it may not be known yet how.</summary>
    internal bool HasEnded => Status is not null || (!_isChild && PidFile.HasEnded(_process));

    internal ExitStatus? Status
    {
        get
        {
            TakeReport();
            return (_ended.Task.IsCompleted || IsOver) && _ended.Task.IsCompletedSuccessfully ? _ended.Task.Result : null;
        }
    }

    /// <summary>Whether nothing of the process is left.</summary>
    internal bool IsOver
    {
        get
        {
            if (!_buried.Task.IsCompleted && PidFile.HasEnded(_process) && (_isChild || IsToldOf))
            {
                Reap();
            }

            return _buried.Task.IsCompleted;
        }
    }

    // Of a process that is not ours, only when its parent has reaped it; where the kernel keeps nothing, never.
    private bool IsToldOf => PidFile.ExitStatus(_process) is not null || !PidFile.KeepsExitStatus(_process);

    private bool Stays => _buried != _ended;

    internal ExitStatus Wait()
    {
        if (Stays && !_ended.Task.IsCompleted)
        {
            // The end of the program, or of the init before that.
            PidFile.AwaitEndOr(_process, _report!);
            TakeReport();
        }

        if (!_ended.Task.IsCompleted)
        {
            WaitForLast();
        }

        return _ended.Task.GetAwaiter().GetResult();
    }

    /// <summary>Waits for the end of the process.</summary>
    internal void WaitForLast()
    {
        if (!_buried.Task.IsCompleted)
        {
            // Who waits here need not be woken by another thread.
            ExitWatcher.Unwatch(_watch);
            PidFile.AwaitEnd(_process);
            AwaitReaping();
            Reap();
        }
    }

    /// <summary>Closes the descriptors, at once or when the process has ended.</summary>
    internal void Release()
    {
        lock (_sync)
        {
            _released = true;
            if (_buried.Task.IsCompleted)
            {
                Close();
            }
        }
    }

    private void Ended()
    {
        if (_isChild)
        {
            Reap();
        }
        else
        {
            WatchReaping();
        }
    }

    private void WatchReaping()
    {
        lock (_sync)
        {
            if (_buried.Task.IsCompleted || _process.IsClosed)
            {
                return;
            }

            if (!IsToldOf)
            {
                _watch = ExitWatcher.WatchReaping(_process, Reap);
                _deadline = new Timer(static exit => ((ProcessExit)exit!).Reap(), this, s_patience, Timeout.InfiniteTimeSpan);
                return;
            }
        }

        Reap();
    }

    private void AwaitReaping()
    {
        if (!_isChild && !_process.IsClosed && !IsToldOf)
        {
            PidFile.AwaitReaping(_process, s_patience);
        }
    }

    // Without a record the init has ended before the program, and is to be reaped soon.
    private void TakeReport()
    {
        if (!Stays)
        {
            return;
        }

        lock (_sync)
        {
            if (!_ended.Task.IsCompleted && ReadReport() is { } status)
            {
                _ended.TrySetResult(ExitStatus.FromWaitStatus(status, usage: null));
            }
        }
    }

    private void Reap()
    {
        lock (_sync)
        {
            if (_buried.Task.IsCompleted)
            {
                return;
            }

            // Who looked and saw it ended was not told by the watcher.
            ExitWatcher.Unwatch(_watch);
            _deadline?.Dispose();
            if (_reportWatch is { } watch)
            {
                ExitWatcher.Unwatch(watch);
            }

            try
            {
                ExitStatus status = Examine();
                _ended.TrySetResult(status);
                _buried.TrySetResult(status);
            }
            catch (Exception e) when (e is LinuxException or ObjectDisposedException)
            {
                _ended.TrySetException(e);
                _buried.TrySetException(e);
            }

            if (_released)
            {
                Close();
            }
        }
    }

    private void Close()
    {
        _process.Dispose();
        _report?.Dispose();
    }

    private ExitStatus Examine()
    {
        // A child that another part of the program has started is that part's to reap: it would not know what to do without it.
        bool told = PidFile.Wait(_process, reap: _isChild, out siginfo_t info, out rusage used) && info.si_pid != 0;
        int? status = ReadReport() ?? (told ? WaitStatus(info) : PidFile.ExitStatus(_process));
        return status is { } known ? ExitStatus.FromWaitStatus(known, told ? ResourceUsage.From(used) : null) : ExitStatus.Unknown;
    }

    // The init writes it when the program ends. Who took the pipe from it must not keep us waiting.
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
