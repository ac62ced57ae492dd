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

    private const string EnterRemedy =
        "Opening something in a network namespace needs CAP_SYS_ADMIN in the user namespace that owns it and in the "
        + "caller's own. An ordinary user has it in namespaces that NetNamespace.Create() creates for this user; for namespaces of others the program has to run as root.";

    /// <summary>Creates a network namespace without processes in it.</summary>
    internal static NamespaceHandle CreateNetwork()
    {
        if (!Privilege.HasSysAdmin)
        {
            return HelperProcesses.CreateNetwork();
        }

        const string operation = "create a network namespace";
        SetnsCall call = new() { Unshare = (int)Linux.CLONE_NEWNET, Function = SetnsFunction.Open, Argument1 = Linux.O_RDONLY | Linux.O_CLOEXEC };
        SetnsThread.Run(ref call, target: null, "/proc/thread-self/ns/net"u8);
        return call.Result != -1
            ? new NamespaceHandle(call.Result, ownsHandle: true)
            : throw new LinuxException(new Errno(call.Error), operation, null, CreationRemedy.For(new Errno(call.Error), NamespaceTypes.Network));
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
            if (SetnsThread.CanEnter(target))
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
            foreach (SafeFileHandle socket in sockets.Take(opened))
            {
                socket.Dispose();
            }

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

        SetnsCall call = new() { Function = SetnsFunction.Open, Argument1 = flags | Linux.O_CLOEXEC };
        SetnsThread.Run(ref call, target, LinuxText.Encode(path));
        return call.Result != -1 ? new SafeFileHandle(call.Result, ownsHandle: true) : throw Failure(ToException(call), target, operation, display, remedy);
    }

    private static void OpenByThread(NamespaceHandle target, SafeFileHandle[] sockets, ref int opened, int domain, int type, int protocol)
    {
        Span<int> results = stackalloc int[SetnsCallMemory.MaxResults];
        while (opened < sockets.Length)
        {
            SetnsCall call = new()
            {
                Function = SetnsFunction.Socket,
                Argument0 = domain,
                Argument1 = type | Linux.SOCK_CLOEXEC,
                Argument2 = protocol,
            };
            SetnsThread.Run(ref call, target, results: results[..Math.Min(results.Length, sockets.Length - opened)]);
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

    private static NamespaceCallException ToException(in SetnsCall call) => new(new Errno(call.Error), call.Failed != SetnsStep.Call);

    private static LinuxException Failure(NamespaceCallException failure, NamespaceHandle target, string operation, string display, Func<Errno, string?>? remedy) => failure.Entering
        ? SystemCalls.Failure(failure.Errno, "enter network namespace", display, errno => errno == Errno.EPERM && RightsOver.Has(target, Linux.CAP_SYS_ADMIN) == false ? EnterRemedy : null)
        : SystemCalls.Failure(failure.Errno, operation, display, remedy);

    private static string? SocketRemedy(Errno errno, NamespaceHandle target, int domain, int type) =>
        errno == Errno.EPERM && (domain == Linux.AF_PACKET || (type & SocketTypeMask) == Linux.SOCK_RAW) && domain != Linux.AF_NETLINK && RightsOver.Has(target, Linux.CAP_NET_RAW) == false
            ? "Raw and packet sockets need CAP_NET_RAW in the user namespace that owns the network namespace."
            : null;
}
