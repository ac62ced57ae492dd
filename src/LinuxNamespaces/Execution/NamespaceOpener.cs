using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Execution;

/// <summary>Opens sockets and files inside network namespaces. They stay in the namespace, whichever thread uses them.</summary>
/// <remarks>
/// For a caller with CAP_SYS_ADMIN, the setns thread of the library opens them. For other callers, a helper process in the user namespace that owns
/// the network namespace does.
/// </remarks>
internal static class NamespaceOpener
{
    // The value also contains flags.
    private const int SocketTypeMask = 0xf;

    /// <summary>How many sockets a connection for links and routes needs: one for requests and one for notifications.</summary>
    internal const int RtnetlinkSockets = 2;

    private const string EnterRemedy =
        "Opening something in a network namespace needs CAP_SYS_ADMIN in the user namespace that owns it and in the "
        + "caller's own. An ordinary user has it in namespaces that NetNamespace.Create() creates for this user; for namespaces of others the program has to run as root.";

    /// <summary>Creates a network namespace without processes in it.</summary>
    /// <param name="sockets">
    /// Receives rtnetlink sockets in the namespace, which cost little while it is created. They are left out if it is not this process that creates the
    /// namespace, or if one of them cannot be opened; the first use then opens them, and has the failure.
    /// </param>
    internal static NamespaceHandle CreateNetwork(out SafeFileHandle[]? sockets)
    {
        sockets = null;
        if (!Privilege.HasSysAdmin)
        {
            return HelperProcesses.CreateNetwork();
        }

        SetnsCall call = new()
        {
            Unshare = (int)Linux.CLONE_NEWNET,
            PathFlags = Linux.O_RDONLY | Linux.O_CLOEXEC,
            Sockets = RtnetlinkSockets,
            Domain = Linux.AF_NETLINK,
            Type = Linux.SOCK_RAW | Linux.SOCK_CLOEXEC,
            Protocol = Linux.NETLINK_ROUTE,
        };
        Span<int> results = stackalloc int[1 + RtnetlinkSockets];
        SetnsThread.Run(ref call, target: null, results, "/proc/thread-self/ns/net"u8);
        if (call.ResultCount == 0)
        {
            Errno error = new(call.Error);
            throw new LinuxException(error, "create a network namespace", null, CreationRemedy.For(error, NamespaceTypes.Network));
        }

        NamespaceHandle created = new(results[0], ownsHandle: true);
        SafeFileHandle[] opened = new SafeFileHandle[call.ResultCount - 1];
        for (int i = 0; i < opened.Length; i++)
        {
            opened[i] = new SafeFileHandle(results[i + 1], ownsHandle: true);
        }

        if (opened.Length == RtnetlinkSockets)
        {
            sockets = opened;
        }
        else
        {
            Close(opened, opened.Length);
        }

        return created;
    }

    /// <summary>Opens a socket in a network namespace.</summary>
    /// <param name="display">The name of the namespace in error messages.</param>
    internal static SafeFileHandle OpenSocket(NamespaceHandle target, int domain, int type, int protocol, string display) =>
        OpenSockets(target, 1, domain, type, protocol, display)[0];

    /// <summary>Opens several sockets of one kind in a network namespace. If one cannot be opened, none is.</summary>
    internal static SafeFileHandle[] OpenSockets(NamespaceHandle target, int count, int domain, int type, int protocol, string display)
    {
        SafeFileHandle[] sockets = new SafeFileHandle[count];
        int opened = 0;
        try
        {
            if (!SetnsThread.IsStarted && IsCurrent(target))
            {
                OpenHere(sockets, ref opened, domain, type, protocol);
            }
            else if (SetnsThread.CanEnter(target))
            {
                OpenByThread(target, sockets, ref opened, domain, type, protocol);
            }

            while (opened < count)
            {
                int batch = Math.Min(count - opened, HelperProcess.MaxDescriptors);
                HelperProcesses.Run(target, helper => helper.OpenSockets(target, batch, domain, type | Linux.SOCK_CLOEXEC, protocol)).CopyTo(sockets, opened);
                opened += batch;
            }

            return sockets;
        }
        catch (Exception e)
        {
            Close(sockets, opened);
            if (e is NamespaceCallException failure)
            {
                throw Failure(failure, target, "open a socket in network namespace", display, errno => SocketRemedy(errno, target, domain, type));
            }

            throw;
        }
    }

