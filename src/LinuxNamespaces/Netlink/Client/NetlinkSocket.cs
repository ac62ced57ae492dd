using System.Diagnostics;
using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Netlink;

/// <summary>A netlink socket of the kernel, which stays in the network namespace it was opened in.</summary>
/// <remarks>
/// The socket is connected to the kernel. From then on the kernel rejects what another process sends to its port (ECONNREFUSED), so the
/// sender of a datagram need not be examined. See netlink(7).
/// </remarks>
internal sealed unsafe class NetlinkSocket : INetlinkTransport
{
    // The receive buffer that the memory of one answer, a link with everything, counts as.
    private const int BufferPerAnswer = 4096;
    private const int MaxRequestsInDatagram = 128;

    private readonly SafeHandle _socket;

    /// <summary>Takes over a fresh AF_NETLINK socket, which is closed with this object or when this fails.</summary>
    internal NetlinkSocket(SafeHandle socket)
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

            // This gives the socket its port too.
            sockaddr_nl address = new() { nl_family = Linux.AF_NETLINK };
            SystemCalls.Check(Libc.connect(_socket, &address, (uint)sizeof(sockaddr_nl)), operation);
            uint length = (uint)sizeof(sockaddr_nl);
            SystemCalls.Check(Libc.getsockname(_socket, &address, &length), operation);
            PortId = address.nl_pid;
            MaxRequests = Math.Clamp(BufferSize(Linux.SO_RCVBUF, operation) / BufferPerAnswer, 1, MaxRequestsInDatagram);
            // Another process may have sent something before the socket was connected.
            byte* ignored = stackalloc byte[1];
            while (Libc.recv(_socket, ignored, 1, Linux.MSG_DONTWAIT) != -1)
            {
            }
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    public uint PortId { get; }

    public int MaxRequests { get; }

    public void Send(ReadOnlySpan<byte> datagram)
    {
        // The address is given again: without it the kernel also requires the rights of the process that opened the socket, which may be a helper
        // process without rights over a second namespace that the request names (netlink_ns_capable).
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

        if (sent != -1)
        {
            return;
        }

        Errno error = SystemCalls.LastError;
        if (error != Errno.EMSGSIZE || !TryGrowSendBuffer(datagram.Length))
        {
            throw SystemCalls.Failure(error, "send a netlink request");
        }

        Send(datagram);
    }

    public bool TryReceive(Span<byte> buffer, TimeSpan timeout, out NetlinkDatagram datagram)
    {
        // The kernel has answered most requests by the time that they are sent, so waiting is the exception.
        if (TryReceive(buffer, out datagram))
        {
            return true;
        }

        long start = Stopwatch.GetTimestamp();
        TimeSpan left = timeout;
        while (left > TimeSpan.Zero)
        {
            Wait(left);
            if (TryReceive(buffer, out datagram))
            {
                return true;
            }

            left = timeout - Stopwatch.GetElapsedTime(start);
        }

        return false;
    }

    public void Dispose() => _socket.Dispose();

    private bool TryReceive(Span<byte> buffer, out NetlinkDatagram datagram)
    {
        nint received;
        fixed (byte* bytes = buffer)
        {
            do
            {
                received = Libc.recv(_socket, bytes, (nuint)buffer.Length, Linux.MSG_DONTWAIT | Linux.MSG_TRUNC);
            }
            while (SystemCalls.Interrupted(received));
        }

        if (received != -1)
        {
            datagram = new NetlinkDatagram((int)Math.Min(received, buffer.Length), (int)received);
            return true;
        }

        Errno error = SystemCalls.LastError;
        datagram = default;
        return error == Errno.EAGAIN ? false : throw SystemCalls.Failure(error, "receive a netlink reply");
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

    /// <summary>Makes room for a datagram. Without CAP_NET_ADMIN in the first user namespace, the sysctl net.core.wmem_max is the limit.</summary>
    /// <returns>False if there is no more room than before.</returns>
    private bool TryGrowSendBuffer(int datagram)
    {
        const string operation = "send a netlink request";
        int before = BufferSize(Linux.SO_SNDBUF, operation);
        // The kernel doubles the number, of which its own records need a part.
        int wanted = (int)Math.Min(datagram + 4096L, int.MaxValue / 2);
        if (before / 2 >= wanted)
        {
            return false;
        }

        if (Libc.setsockopt(_socket, Linux.SOL_SOCKET, Linux.SO_SNDBUFFORCE, &wanted, sizeof(int)) == -1)
        {
            _ = Libc.setsockopt(_socket, Linux.SOL_SOCKET, Linux.SO_SNDBUF, &wanted, sizeof(int));
        }

        return BufferSize(Linux.SO_SNDBUF, operation) > before;
    }

    private int BufferSize(int option, string operation)
    {
        int size;
        uint length = sizeof(int);
        SystemCalls.Check(Libc.getsockopt(_socket, Linux.SOL_SOCKET, option, &size, &length), operation);
        return size;
    }

    private void Prefer(int option)
    {
        int enabled = 1;
        _ = Libc.setsockopt(_socket, Linux.SOL_NETLINK, option, &enabled, sizeof(int));
    }
}
