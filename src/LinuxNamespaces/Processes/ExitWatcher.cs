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
    internal static void Watch(SafeHandle process, Action ended)
    {
        long tag = Interlocked.Increment(ref s_next);
        s_watched[tag] = (process, ended);
        try
        {
            s_poll.Value.Add(process, tag);
        }
        catch
        {
            s_watched.TryRemove(tag, out _);
            throw;
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
            if (!s_watched.TryRemove(poll.Wait(), out (SafeHandle Process, Action Ended) watched))
            {
                continue;
            }

            try
            {
                poll.Remove(watched.Process);
            }
            catch (ObjectDisposedException)
            {
                // Closing it has removed it.
            }

            watched.Ended();
        }
    }
}
