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
/// C functions, which <see cref="WarmUp"/> has found.
/// </remarks>
internal unsafe partial struct SetnsCall
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

    /// <summary>Makes the call on the calling thread.</summary>
    /// <param name="call">The call, which receives the outcome.</param>
    /// <param name="home">The namespace to return to.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run(ref SetnsCall call, int home)
    {
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
            result = setns(entered, 0);
            away = result == 0;
        }

        if (result == 0 && fresh != 0)
        {
            step = SetnsStep.Unshare;
            result = unshare(fresh);
            away |= result == 0;
        }

        if (result == 0)
        {
            step = SetnsStep.Call;
            do
            {
                result = call.Function == SetnsFunction.Socket
                    ? socket((int)call.Argument0, argument1, (int)argument2)
                    : open(call.Argument0, argument1, argument2);
                if (results != null && result != -1)
                {
                    results[made++] = result;
                }
            }
            while (result != -1 && made < count);
        }

        if (result == -1)
        {
            failure = *__errno_location();
        }

        call.Stranded = away && setns(home, 0) != 0;
        call.Result = result;
        call.ResultCount = made;
        call.Error = failure;
        call.Failed = step;
    }

    /// <summary>Compiles <see cref="Run"/> and finds each function, by calls that change nothing.</summary>
    /// <param name="home">The namespace of the calling thread.</param>
    internal static void WarmUp(int home)
    {
        _ = unshare(0);
        _ = setns(-1, 0);
        _ = open(0, 0, 0);
        SetnsCall nothing = new() { Namespace = -1, Function = SetnsFunction.Socket, Argument0 = -1 };
        Run(ref nothing, home);
    }

    // Without the error of the runtime's marshalling: nothing stands between the code and the C library.
    [LibraryImport(Libc.Name)]
    private static partial int setns(int fd, int nstype);

    [LibraryImport(Libc.Name)]
    private static partial int unshare(int flags);

    [LibraryImport(Libc.Name)]
    private static partial int socket(int domain, int type, int protocol);

    [LibraryImport(Libc.Name)]
    private static partial int open(nint pathname, int flags, uint mode);

    // glibc and musl both have it; it is where the macro errno points to.
    [LibraryImport(Libc.Name)]
    private static partial int* __errno_location();
}
