using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LinuxNamespaces.Interop;

/// <summary>
/// A system call that is made one or more times inside a namespace: setns, the calls, and setns back, with nothing in between.
/// </summary>
/// <remarks>
/// A thread inherits the namespaces of the thread that starts it, and the runtime starts threads at any time: for the thread
/// pool, tiered compilation and timers. So no code that could start a thread may run between entering and returning.
/// <see cref="Run"/> is fully compiled before its first use, is excluded from tiered compilation, and calls only
/// C functions through pointers.
/// </remarks>
internal unsafe struct SetnsCall
{
    /// <summary>The namespace to enter; -1 to stay.</summary>
    internal int Namespace;

    /// <summary>The kinds of namespaces to unshare before the call; 0 for none.</summary>
    internal int Unshare;

    internal SetnsFunction Function;
    internal nint Argument0;
    internal nint Argument1;
    internal nint Argument2;

    /// <summary>How many times to make the call if there are <see cref="Results"/>; otherwise it is made once.</summary>
    internal int Count;

    /// <summary>Receives the result of each call up to the first failure.</summary>
    internal int* Results;

    /// <summary>The number of results.</summary>
    internal int ResultCount;

    /// <summary>The result of the last call; -1 if a step failed with <see cref="Error"/>.</summary>
    internal int Result;
    internal int Error;

    /// <summary>The step that failed if <see cref="Result"/> is -1.</summary>
    internal SetnsStep Failed;

    /// <summary>True if the thread could not return to its namespace. It must not be used again.</summary>
    internal bool Stranded;

    private static readonly delegate* unmanaged<int, int, int> setns = (delegate* unmanaged<int, int, int>)Find("setns");
    private static readonly delegate* unmanaged<int, int> unshare = (delegate* unmanaged<int, int>)Find("unshare");
    private static readonly delegate* unmanaged<int, int, int, int> socket = (delegate* unmanaged<int, int, int, int>)Find("socket");
    private static readonly delegate* unmanaged<nint, int, uint, int> open = (delegate* unmanaged<nint, int, uint, int>)Find("open");

    // glibc and musl both have it; it is where the macro errno points to.
    private static readonly delegate* unmanaged<int*> errno = (delegate* unmanaged<int*>)Find("__errno_location");

    /// <summary>Makes the call on the calling thread.</summary>
    /// <param name="call">The call, which receives the outcome.</param>
    /// <param name="home">The namespace to return to.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run(ref SetnsCall call, int home)
    {
        // Locals, so that no static is initialised or read while the thread is in the other namespace.
        delegate* unmanaged<int, int, int> enter = setns;
        delegate* unmanaged<int, int> leave = unshare;
        delegate* unmanaged<int, int, int, int> newSocket = socket;
        delegate* unmanaged<nint, int, uint, int> openFile = open;
        delegate* unmanaged<int*> error = errno;
        int entered = call.Namespace;
        int fresh = call.Unshare;
        int argument1 = (int)call.Argument1;
        uint argument2 = (uint)call.Argument2;
        int count = call.Count;
        int* results = call.Results;
        int made = 0;
        bool away = false;
        int result = 0;
        int failure = 0;
        SetnsStep step = SetnsStep.Enter;

        if (entered != -1)
        {
            result = enter(entered, 0);
            away = result == 0;
        }

        if (result == 0 && fresh != 0)
        {
            step = SetnsStep.Unshare;
            result = leave(fresh);
            away |= result == 0;
        }

        if (result == 0)
        {
            step = SetnsStep.Call;
            do
            {
                result = call.Function == SetnsFunction.Socket
                    ? newSocket((int)call.Argument0, argument1, (int)argument2)
                    : openFile(call.Argument0, argument1, argument2);
                if (results != null && result != -1)
                {
                    results[made++] = result;
                }
            }
            while (result != -1 && made < count);
        }

        if (result == -1)
        {
            failure = *error();
        }

        call.Stranded = away && enter(home, 0) != 0;
        call.Result = result;
        call.ResultCount = made;
        call.Error = failure;
        call.Failed = step;
    }

    private static nint Find(string function) => NativeLibrary.GetExport(LibcLibrary.Handle, function);

    private static class LibcLibrary
    {
        internal static readonly nint Handle = NativeLibrary.Load(Libc.Name, typeof(SetnsCall).Assembly, null);
    }
}
