using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Placement;

/// <summary>Opens things inside network namespaces; what it returns stays there, whichever thread uses it.</summary>
internal static unsafe class PlacedCalls
{
    private const string CreateRemedy =
        "Creating a network namespace needs CAP_SYS_ADMIN: run as root, or start the program with 'unshare -Urnm'.";

    private const string EnterRemedy =
        "Opening something in a network namespace needs CAP_SYS_ADMIN in the user namespace that owns it and in the "
        + "caller's own: run as root, or start the program with 'unshare -Urnm'.";

    /// <summary>Creates a network namespace and leaves nobody in it.</summary>
    internal static NamespaceHandle CreateNetwork()
    {
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
                : throw Explain(call, operation);
        }

        static LinuxException Explain(in PlacedCall call, string operation)
        {
            Errno error = new(call.Error);
            string? remedy =
                error == Errno.ENOSPC ? "The limit of network namespaces is reached: raise the sysctl user.max_net_namespaces."
                : error == Errno.EINVAL ? "The kernel was built without CONFIG_NET_NS."
                : error == Errno.EPERM ? CreateRemedy
                : null;
            return new LinuxException(error, operation, null, remedy);
        }
    }

    /// <summary>Opens a socket in a network namespace.</summary>
    /// <param name="display">What the namespace is called in an error.</param>
    internal static SafeFileHandle OpenSocket(NamespaceHandle target, int domain, int type, int protocol, string display)
    {
        PlacedCall call = new()
        {
            Function = PlacedFunction.Socket,
            Argument0 = domain,
            Argument1 = type | Linux.SOCK_CLOEXEC,
            Argument2 = protocol,
        };
        PlacementThread.Run(ref call, target);
        if (call.Result != -1)
        {
            return new SafeFileHandle(call.Result, ownsHandle: true);
        }

        throw call.Failed == PlacedStep.Call
            ? SystemCalls.Failure(new Errno(call.Error), "open a socket in network namespace", display, "Raw and packet sockets need CAP_NET_RAW in the namespace.")
            : SystemCalls.Failure(new Errno(call.Error), "enter network namespace", display, EnterRemedy);
    }
}
