using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LinuxNamespaces.Interop;

/// <summary>
/// System calls inside a namespace: setns or unshare, the opening of a file and of sockets, and setns back, with nothing in between.
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

    /// <summary>The kinds of namespaces to unshare before the calls; 0 for none.</summary>
    internal int Unshare;

    /// <summary>The file to open first, as a pointer to a text that ends with a zero; 0 for none.</summary>
    internal nint Path;

    /// <summary>The flags with which to open the file.</summary>
    internal int PathFlags;

    /// <summary>How many sockets to open then.</summary>
    internal int Sockets;

    internal int Domain;
    internal int Type;
    internal int Protocol;

    /// <summary>Receives the descriptors up to the first failure.</summary>
    internal int* Results;

    /// <summary>The number of descriptors.</summary>
    internal int ResultCount;

    /// <summary>Why a step failed; 0 for success.</summary>
    internal int Error;

    /// <summary>The step that failed if there is an <see cref="Error"/>.</summary>
    internal SetnsStep Failed;

    /// <summary>True if the thread could not return to its namespace. It must not be used again.</summary>
    internal bool Stranded;

    /// <summary>Makes the calls on the calling thread.</summary>
    /// <param name="call">The calls. It receives the outcome.</param>
    /// <param name="home">The namespace to return to.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run(ref SetnsCall call, int home)
    {
        int entered = call.Namespace;
        int fresh = call.Unshare;
        nint path = call.Path;
        int flags = call.PathFlags;
        int sockets = call.Sockets;
        int domain = call.Domain;
        int type = call.Type;
        int protocol = call.Protocol;
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

        if (result == 0 && path != 0)
        {
            step = SetnsStep.File;
            result = open(path, flags, 0);
            if (result != -1)
            {
                results[made++] = result;
            }
        }

        for (; result != -1 && sockets > 0; sockets--)
        {
            step = SetnsStep.Socket;
            result = socket(domain, type, protocol);
            if (result != -1)
            {
                results[made++] = result;
            }
        }

        if (result == -1)
        {
            failure = *__errno_location();
        }

        call.Stranded = away && setns(home, 0) != 0;
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
        SetnsCall nothing = new() { Namespace = -1, Sockets = 1, Domain = -1 };
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
