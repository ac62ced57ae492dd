using System.Runtime.InteropServices;
using LinuxNamespaces.Execution;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>The one thread that sees processes end, so that nothing of the thread pool waits for them.</summary>
/// <remarks>
/// It starts when somebody waits without a thread of his own, or with the second process: a program that starts one and waits for it,
/// as a command-line tool does, has no use for it. So no more than one process stays a zombie for want of it.
/// </remarks>
internal static class ExitWatcher
{
    private static readonly Dictionary<long, (SafeHandle Process, Action Ended)> s_watched = [];
    private static readonly Lock s_sync = new();
    private static EventPoll? s_poll;
    private static long s_next;

    /// <summary>Has something done when a process has ended. It is done on the thread of the watcher, and has to be short.</summary>
    /// <returns>What <see cref="Unwatch"/> takes.</returns>
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

    /// <summary>Has something done when a process that has ended, as the watcher has told, is reaped by its parent.</summary>
    /// <returns>What <see cref="Unwatch"/> takes.</returns>
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

    /// <summary>Leaves the end of a process to the caller, if it has not been seen yet.</summary>
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

    /// <summary>Has the ends seen from now on.</summary>
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
            // The descriptor is not removed: it tells its end only once, and is gone from the epoll instance when it is closed.
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