    /// <summary>Opens a file of /proc/sys/net or /proc/net as it is seen in a network namespace.</summary>
    /// <param name="remedy">Finds a remedy if the file cannot be opened.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    internal static SafeFileHandle OpenFile(NamespaceHandle target, string path, int flags, string display, Func<Errno, string?>? remedy = null)
    {
        string operation = $"open '{path}' in network namespace";
        if (!SetnsThread.CanEnter(target))
        {
            try
            {
                return HelperProcesses.Run(target, helper => helper.OpenFile(target, path, flags));
            }
            catch (NamespaceCallException e)
            {
                throw Failure(e, target, operation, display, remedy);
            }
        }

        SetnsCall call = new() { PathFlags = flags | Linux.O_CLOEXEC };
        Span<int> results = stackalloc int[1];
        SetnsThread.Run(ref call, target, results, LinuxText.Encode(path));
        return call.ResultCount == 1 ? new SafeFileHandle(results[0], ownsHandle: true) : throw Failure(ToException(call), target, operation, display, remedy);
    }

    /// <summary>Determines whether the calling thread is in a network namespace.</summary>
    private static bool IsCurrent(NamespaceHandle target)
    {
        using SafeFileHandle current = SystemCalls.TryOpen("/proc/thread-self/ns/net", Linux.O_PATH);
        return !current.IsInvalid && NamespaceIdentity.Of(current) == target.Identity;
    }

    /// <summary>Opens sockets on the calling thread.</summary>
    private static void OpenHere(SafeFileHandle[] sockets, ref int opened, int domain, int type, int protocol)
    {
        while (opened < sockets.Length)
        {
            int descriptor = Libc.socket(domain, type | Linux.SOCK_CLOEXEC, protocol);
            if (descriptor == -1)
            {
                throw new NamespaceCallException(SystemCalls.LastError, entering: false);
            }

            sockets[opened++] = new SafeFileHandle(descriptor, ownsHandle: true);
        }
    }

    private static void OpenByThread(NamespaceHandle target, SafeFileHandle[] sockets, ref int opened, int domain, int type, int protocol)
    {
        Span<int> results = stackalloc int[SetnsCallMemory.MaxResults];
        while (opened < sockets.Length)
        {
            SetnsCall call = new()
            {
                Sockets = Math.Min(results.Length, sockets.Length - opened),
                Domain = domain,
                Type = type | Linux.SOCK_CLOEXEC,
                Protocol = protocol,
            };
            SetnsThread.Run(ref call, target, results);
            for (int i = 0; i < call.ResultCount; i++)
            {
                sockets[opened++] = new SafeFileHandle(results[i], ownsHandle: true);
            }

            if (call.Error != 0)
            {
                throw ToException(call);
            }
        }
    }

    private static void Close(SafeFileHandle[] sockets, int count)
    {
        for (int i = 0; i < count; i++)
        {
            sockets[i].Dispose();
        }
    }

    private static NamespaceCallException ToException(in SetnsCall call) => new(new Errno(call.Error), call.Failed is SetnsStep.Enter or SetnsStep.Unshare);

    private static LinuxException Failure(NamespaceCallException failure, NamespaceHandle target, string operation, string display, Func<Errno, string?>? remedy) => failure.Entering
        ? SystemCalls.Failure(failure.Errno, "enter network namespace", display, errno => errno == Errno.EPERM && RightsOver.Has(target, Linux.CAP_SYS_ADMIN) == false ? EnterRemedy : null)
        : SystemCalls.Failure(failure.Errno, operation, display, remedy);

    private static string? SocketRemedy(Errno errno, NamespaceHandle target, int domain, int type) =>
        errno == Errno.EPERM && (domain == Linux.AF_PACKET || (type & SocketTypeMask) == Linux.SOCK_RAW) && domain != Linux.AF_NETLINK && RightsOver.Has(target, Linux.CAP_NET_RAW) == false
            ? "Raw and packet sockets need CAP_NET_RAW in the user namespace that owns the network namespace."
            : null;
}
