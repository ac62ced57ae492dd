using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Placement;

namespace LinuxNamespaces.Processes;

/// <summary>The one thread that sees processes end, so that nothing of the thread pool waits for them.</summary>
internal static class ExitWatcher
{
    private static readonly ConcurrentDictionary<long, (SafeHandle Process, Action Ended)> s_watched = [];
    private static readonly Lazy<EventPoll> s_poll = new(Begin);
    private static long s_next;

    /// <summary>Has something done when a process has ended. It is done on the thread of the watcher, and has to be short.</summary>
    /// <returns>What <see cref="Unwatch"/> takes.</returns>
    internal static long Watch(SafeHandle process, Action ended)
    {
        long tag = Interlocked.Increment(ref s_next);
        s_watched[tag] = (process, ended);
        try
        {
            s_poll.Value.Add(process, tag);
            return tag;
        }
        catch
        {
            s_watched.TryRemove(tag, out _);
            throw;
        }
    }

    /// <summary>Leaves the end of a process to the caller, if it has not been seen yet.</summary>
    internal static void Unwatch(long tag)
    {
        if (s_watched.TryRemove(tag, out (SafeHandle Process, Action Ended) watched))
        {
            s_poll.Value.Remove(watched.Process);
        }
    }

    private static EventPoll Begin()
    {
        EventPoll poll = new();
        Visit.AtHome(new Thread(() => Loop(poll), maxStackSize: 256 * 1024) { IsBackground = true, Name = "LinuxNamespaces exits" }.UnsafeStart);
        return poll;
    }

    private static void Loop(EventPoll poll)
    {
        while (true)
        {
            // The descriptor is not removed: it tells its end only once, and is gone from the epoll instance when it is closed.
            if (s_watched.TryRemove(poll.Wait(), out (SafeHandle Process, Action Ended) watched))
            {
                watched.Ended();
            }
        }
    }
}
