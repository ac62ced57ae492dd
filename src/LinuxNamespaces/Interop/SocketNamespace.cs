using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Interop;

/// <summary>The network namespace of a socket.</summary>
internal static unsafe class SocketNamespace
{
    /// <summary>A number of the namespace that is never given to another; from kernel 6.18 on it is that of <see cref="Linux.NS_GET_ID"/>. Kernel 5.14.</summary>
    internal static ulong? Cookie(SafeHandle socket)
    {
        ulong cookie;
        uint length = sizeof(ulong);
        return Libc.getsockopt(socket, Linux.SOL_SOCKET, Linux.SO_NETNS_COOKIE, &cookie, &length) == 0 ? cookie : null;
    }

    /// <summary>The number of the network namespace of the calling thread; null where the kernel has none.</summary>
    internal static ulong? OwnCookie()
    {
        // One of the runtime's would have it start a thread, which stays here.
        using SafeFileHandle socket = new(Libc.syscall(SystemCall.socket.Number, Linux.AF_UNIX, Linux.SOCK_DGRAM | Linux.SOCK_CLOEXEC, 0, 0, 0), ownsHandle: true);
        return socket.IsInvalid ? null : Cookie(socket);
    }

    /// <summary>
    /// Opens the namespace of a socket or of a TUN device. The handle is invalid if the caller may not (CAP_NET_ADMIN over it), or the descriptor is neither.
    /// </summary>
    internal static SafeFileHandle TryOpen(SafeHandle socket) => new(Libc.ioctl(socket, Linux.SIOCGSKNS, null), ownsHandle: true);
}
