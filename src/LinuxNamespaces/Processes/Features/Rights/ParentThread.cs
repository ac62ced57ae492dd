using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Execution;

namespace LinuxNamespaces.Processes;

/// <summary>
/// A thread that lives as long as the process. The kernel sends the parent-death signal when the thread ends that started the
/// child, not the process. There are as many as have ever been in use at a time, so that nobody waits for a start that hangs.
/// </summary>
internal sealed class ParentThread
{
    private static readonly ConcurrentBag<ParentThread> s_idle = [];

    // To start a process takes longer than to be woken.
    private readonly Handoff _requested = new(microseconds: 0);
    private readonly Handoff _done = new(microseconds: 0);
    private Action _work = () => { };
    private ExceptionDispatchInfo? _failure;

    private ParentThread() => DelegateThread.RunOutside(new Thread(Loop, maxStackSize: 512 * 1024) { IsBackground = true, Name = "LinuxNamespaces parent" }.UnsafeStart);

    internal static T Run<T>(Func<T> work)
    {
        if (!s_idle.TryTake(out ParentThread? thread))
        {
            thread = new ParentThread();
        }

        T result = default!;
        thread._failure = null;
        thread._work = () => result = work();
        thread._requested.Set();
        thread._done.Wait();
        ExceptionDispatchInfo? failure = thread._failure;
        InterruptGuard.Run(thread, s_idle.Add);
        failure?.Throw();
        return result;
    }

    private void Loop()
    {
        while (true)
        {
            _requested.Wait();
            try
            {
                _work();
            }
            catch (Exception e)
            {
                _failure = ExceptionDispatchInfo.Capture(e);
            }

            _done.Set();
        }
    }
}
