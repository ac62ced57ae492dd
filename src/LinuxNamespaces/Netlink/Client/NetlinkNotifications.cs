using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Netlink;

/// <summary>Receives the messages of multicast groups.</summary>
internal static unsafe class NetlinkNotifications
{
    private const string Operation = "receive netlink notifications";

    // CMSG_SPACE(sizeof(int)).
    private const int ControlSize = 24;

    /// <summary>Gives a fresh AF_NETLINK socket its port.</summary>
    /// <param name="receiveBuffer">The size to ask for. More than the limit of the system is for CAP_NET_ADMIN in the initial user namespace.</param>
    internal static void Bind(SafeHandle socket, int receiveBuffer)
    {
        sockaddr_nl address = new() { nl_family = Linux.AF_NETLINK };
        SystemCalls.Check(Libc.bind(socket, &address, (uint)sizeof(sockaddr_nl)), Operation);
        if (Libc.setsockopt(socket, Linux.SOL_SOCKET, Linux.SO_RCVBUFFORCE, &receiveBuffer, sizeof(int)) == -1)
        {
            SystemCalls.SetSocketOption(socket, Linux.SOL_SOCKET, Linux.SO_RCVBUF, receiveBuffer, Operation);
        }
    }

    /// <summary>Joins a group by its number, as a mask has room for 32 of them only.</summary>
    internal static void Join(SafeHandle socket, int group) =>
        SystemCalls.SetSocketOption(socket, Linux.SOL_NETLINK, Linux.NETLINK_ADD_MEMBERSHIP, group, "join a netlink multicast group");

    /// <summary>Also receives the notifications of the namespaces that have an ID in the namespace of the socket (kernel 4.2).</summary>
    internal static void ListenToAllNamespaces(SafeHandle socket) =>
        SystemCalls.SetSocketOption(socket, Linux.SOL_NETLINK, Linux.NETLINK_LISTEN_ALL_NSID, 1, "listen to all network namespaces");

    internal static void Leave(SafeHandle socket, int group) =>
        SystemCalls.SetSocketOption(socket, Linux.SOL_NETLINK, Linux.NETLINK_DROP_MEMBERSHIP, group, "leave a netlink multicast group");

    /// <summary>Receives a datagram of the kernel, without waiting. What another process sends to the group is skipped.</summary>
    /// <returns>False when there is none.</returns>
    /// <exception cref="LinuxException">The kernel dropped messages (ENOBUFS).</exception>
    internal static bool TryReceive(SafeHandle socket, Span<byte> buffer, out NetlinkDatagram datagram)
    {
        byte* control = stackalloc byte[ControlSize];
        while (true)
        {
            sockaddr_nl sender = default;
            nint received;
            nuint controlLength;
            fixed (byte* bytes = buffer)
            {
                iovec vector = new() { iov_base = bytes, iov_len = (nuint)buffer.Length };
                msghdr message = new()
                {
                    msg_name = &sender,
                    msg_namelen = (uint)sizeof(sockaddr_nl),
                    msg_iov = &vector,
                    msg_iovlen = 1,
                    msg_control = control,
                    msg_controllen = ControlSize,
                };
                received = Libc.recvmsg(socket, &message, Linux.MSG_DONTWAIT | Linux.MSG_TRUNC);
                controlLength = message.msg_controllen;
            }

            if (received != -1 && sender.nl_pid == 0)
            {
                int? namespaceId = ReadNamespaceId(new ReadOnlySpan<byte>(control, (int)Math.Min(controlLength, ControlSize)));
                datagram = new NetlinkDatagram((int)Math.Min(received, buffer.Length), (int)received, namespaceId);
                return true;
            }

            Errno error = received == -1 ? SystemCalls.LastError : Errno.EINTR;
            if (error != Errno.EINTR)
            {
                datagram = default;
                return error == Errno.EAGAIN ? false
                    : error == Errno.ENOBUFS ? throw Dropped()
                    : throw SystemCalls.Failure(error, Operation);
            }
        }
    }

    /// <summary>Reads the ID of the namespace in a control message; null if there is none. Notifications of the namespace of the socket have none.</summary>
    internal static int? ReadNamespaceId(ReadOnlySpan<byte> control)
    {
        if (control.Length < sizeof(cmsghdr) + sizeof(int))
        {
            return null;
        }

        cmsghdr header = MemoryMarshal.Read<cmsghdr>(control);
        bool isId = header.cmsg_level == Linux.SOL_NETLINK && header.cmsg_type == Linux.NETLINK_LISTEN_ALL_NSID && header.cmsg_len >= (nuint)sizeof(cmsghdr) + sizeof(int);
        // The kernel says -1 for a namespace without an ID.
        return isId && MemoryMarshal.Read<int>(control[sizeof(cmsghdr)..]) is var id and >= 0 ? id : null;
    }

    internal static LinuxException Dropped() => new(
        Errno.ENOBUFS, Operation, remedy: "The kernel dropped messages, because they were not received fast enough. Read the whole table again, then continue.");
}
