using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Execution;

namespace LinuxNamespaces.Processes;

/// <summary>
/// A thread that never ends. The kernel sends the parent-death signal when the thread ends that started the child. Idle threads are reused, and a new one is
/// created if all are busy, so a start that hangs does not block others.
/// </summary>
internal sealed class ParentThread
{
    private static readonly ConcurrentBag<ParentThread> s_idle = [];

    // Starting a process takes longer than waking a thread, so there is no spinning.
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
