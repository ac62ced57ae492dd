using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Placement;

/// <summary>Opens things inside network namespaces; what it returns stays there, whichever thread uses it.</summary>
/// <remarks>
/// A caller with CAP_SYS_ADMIN has them opened by the library's own thread, which goes there for the moment. Anybody else by a process in the
/// user namespace that owns the network namespace.
/// </remarks>
internal static unsafe class PlacedCalls
{
    // Others wait meanwhile.
    private const int MaxVisit = 64;

    private const string EnterRemedy =
        "Opening something in a network namespace needs CAP_SYS_ADMIN in the user namespace that owns it and in the "
        + "caller's own. An ordinary user has that in namespaces that NetNamespace.Create() makes for him; for those of others the program has to run as root.";

    /// <summary>Creates a network namespace and leaves nobody in it.</summary>
    internal static NamespaceHandle CreateNetwork()
    {
        if (!Privilege.HasSysAdmin)
        {
            return Brokers.CreateNetwork();
        }

        const string operation = "create a network namespace";
        fixed (byte* path = "/proc/thread-self/ns/net\0"u8)
        {
            PlacedCall call = new()
            {
                Unshare = (int)Linux.CLONE_NEWNET,
                Function = PlacedFunction.Open,
                Argument0 = (nint)path,
                Argument1 = Linux.O_RDONLY | Linux.O_CLOEXEC,
            };
            PlacementThread.Run(ref call, target: null);
            return call.Result != -1
                ? new NamespaceHandle(call.Result, ownsHandle: true)
                : throw new LinuxException(new Errno(call.Error), operation, null, CreateRemedy(new Errno(call.Error)));
        }
    }

    /// <summary>Opens a socket in a network namespace.</summary>
    /// <param name="display">What the namespace is called in an error.</param>
    internal static SafeFileHandle OpenSocket(NamespaceHandle target, int domain, int type, int protocol, string display) =>
        OpenSockets(target, 1, domain, type, protocol, display)[0];

    /// <summary>Opens several sockets of one kind in a network namespace: all of them, or none.</summary>
    internal static SafeFileHandle[] OpenSockets(NamespaceHandle target, int count, int domain, int type, int protocol, string display)
    {
        SafeFileHandle[] sockets = new SafeFileHandle[count];
        int opened = 0;
        try
        {
            if (PlacementThread.CanEnter(target))
            {
                OpenByThread(target, sockets, ref opened, domain, type, protocol);
            }

            while (opened < count)
            {
                int batch = Math.Min(count - opened, Broker.MaxDescriptors);
                Brokers.Run(target, broker => broker.OpenSockets(target, batch, domain, type | Linux.SOCK_CLOEXEC, protocol)).CopyTo(sockets, opened);
                opened += batch;
            }

            return sockets;
        }
        catch (Exception e)
        {
            foreach (SafeFileHandle socket in sockets.Take(opened))
            {
                socket.Dispose();
            }

            if (e is PlacedCallException failure)
            {
                throw Failure(failure, "open a socket in network namespace", display);
            }

            throw;
        }
    }

    /// <summary>Opens a file, as it is seen in a network namespace: one of /proc/sys/net or /proc/net.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    internal static SafeFileHandle OpenFile(NamespaceHandle target, string path, int flags, string display)
    {
        string operation = $"open '{path}' in network namespace";
        if (!PlacementThread.CanEnter(target))
        {
            try
            {
                return Brokers.Run(target, broker => broker.OpenFile(target, path, flags));
            }
            catch (PlacedCallException e)
            {
                throw Failure(e, operation, display);
            }
        }

        byte[] bytes = [.. LinuxText.Encode(path), 0];
        fixed (byte* pointer = bytes)
        {
            PlacedCall call = new() { Function = PlacedFunction.Open, Argument0 = (nint)pointer, Argument1 = flags | Linux.O_CLOEXEC };
            PlacementThread.Run(ref call, target);
            return call.Result != -1 ? new SafeFileHandle(call.Result, ownsHandle: true) : throw Failure(ToException(call), operation, display);
        }
    }

    private static void OpenByThread(NamespaceHandle target, SafeFileHandle[] sockets, ref int opened, int domain, int type, int protocol)
    {
        int* results = stackalloc int[MaxVisit];
        while (opened < sockets.Length)
        {
            PlacedCall call = new()
            {
                Function = PlacedFunction.Socket,
                Argument0 = domain,
                Argument1 = type | Linux.SOCK_CLOEXEC,
                Argument2 = protocol,
                Results = results,
                Count = Math.Min(MaxVisit, sockets.Length - opened),
            };
            PlacementThread.Run(ref call, target);
            for (int i = 0; i < call.ResultCount; i++)
            {
                sockets[opened++] = new SafeFileHandle(results[i], ownsHandle: true);
            }

            if (call.Result == -1)
            {
                throw ToException(call);
            }
        }
    }

    private static PlacedCallException ToException(in PlacedCall call) => new(new Errno(call.Error), call.Failed != PlacedStep.Call);

    private static LinuxException Failure(PlacedCallException failure, string operation, string display) => failure.Entering
        ? SystemCalls.Failure(failure.Errno, "enter network namespace", display, EnterRemedy)
        : SystemCalls.Failure(failure.Errno, operation, display, "Raw and packet sockets need CAP_NET_RAW in the namespace, and settings CAP_NET_ADMIN.");

    private static string? CreateRemedy(Errno errno) =>
        errno == Errno.ENOSPC ? "The limit of network namespaces is reached: raise the sysctl user.max_net_namespaces."
        : errno == Errno.EINVAL ? "The kernel was built without CONFIG_NET_NS."
        : errno == Errno.EPERM ? "Creating a network namespace needs CAP_SYS_ADMIN."
        : null;
}
