using System.Diagnostics.CodeAnalysis;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Processes;

/// <summary>The end of a process. Waiting needs no thread, and the status is known even if another waiter reaps the process.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The timer is disposed of when the end is known.")]
internal sealed class ProcessExit
{
    // How long the parent of another process may take to reap it. The kernel returns the status only afterwards.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly Lock _sync = new();
    private readonly SafeFileHandle _process;
    private readonly SafeFileHandle? _report;
    private readonly bool _isChild;
    private readonly TaskCompletionSource<ExitStatus> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ExitStatus> _reaped;
    private Timer? _deadline;
    private long _watch;
    private long? _reportWatch;
    private bool _released;

    /// <param name="report">The pipe on which the built-in init reports how the program ended; null without init.</param>
    /// <param name="stays">Whether the init outlives the program.</param>
    internal ProcessExit(SafeFileHandle process, SafeFileHandle? report, bool isChild, bool stays)
    {
        _process = process;
        _report = report;
        _isChild = isChild;
        _reaped = stays ? new(TaskCreationOptions.RunContinuationsAsynchronously) : _ended;
        _watch = ExitWatcher.Watch(process, Ended);
    }

    /// <summary>Gets a task that completes when the program has ended.</summary>
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

    /// <summary>Gets a task that completes when the process has ended: the program, or the init if it stays.</summary>
    internal Task Last
    {
        get
        {
            ExitWatcher.Start();
            return _reaped.Task;
        }
    }

    /// <summary>Gets whether the program has ended. Its status may not be known yet.</summary>
    internal bool HasEnded => Status is not null || (!_isChild && PidFile.HasEnded(_process));

    internal ExitStatus? Status
    {
        get
        {
            TakeReport();
            return (_ended.Task.IsCompleted || IsOver) && _ended.Task.IsCompletedSuccessfully ? _ended.Task.Result : null;
        }
    }

    /// <summary>Gets whether the process has ended and has been reaped.</summary>
    internal bool IsOver
    {
        get
        {
            if (!_reaped.Task.IsCompleted && PidFile.HasEnded(_process) && (_isChild || IsToldOf))
            {
                Reap();
            }

            return _reaped.Task.IsCompleted;
        }
    }

    // For other processes than children, the status is known after the parent has reaped them, or never if the kernel does not keep it.
    private bool IsToldOf => PidFile.ExitStatus(_process) is not null || !PidFile.KeepsExitStatus(_process);

    private bool Stays => _reaped != _ended;

    internal ExitStatus Wait()
    {
        if (Stays && !_ended.Task.IsCompleted)
        {
            // Waits for the end of the program, or of the init if it ends first.
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
        if (!_reaped.Task.IsCompleted)
        {
            // This thread waits itself and need not be woken by the watcher.
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
            if (_reaped.Task.IsCompleted)
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
            if (_reaped.Task.IsCompleted || _process.IsClosed)
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

    // Without a report, the init has ended before the program.
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
            if (_reaped.Task.IsCompleted)
            {
                return;
            }

            // The end may have been noticed without the watcher.
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
                _reaped.TrySetResult(status);
            }
            catch (Exception e) when (e is LinuxException or ObjectDisposedException)
            {
                _ended.TrySetException(e);
                _reaped.TrySetException(e);
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
        // Another part of the program that has started the child must reap it.
        bool told = PidFile.Wait(_process, reap: _isChild, out siginfo_t info, out rusage used) && info.si_pid != 0;
        int? status = ReadReport() ?? (told ? WaitStatus(info) : PidFile.ExitStatus(_process));
        return status is { } known ? ExitStatus.FromWaitStatus(known, told ? ResourceUsage.From(used) : null) : ExitStatus.Unknown;
    }

    // The init writes it when the program ends. A process that has stolen the pipe must not block this thread.
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
