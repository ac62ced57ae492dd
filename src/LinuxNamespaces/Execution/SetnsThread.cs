using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Execution;

/// <summary>
/// The only thread of the library that enters network namespaces and returns. It makes a few system calls there and has returned before the
/// caller gets the result. It never runs user code.
/// </summary>
/// <remarks>
/// The thread reads and writes only its own memory during a call: arguments and results are copied. So even if a caller returned too early, the thread
/// would not write to a stack frame that no longer exists.
/// </remarks>
internal sealed class SetnsThread
{
    private static readonly Lock s_sync = new();
    private static SetnsThread? s_current;

    private readonly Handoff _requested = new(microseconds: 50);

    // The time to open a few dozen sockets.
    private readonly Handoff _done = new(microseconds: 200);
    private readonly SetnsCallMemory _memory = new();
    private SetnsCall _call;
    private Exception? _startFailure;
    private NamespaceIdentity _homeIdentity;

    /// <summary>Gets whether the thread has been started. Starting it takes longer than what a short program has to do.</summary>
    internal static bool IsStarted => Volatile.Read(ref s_current) is not null;

    /// <summary>Makes calls. There is one set at a time in the process.</summary>
    /// <param name="call">The calls; their outcome is written into it.</param>
    /// <param name="target">The namespace in which to make them, which can be the thread's own; null for none.</param>
    /// <param name="results">Receives the descriptors, of which there are <see cref="SetnsCall.ResultCount"/>.</param>
    /// <param name="path">The path of the file to open, without a terminating zero; empty for none.</param>
    internal static void Run(ref SetnsCall call, NamespaceHandle? target, Span<int> results, ReadOnlySpan<byte> path = default)
    {
        if (!SetnsCallMemory.Fits(path))
        {
            call.Error = Errno.ENAMETOOLONG.Value;
            call.Failed = SetnsStep.File;
            return;
        }

        lock (s_sync)
        {
            SetnsThread thread = s_current ??= Start();
            call.Namespace = -1;
            // Entering the current namespace needs privileges that the call itself may not need.
            if (target is null || target.Identity == thread._homeIdentity)
            {
                thread.Make(ref call, results, path);
                return;
            }

            using DescriptorLease lease = new(target);
            call.Namespace = lease.Descriptor;
            thread.Make(ref call, results, path);
        }
    }

    /// <summary>Determines whether the thread can make calls in a namespace: its own, or any with the right to enter it.</summary>
    internal static bool CanEnter(NamespaceHandle target)
    {
        if (Privilege.HasSysAdmin)
        {
            return true;
        }

        lock (s_sync)
        {
            return target.Identity == (s_current ??= Start())._homeIdentity;
        }
    }

    private static SetnsThread Start()
    {
        SetnsThread thread = new();
        DelegateThread.RunOutside(new Thread(thread.Loop, maxStackSize: 256 * 1024) { IsBackground = true, Name = "LinuxNamespaces" }.UnsafeStart);
        thread._done.Wait();
        return thread._startFailure is null ? thread : throw thread._startFailure;
    }

    private void Make(ref SetnsCall call, Span<int> results, ReadOnlySpan<byte> path)
    {
        _call = call;
        _memory.Attach(ref _call, path);
        _requested.Set();
        _done.Wait();
        call = _call;
        _memory.CopyResults(call, results);
        if (call.Stranded)
        {
            s_current = null;
        }
    }

    private void Loop()
    {
        SafeFileHandle? home = null;
        try
        {
            home = FindHome();
            _homeIdentity = NamespaceIdentity.Of(home);
            SetnsCall.WarmUp((int)home.DangerousGetHandle());
        }
        catch (Exception e) when (e is LinuxException or DllNotFoundException or EntryPointNotFoundException)
        {
            _startFailure = e;
        }

        _done.Set();
        while (_startFailure is null && !_call.Stranded)
        {
            _requested.Wait();
            SetnsCall.Run(ref _call, (int)home!.DangerousGetHandle());
            _done.Set();
        }

        home?.Dispose();
    }

    /// <summary>
    /// The home namespace is that of the process, even if the thread that makes the first call is in another one, unless the kernel
    /// does not let this thread enter it.
    /// </summary>
    private static SafeFileHandle FindHome()
    {
        SafeFileHandle own = Open("/proc/thread-self/ns/net");
        SafeFileHandle process = Open("/proc/self/ns/net");
        bool returned = NamespaceIdentity.Of(own) != NamespaceIdentity.Of(process)
            && Libc.setns(process, (int)Linux.CLONE_NEWNET) == 0;
        (returned ? own : process).Dispose();
        return returned ? process : own;
    }

    private static SafeFileHandle Open(string path)
    {
        SafeFileHandle file = SystemCalls.TryOpen(path, Linux.O_RDONLY);
        Errno error = SystemCalls.LastError;
        return file.IsInvalid ? throw new LinuxException(error, "open", path, PathRemedy.ForProc(error)) : file;
    }
}
