using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Child;

/// <summary>A child between clone and the execution of its program. Disposing of it before the execution kills it.</summary>
internal sealed unsafe class StartingChild(int processId, SafeFileHandle process, ChildMemory? memory) : IDisposable
{
    private const string OpenStarted = "open the process that was started";

    private readonly Lock _sync = new();
    private SafeFileHandle? _first = process;
    private SafeFileHandle? _second;
    private int _processId = processId;
    private bool _executing;
    private (int Step, Errno Errno)? _failure;

    /// <summary>Reads the reports of the child until it executes its program.</summary>
    internal SpawnedChild WaitForExec(ChildRequest request, SafeFileHandle report, SafeFileHandle? go, CancellationToken cancellationToken)
    {
        using (cancellationToken.UnsafeRegister(static child => ((StartingChild)child!).Kill(), this))
        {
            while (Next(report, request.Timeout) is var (tag, value))
            {
                switch ((ReportTag)tag)
                {
                    case ReportTag.MapIds when request.MapIds is not null && go is not null:
                        request.MapIds(_processId);
                        Tell(go);
                        break;
                    case ReportTag.Started when go is not null:
                        Follow((int)value, report, request.Carrier);
                        request.Started?.Invoke((int)value);
                        Tell(go);
                        break;
                    case ReportTag.Executing:
                        _executing = true;
                        break;
                    case >= 0 when tag <= int.MaxValue:
                        _failure = ((int)tag, new Errno((int)value));
                        break;
                    default:
                        throw Forged();
                }
            }
        }

        // The report is closed, so the child does not use the memory of this process any more: it executes its program or has ended.
        if (_executing && _failure is null && !cancellationToken.IsCancellationRequested)
        {
            return Release();
        }

        int? signal = Reap();
        cancellationToken.ThrowIfCancellationRequested();
        throw _failure is var (step, errno) ? new ChildFailedException(step, errno) : new ChildFailedException(null, default, signal);
    }

    public void Dispose()
    {
        // An interrupt while a cancellation holds the lock must not leave a child behind.
        InterruptGuard.Run(this, static child => child.Reap());
        memory?.Dispose();
    }

    private (long Tag, long Value)? Next(SafeFileHandle report, TimeSpan? timeout)
    {
        // The end of the report is not enough: a hostile process may have got a copy of the other end from a child that it has killed.
        SafeFileHandle child = _second ?? _first!;
        if (!PidFile.AwaitEndOr(child, report, timeout))
        {
            Kill();
            PidFile.AwaitEndOr(child, report);
        }

        return ReportRecord.TryRead(report);
    }

    private static ChildFailedException Forged() => new(null, ChildFailedException.Forged);

    private static void Tell(SafeFileHandle go)
    {
        byte word = 1;
        nint written;
        do
        {
            written = Libc.write(go, &word, 1);
        }
        while (SystemCalls.Interrupted(written));
        // The write fails if the child is dead, which the end of the report shows.
    }

    // A child of the child executes the program. It is a child of this process too (CLONE_PARENT).
    private void Follow(int processId, SafeFileHandle report, ChildCarrier carrier)
    {
        SafeFileHandle opened = carrier.OpenProcess(processId);
        Errno? failure = null;
        if (opened.IsInvalid)
        {
            failure = SystemCalls.LastError;
            // Without a free descriptor the start fails, but the process has to be killed and reaped: closing the report frees one.
            report.Dispose();
            opened = PidFile.TryOpen(processId);
        }

        // A hostile process with a copy of the report must not make this process kill another process.
        if (_second is not null || opened.IsInvalid || !PidFile.IsChild(opened))
        {
            opened.Dispose();
            throw failure is { } error ? SystemCalls.Failure(error, OpenStarted) : Forged();
        }

        lock (_sync)
        {
            _second = opened;
            _processId = processId;
        }

        if (failure is { } errno)
        {
            throw SystemCalls.Failure(errno, OpenStarted);
        }
    }

    private void Kill()
    {
        lock (_sync)
        {
            Signal(_first);
            Signal(_second);
        }

        static void Signal(SafeFileHandle? process)
        {
            if (process is { IsClosed: false })
            {
                PidFile.Signal(process, Linux.SIGKILL);
            }
        }
    }

    private SpawnedChild Release()
    {
        lock (_sync)
        {
            SafeFileHandle result = _second ?? _first!;
            if (_second is not null)
            {
                Reap(_first);
            }

            _first = null;
            _second = null;
            return new SpawnedChild(_processId, result);
        }
    }

    private int? Reap()
    {
        Kill();
        lock (_sync)
        {
            int? signal = Reap(_second);
            signal = Reap(_first) ?? signal;
            _first = null;
            _second = null;
            return signal;
        }
    }

    private static int? Reap(SafeFileHandle? process)
    {
        if (process is null)
        {
            return null;
        }

        return PidFile.KillAndReap(process);
    }
}
