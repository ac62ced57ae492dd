using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using LinuxNamespaces.Placement;

namespace LinuxNamespaces.Processes;

/// <summary>
/// A thread that lives as long as the process. The kernel sends the parent-death signal when the thread ends that started the
/// child, not the process. There are as many as have ever been in use at a time, so that nobody waits for a start that hangs.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "Lives as long as the process.")]
internal sealed class LifelongThread
{
    private static readonly ConcurrentBag<LifelongThread> s_idle = [];

    private readonly SemaphoreSlim _requested = new(0);
    private readonly SemaphoreSlim _done = new(0);
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
        thread._requested.Release();
        thread._done.Wait();
        ExceptionDispatchInfo? failure = thread._failure;
        s_idle.Add(thread);
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

            _done.Release();
        }
    }
}
