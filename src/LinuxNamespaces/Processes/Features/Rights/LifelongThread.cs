using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Placement;

namespace LinuxNamespaces.Processes;

/// <summary>
/// A thread that lives as long as the process. The kernel sends the parent-death signal when the thread ends that started the
/// child, not the process. There are as many as have ever been in use at a time, so that nobody waits for a start that hangs.
/// </summary>
internal sealed class LifelongThread
{
    private static readonly ConcurrentBag<LifelongThread> s_idle = [];

    // To start a process takes longer than to be woken.
    private readonly Handoff _requested = new(microseconds: 0);
    private readonly Handoff _done = new(microseconds: 0);
    private Action _work = () => { };
    private ExceptionDispatchInfo? _failure;

    private LifelongThread() => Visit.AtHome(new Thread(Loop, maxStackSize: 512 * 1024) { IsBackground = true, Name = "LinuxNamespaces parent" }.UnsafeStart);

    internal static T Run<T>(Func<T> work)
    {
        if (!s_idle.TryTake(out LifelongThread? thread))
        {
            thread = new LifelongThread();
        }

        T result = default!;
        thread._failure = null;
        thread._work = () => result = work();
        thread._requested.Tell();
        thread._done.Await();
        ExceptionDispatchInfo? failure = thread._failure;
        Uninterrupted.Do(thread, s_idle.Add);
        failure?.Throw();
        return result;
    }

    private void Loop()
    {
        while (true)
        {
            _requested.Await();
            try
            {
                _work();
            }
            catch (Exception e)
            {
                _failure = ExceptionDispatchInfo.Capture(e);
            }

            _done.Tell();
        }
    }
}
