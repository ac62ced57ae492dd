using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Execution;

/// <summary>Waits until a descriptor can be read or written. One thread waits for all descriptors of the process.</summary>
/// <remarks>The descriptor is non-blocking, and supports poll(2). All members can be used by several threads at once.</remarks>
internal sealed class DescriptorReadiness : IDisposable
{
    private static readonly Dictionary<long, DescriptorReadiness> s_watched = [];
    private static readonly Lock s_start = new();
    private static EventPoll? s_poll;
    private static long s_next;

    private readonly Lock _sync = new();
    private readonly SafeHandle _descriptor;
    private readonly object _owner;
    private readonly long _tag;
    private TaskCompletionSource? _readable;
    private TaskCompletionSource? _writable;
    private bool _isAdded;
    private bool _isDisposed;

    /// <param name="descriptor">The descriptor, which is closed after this object is disposed.</param>
    /// <param name="owner">The object that waits, for the exception of a wait that ends with it.</param>
    internal DescriptorReadiness(SafeHandle descriptor, object owner)
    {
        _owner = owner;
        _descriptor = descriptor;
        _tag = Interlocked.Increment(ref s_next);
    }

    /// <summary>Waits until a read, or a write, may succeed.</summary>
    /// <exception cref="ObjectDisposedException">The object is disposed, before or during the wait.</exception>
    internal Task WaitAsync(bool forWriting, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Task ready;
        lock (_sync)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, _owner);
            ref TaskCompletionSource? source = ref forWriting ? ref _writable : ref _readable;
            // Waiters for the same thing share a task. A cancelled wait leaves it, for the next one.
            source ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            ready = source.Task;
            Arm();
        }

        return ready.WaitAsync(cancellationToken);
    }

    /// <summary>Ends all waits with <see cref="ObjectDisposedException"/>. The descriptor stays open.</summary>
    public void Dispose()
    {
        lock (_sync)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            if (_isAdded)
            {
                s_poll!.Remove(_descriptor);
                lock (s_watched)
                {
                    s_watched.Remove(_tag);
                }
            }

            ObjectDisposedException ended = new(_owner.GetType().FullName);
            End(_readable, ended);
            End(_writable, ended);
        }
    }

    private static void End(TaskCompletionSource? source, Exception exception)
    {
        if (source is not null && source.TrySetException(exception))
        {
            // Nobody may be waiting any more.
            _ = source.Task.Exception;
        }
    }

    private static EventPoll Poll()
    {
        lock (s_start)
        {
            if (s_poll is null)
            {
                EventPoll poll = new("await a packet");
                Thread thread = new(() => Loop(poll), maxStackSize: 256 * 1024) { IsBackground = true, Name = "LinuxNamespaces packets" };
                DelegateThread.RunOutside(thread.UnsafeStart);
                s_poll = poll;
            }

            return s_poll;
        }
    }

    private static void Loop(EventPoll poll)
    {
        while (true)
        {
            long tag = poll.Wait(out uint events);
            DescriptorReadiness? ready;
            lock (s_watched)
            {
                ready = s_watched.GetValueOrDefault(tag);
            }

            ready?.OnReady(events);
        }
    }

    private void OnReady(uint events)
    {
        lock (_sync)
        {
            if (_isDisposed)
            {
                return;
            }

            // An error (EPOLLERR, EPOLLHUP) ends both waits: the next call returns it.
            bool both = (events & ~(Linux.EPOLLIN | Linux.EPOLLOUT)) != 0;
            Complete(ref _readable, both || (events & Linux.EPOLLIN) != 0);
            Complete(ref _writable, both || (events & Linux.EPOLLOUT) != 0);
            if (_readable is not null || _writable is not null)
            {
                Arm();
            }
        }
    }

    private static void Complete(ref TaskCompletionSource? source, bool isReady)
    {
        if (isReady)
        {
            source?.SetResult();
            source = null;
        }
    }

    private void Arm()
    {
        EventPoll poll = Poll();
        if (!_isAdded)
        {
            lock (s_watched)
            {
                s_watched.Add(_tag, this);
            }
        }

        uint events = (_readable is null ? 0 : Linux.EPOLLIN) | (_writable is null ? 0 : Linux.EPOLLOUT);
        poll.Arm(_descriptor, _tag, events, _isAdded);
        _isAdded = true;
    }
}
