using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Interop;

/// <summary>The network namespace of a socket.</summary>
internal static unsafe class SocketNamespace
{
    /// <summary>Gets the cookie of the namespace, which is never reused; kernel 5.14. Since kernel 6.18 it is the number of <see cref="Linux.NS_GET_ID"/>.</summary>
    internal static ulong? Cookie(SafeHandle socket)
    {
        ulong cookie;
        uint length = sizeof(ulong);
        return Libc.getsockopt(socket, Linux.SOL_SOCKET, Linux.SO_NETNS_COOKIE, &cookie, &length) == 0 ? cookie : null;
    }

    /// <summary>Gets the cookie of the calling thread's network namespace; null if the kernel does not support it.</summary>
    internal static ulong? OwnCookie()
    {
        // A socket of the runtime would start a thread, which would stay in the namespace.
        using SafeFileHandle socket = new(Libc.syscall(SystemCall.socket.Number, Linux.AF_UNIX, Linux.SOCK_DGRAM | Linux.SOCK_CLOEXEC, 0, 0, 0), ownsHandle: true);
        return socket.IsInvalid ? null : Cookie(socket);
    }

    /// <summary>
    /// Opens the namespace of a socket or of a TUN device. The handle is invalid if the caller may not (CAP_NET_ADMIN over it), or the descriptor is neither.
    /// </summary>
    internal static SafeFileHandle TryOpen(SafeHandle socket) => new(Libc.ioctl(socket, Linux.SIOCGSKNS, null), ownsHandle: true);
}
