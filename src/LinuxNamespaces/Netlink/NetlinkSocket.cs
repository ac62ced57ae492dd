using System.Diagnostics;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Netlink;

/// <summary>A netlink socket of the kernel, which stays in the network namespace it was opened in.</summary>
/// <remarks>See netlink(7).</remarks>
internal sealed unsafe class NetlinkSocket : INetlinkTransport
{
    private readonly SafeFileHandle _socket;

    /// <summary>Takes over a fresh AF_NETLINK socket, which is closed with this object or when this fails.</summary>
    internal NetlinkSocket(SafeFileHandle socket)
    {
        _socket = socket;
        try
        {
            const string operation = "set up a netlink socket";
            // Error details and short errors are a matter of course; on a kernel before 4.12 they are just missing.
            Prefer(Linux.NETLINK_EXT_ACK);
            Prefer(Linux.NETLINK_CAP_ACK);
            // Without strict checking (4.20) the kernel ignores filters and headers that it does not understand.
            Prefer(Linux.NETLINK_GET_STRICT_CHK);
            SystemCalls.SetSocketOption(_socket, Linux.SOL_SOCKET, Linux.SO_RCVBUF, 1 << 20, operation);

            sockaddr_nl address = new() { nl_family = Linux.AF_NETLINK };
            SystemCalls.Check(Libc.bind(_socket, &address, (uint)sizeof(sockaddr_nl)), operation);
            uint length = (uint)sizeof(sockaddr_nl);
            SystemCalls.Check(Libc.getsockname(_socket, &address, &length), operation);
            PortId = address.nl_pid;
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    public uint PortId { get; }

    public void Send(ReadOnlySpan<byte> datagram)
    {
        sockaddr_nl kernel = new() { nl_family = Linux.AF_NETLINK };
        nint sent;
        fixed (byte* buffer = datagram)
        {
            do
            {
                sent = Libc.sendto(_socket, buffer, (nuint)datagram.Length, 0, &kernel, (uint)sizeof(sockaddr_nl));
            }
            while (SystemCalls.Interrupted(sent));
        }

        SystemCalls.Check(sent, "send a netlink request");
    }

    public bool TryReceive(Span<byte> buffer, TimeSpan timeout, out NetlinkDatagram datagram)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            // The kernel has answered most requests by the time that they are sent, so waiting is the exception.
            nint received = Receive(buffer, out datagram);
            if (received != -1)
            {
                return true;
            }

            Errno error = SystemCalls.LastError;
            if (error != Errno.EAGAIN)
            {
                throw SystemCalls.Failure(error, "receive a netlink reply");
            }

            TimeSpan left = timeout - Stopwatch.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
            {
                return false;
            }

            Wait(left);
        }
    }

    public void Dispose() => _socket.Dispose();

    private nint Receive(Span<byte> buffer, out NetlinkDatagram datagram)
    {
        sockaddr_nl sender = default;
        nint received;
        int flags;
        fixed (byte* bytes = buffer)
        {
            iovec vector = new() { iov_base = bytes, iov_len = (nuint)buffer.Length };
            msghdr message = new()
            {
                msg_name = &sender,
                msg_namelen = (uint)sizeof(sockaddr_nl),
                msg_iov = &vector,
                msg_iovlen = 1,
            };
            do
            {
                received = Libc.recvmsg(_socket, &message, Linux.MSG_DONTWAIT | Linux.MSG_TRUNC);
            }
            while (SystemCalls.Interrupted(received));
            flags = message.msg_flags;
        }

        int length = received == -1 ? 0 : (int)received;
        datagram = new NetlinkDatagram(Math.Min(length, buffer.Length), length, sender.nl_pid);
        Debug.Assert(length <= buffer.Length || (flags & Linux.MSG_TRUNC) != 0, "A cut datagram says so.");
        return received;
    }

    private void Wait(TimeSpan timeout)
    {
        using DescriptorLease socket = new(_socket);
        pollfd ready = new() { fd = socket.Descriptor, events = Linux.POLLIN };
        int milliseconds = (int)Math.Min(Math.Ceiling(timeout.TotalMilliseconds), int.MaxValue);
        int result = Libc.poll(&ready, 1, milliseconds);
        // After an interruption the caller looks at its clock and comes back.
        if (!SystemCalls.Interrupted(result))
        {
            SystemCalls.Check(result, "wait for a netlink reply");
        }
    }

    private void Prefer(int option)
    {
        int enabled = 1;
        _ = Libc.setsockopt(_socket, Linux.SOL_NETLINK, option, &enabled, sizeof(int));
    }
}
