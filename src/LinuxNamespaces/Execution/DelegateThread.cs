using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Execution;

/// <summary>One run of the caller's code in other namespaces, in a thread that dies there.</summary>
internal sealed class DelegateThread
{
    private const string Tasks = "/proc/self/task";

    private static readonly TimeSpan s_dying = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_settling = TimeSpan.FromMilliseconds(10);

    // Threads of the runtime that run no managed code, and so cannot lead any into the namespace.
    private static readonly string[] s_harmless = [".NET BGC", ".NET Tiered Com"];

    /// <summary>The threads that are on a visit, as /proc calls them.</summary>
    private static readonly ConcurrentDictionary<string, DelegateThread> s_visitors = [];

    [ThreadStatic]
    private static DelegateThread? t_current;

    private readonly DelegateContext _context = new();
    // For the thread that waits, which may be interrupted: what has a semaphore inside might wake it no more.
    private readonly Queue<Action> _requests = [];
    private readonly string _where;
    private string? _thread;
    private string[] _visited = [];
    private bool _over;
    private bool _interrupted;
    private ExceptionDispatchInfo? _failure;

    private DelegateThread(string where) => _where = where;

    /// <summary>Whether the calling thread is on a visit.</summary>
    internal static bool IsCurrent => t_current is not null;

    /// <summary>Runs code in a new thread.</summary>
    /// <param name="where">What the namespaces are called in an error.</param>
    /// <param name="enter">Takes the thread into other namespaces, and tells which.</param>
    /// <param name="work">The code.</param>
    internal static T Run<T>(string where, Func<string[]> enter, Func<T> work)
    {
        HashSet<string> before = [.. Directory.EnumerateDirectories(Tasks)];
        DelegateThread visit = new(where);
        T result = default!;
        Thread thread = new(() => visit.Go(enter, () => result = work())) { IsBackground = true, Name = "Namespace visit" };
        thread.Start();
        // Whoever interrupts the caller means the code that he waits for.
        while (visit.AwaitRequest(thread) is { } request)
        {
            request();
        }

        visit.WaitForExit();
        visit.RequireNobodyLeft(before);
        visit._failure?.Throw();
        if (visit._interrupted)
        {
            // The code has not waited for anything any more, or has kept it to itself.
            Thread.CurrentThread.Interrupt();
        }

        return result;
    }

    /// <summary>Has something done that must not be done on a visit, such as starting a thread, by a thread that is not on one.</summary>
    internal static void RunOutside(Action work)
    {
        if (t_current is not { } visit)
        {
            work();
            return;
        }

        TaskCompletionSource done = new();
        visit.Ask(() =>
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

    /// <summary>The next thing to do for the thread; null when it has ended.</summary>
    private Action? AwaitRequest(Thread thread)
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

    private void Ask(Action request)
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
            s_visitors[_thread] = this;
            _visited = enter();
            t_current = this;
            SynchronizationContext.SetSynchronizationContext(_context);
            work();
        }
        catch (Exception e)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
        }

        InterruptGuard.Run(this, static visit => visit.End());
    }

    /// <summary>Waits until the kernel has done with the thread, which is a little later than the runtime has.</summary>
    private void WaitForExit()
    {
        if (_thread is not null && SpinWait.SpinUntil(() => !Directory.Exists(_thread), s_dying))
        {
            s_visitors.TryRemove(_thread, out _);
        }
    }

    private void RequireNobodyLeft(HashSet<string> before)
    {
        string[] left = FindLeft(before);
        if (left.Length > 0)
        {
            // What ends by itself, or turns out to be another visitor, has not stayed.
            Thread.Sleep(s_settling);
            left = [.. left.Intersect(FindLeft(before))];
        }

        if (left.Length > 0)
        {
            string names = string.Join(", ", left.Select(Name).Distinct());
            throw new InvalidOperationException(
                $"The code that ran in {_where} has started threads, and they stay there, whatever they run from now on: {names}. This cannot be undone. "
                + "Such code must not start threads or tasks, nor use what does: timers, asynchronous methods, Parallel, HttpClient, redirected streams of Process.",
                _failure?.SourceException);
        }

        if (_context.IsUsed)
        {
            throw new InvalidOperationException(
                $"Not all of the code that was to run in {_where} did: it has awaited something, and what came after that ran outside. Use synchronous methods.",
                _failure?.SourceException);
        }
    }

    private string[] FindLeft(HashSet<string> before) => _visited.Length == 0
        ? []
        : [.. Directory.EnumerateDirectories(Tasks).Where(thread => !before.Contains(thread) && !s_visitors.ContainsKey(thread) && IsThere(thread) && !s_harmless.Contains(Name(thread)))];

    private bool IsThere(string thread) => _visited.Any(name => ThreadNamespaces.Find(thread, name[..name.IndexOf(':', StringComparison.Ordinal)]) == name);

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
