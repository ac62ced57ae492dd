using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Execution;

/// <summary>A thread that runs a delegate of the caller in other namespaces and ends there.</summary>
internal sealed class DelegateThread
{
    private const string Tasks = "/proc/self/task";

    private static readonly TimeSpan s_exit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_settling = TimeSpan.FromMilliseconds(10);

    // Threads of the runtime that run no managed code.
    private static readonly string[] s_harmless = [".NET BGC", ".NET Tiered Com"];

    /// <summary>The running delegate threads by their directories in /proc.</summary>
    private static readonly ConcurrentDictionary<string, DelegateThread> s_running = [];

    [ThreadStatic]
    private static DelegateThread? t_current;

    private readonly DelegateContext _context = new();
    // Requests for the waiting thread. A collection with a semaphore might not wake it after an interrupt.
    private readonly Queue<Action> _requests = [];
    private readonly string _where;
    private string? _thread;
    private string[] _entered = [];
    private bool _over;
    private bool _interrupted;
    private ExceptionDispatchInfo? _failure;

    private DelegateThread(string where) => _where = where;

    /// <summary>Gets whether the calling thread is a delegate thread.</summary>
    internal static bool IsCurrent => t_current is not null;

    /// <summary>Runs a delegate on a new thread.</summary>
    /// <param name="where">The name of the namespaces in error messages.</param>
    /// <param name="enter">Moves the thread into other namespaces and returns their names.</param>
    /// <param name="work">The delegate.</param>
    internal static T Run<T>(string where, Func<string[]> enter, Func<T> work)
    {
        HashSet<string> before = [.. Directory.EnumerateDirectories(Tasks)];
        DelegateThread run = new(where);
        T result = default!;
        Thread thread = new(() => run.Go(enter, () => result = work())) { IsBackground = true, Name = "Namespace delegate" };
        thread.Start();
        // An interrupt of the caller is meant for the delegate that it waits for.
        while (run.WaitForRequest(thread) is { } request)
        {
            request();
        }

        run.WaitForExit();
        run.ThrowIfThreadsRemain(before);
        run._failure?.Throw();
        if (run._interrupted)
        {
            // The delegate did not wait after the interrupt, or caught the exception.
            Thread.CurrentThread.Interrupt();
        }

        return result;
    }

    /// <summary>Runs an action on a thread outside of the namespaces if the calling thread is a delegate thread. Starting a thread needs this, for example.</summary>
    internal static void RunOutside(Action work)
    {
        if (t_current is not { } run)
        {
            work();
            return;
        }

        TaskCompletionSource done = new();
        run.Request(() =>
        {
            try
            {
                RunOutside(work);
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        InterruptGuard.Run(done.Task, static task => task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult());
        done.Task.GetAwaiter().GetResult();
    }

    /// <summary>Waits for the next action to run for the thread; null after it has ended.</summary>
    private Action? WaitForRequest(Thread thread)
    {
        while (true)
        {
            try
            {
                lock (_requests)
                {
                    while (_requests.Count == 0 && !_over)
                    {
                        Monitor.Wait(_requests);
                    }

                    if (_requests.TryDequeue(out Action? request))
                    {
                        return request;
                    }
                }

                thread.Join();
                return null;
            }
            catch (ThreadInterruptedException)
            {
                _interrupted = true;
                thread.Interrupt();
            }
        }
    }

    private void Request(Action request)
    {
        lock (_requests)
        {
            _requests.Enqueue(request);
            Monitor.Pulse(_requests);
        }
    }

    private void End()
    {
        lock (_requests)
        {
            _over = true;
            Monitor.Pulse(_requests);
        }
    }

    private void Go(Func<string[]> enter, Action work)
    {
        try
        {
            _thread = $"{Tasks}/{Path.GetFileName(new FileInfo("/proc/thread-self").LinkTarget)}";
            s_running[_thread] = this;
            _entered = enter();
            t_current = this;
            SynchronizationContext.SetSynchronizationContext(_context);
            work();
        }
        catch (Exception e)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
        }

        InterruptGuard.Run(this, static run => run.End());
    }

    /// <summary>Waits until the kernel has removed the thread, which is a little later than for the runtime.</summary>
    private void WaitForExit()
    {
        if (_thread is not null && SpinWait.SpinUntil(() => !Directory.Exists(_thread), s_exit))
        {
            s_running.TryRemove(_thread, out _);
        }
    }

    private void ThrowIfThreadsRemain(HashSet<string> before)
    {
        string[] left = FindLeft(before);
        if (left.Length > 0)
        {
            // A thread that ends, or turns out to be another delegate thread, has not stayed.
            Thread.Sleep(s_settling);
            left = [.. left.Intersect(FindLeft(before))];
        }

        if (left.Length > 0)
        {
            string names = string.Join(", ", left.Select(Name).Distinct());
            throw new InvalidOperationException(
                $"The delegate that ran in {_where} left threads there: {names}. They stay there and may run unrelated code, which cannot be undone. "
                + "A delegate must not start threads or tasks, or use an API that starts them: timers, asynchronous methods, Parallel, HttpClient, redirected streams of Process.",
                _failure?.SourceException);
        }

        if (_context.IsUsed)
        {
            throw new InvalidOperationException(
                $"Part of the delegate ran outside of {_where}, because it awaited something. Use synchronous methods.",
                _failure?.SourceException);
        }
    }

    private string[] FindLeft(HashSet<string> before) => _entered.Length == 0
        ? []
        : [.. Directory.EnumerateDirectories(Tasks).Where(thread => !before.Contains(thread) && !s_running.ContainsKey(thread) && IsThere(thread) && !s_harmless.Contains(Name(thread)))];

    private bool IsThere(string thread) => _entered.Any(name => ThreadNamespaces.Find(thread, name[..name.IndexOf(':', StringComparison.Ordinal)]) == name);

    private static string Name(string thread)
    {
        try
        {
            return File.ReadAllText($"{thread}/comm").TrimEnd('\n');
        }
        catch (IOException)
        {
            return "a thread that has ended";
        }
    }
}
