using System.Runtime.InteropServices;
using LinuxNamespaces.Execution;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>The thread that waits for the ends of all processes, so that no thread of the pool has to.</summary>
/// <remarks>
/// It starts with the first asynchronous wait or with the second process. A command-line tool that starts one process and waits for it synchronously does not
/// need it. So at most one process stays a zombie without it.
/// </remarks>
internal static class ExitWatcher
{
    private static readonly Dictionary<long, (SafeHandle Process, Action Ended)> s_watched = [];
    private static readonly Lock s_sync = new();
    private static EventPoll? s_poll;
    private static long s_next;

    /// <summary>Calls a method when a process has ended. The method runs on the thread of the watcher and must be short.</summary>
    /// <returns>A key for <see cref="Unwatch"/>.</returns>
    internal static long Watch(SafeHandle process, Action ended)
    {
        lock (s_sync)
        {
            long tag = ++s_next;
            if (s_watched.Count > 0)
            {
                Start();
            }

            s_poll?.Add(process, tag);
            s_watched.Add(tag, (process, ended));
            return tag;
        }
    }

    /// <summary>Calls a method when the parent has reaped a process that has ended.</summary>
    /// <returns>A key for <see cref="Unwatch"/>.</returns>
    internal static long WatchReaping(SafeHandle process, Action reaped)
    {
        lock (s_sync)
        {
            long tag = ++s_next;
            s_poll!.Remove(process);
            s_poll.Add(process, tag, onlyEnd: true);
            s_watched.Add(tag, (process, reaped));
            return tag;
        }
    }

    /// <summary>Stops watching a process whose end has not been seen yet.</summary>
    internal static void Unwatch(long tag)
    {
        lock (s_sync)
        {
            if (s_watched.Remove(tag, out (SafeHandle Process, Action Ended) watched))
            {
                s_poll?.Remove(watched.Process);
            }
        }
    }

    /// <summary>Starts the thread if it is not running.</summary>
    internal static void Start()
    {
        lock (s_sync)
        {
            if (s_poll is not null)
            {
                return;
            }

            EventPoll poll = new("await the end of a process");
            foreach ((long tag, (SafeHandle process, _)) in s_watched)
            {
                poll.Add(process, tag);
            }

            Thread thread = new(() => Loop(poll), maxStackSize: 256 * 1024) { IsBackground = true, Name = "LinuxNamespaces exits" };
            DelegateThread.RunOutside(thread.UnsafeStart);
            s_poll = poll;
        }
    }

    private static void Loop(EventPoll poll)
    {
        while (true)
        {
            // The descriptor need not be removed: it is edge-triggered once, and leaves the epoll instance when it is closed.
            Take(poll.Wait())?.Invoke();
        }
    }

    private static Action? Take(long tag)
    {
        lock (s_sync)
        {
            return s_watched.Remove(tag, out (SafeHandle Process, Action Ended) watched) ? watched.Ended : null;
        }
    }
}
