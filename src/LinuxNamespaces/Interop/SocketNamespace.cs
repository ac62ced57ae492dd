using System.Runtime.InteropServices;

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

    /// <summary>Opens the namespace of a socket or of a TUN device; null when the caller may not (CAP_NET_ADMIN over it), or it is neither.</summary>
    internal static NamespaceHandle? TryOpen(SafeHandle socket)
    {
        int opened = Libc.ioctl(socket, Linux.SIOCGSKNS, null);
        return opened == -1 ? null : new NamespaceHandle(opened, ownsHandle: true);
    }
}
