using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LinuxNamespaces.Interop;

/// <summary>
/// A system call made inside a namespace, once or several times: enter it, call, and return home, with nothing in between.
/// </summary>
/// <remarks>
/// A thread inherits the namespaces of the thread that starts it, and the runtime starts threads of its own whenever it
/// likes: the thread pool, tiered compilation, timers. So between entering and returning no code may run that could make
/// it do so. <see cref="Run"/> is compiled in full before its first use, is left alone by tiered compilation, and calls
/// nothing but C functions through pointers.
/// </remarks>
internal unsafe struct SetnsCall
{
    /// <summary>The namespace to enter; -1 to stay.</summary>
    internal int Namespace;

    /// <summary>The kinds of namespaces to leave for new ones before the call; 0 for none.</summary>
    internal int Unshare;

    internal SetnsFunction Function;
    internal nint Argument0;
    internal nint Argument1;
    internal nint Argument2;

    /// <summary>How often to make the call, with <see cref="Results"/>; without, it is made once.</summary>
    internal int Count;

    /// <summary>Receives what each call returned, up to the first that fails.</summary>
    internal int* Results;

    /// <summary>How many results there are.</summary>
    internal int ResultCount;

    /// <summary>What the call, or the last of several, returned; -1 if it, or the step before it, failed with <see cref="Error"/>.</summary>
    internal int Result;
    internal int Error;

    /// <summary>The step that failed, when <see cref="Result"/> is -1.</summary>
    internal SetnsStep Failed;

    /// <summary>True when the thread could not return: it must not be used any more.</summary>
    internal bool Stranded;

    private static readonly delegate* unmanaged<int, int, int> setns = (delegate* unmanaged<int, int, int>)Find("setns");
    private static readonly delegate* unmanaged<int, int> unshare = (delegate* unmanaged<int, int>)Find("unshare");
    private static readonly delegate* unmanaged<int, int, int, int> socket = (delegate* unmanaged<int, int, int, int>)Find("socket");
    private static readonly delegate* unmanaged<nint, int, uint, int> open = (delegate* unmanaged<nint, int, uint, int>)Find("open");

    // glibc and musl both have it; it is where the macro errno points to.
    private static readonly delegate* unmanaged<int*> errno = (delegate* unmanaged<int*>)Find("__errno_location");

    /// <summary>Makes the call on the calling thread.</summary>
    /// <param name="call">What to do; receives the outcome.</param>
    /// <param name="home">The namespace to return to.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run(ref SetnsCall call, int home)
    {
        // Locals, so that no static has to be initialised or looked up while away.
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
