using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace LinuxNamespaces.Interop;

/// <summary>Receives packets together with their hop limit, which <see cref="Socket"/> does not return.</summary>
internal static unsafe class PacketReceiver
{
    private const int ControlSize = 256;
    private const int AddressSize = 28;

    /// <summary>Receives one packet without blocking.</summary>
    /// <param name="socket">An IPv4 or IPv6 socket; hop limits come with IP_RECVTTL and IPV6_RECVHOPLIMIT.</param>
    /// <returns>Null if there is none.</returns>
    /// <exception cref="LinuxException">The kernel reported an error for the socket.</exception>
    internal static ReceivedPacket? TryReceive(Socket socket, Span<byte> buffer)
    {
        byte* address = stackalloc byte[AddressSize];
        byte* control = stackalloc byte[ControlSize];
        int length = Receive(socket, buffer, address, control, 0, out int controlLength);
        return length >= 0
            ? new ReceivedPacket(length, ReadAddress(new ReadOnlySpan<byte>(address, AddressSize)), ReadHopLimit(new ReadOnlySpan<byte>(control, controlLength)))
            : null;
    }

    /// <summary>Receives one error that an ICMP message reported without blocking; see ip(7), IP_RECVERR.</summary>
    /// <param name="buffer">The buffer for the start of the packet that caused the error.</param>
    /// <returns>Null if there is none or this host reported it.</returns>
    internal static ReceivedError? TryReceiveError(Socket socket, Span<byte> buffer)
    {
        byte* address = stackalloc byte[AddressSize];
        byte* control = stackalloc byte[ControlSize];
        int length = Receive(socket, buffer, address, control, Linux.MSG_ERRQUEUE, out int controlLength);
        if (length < 0)
        {
            return null;
        }

        ReadOnlySpan<byte> controls = new(control, controlLength);
        ReadOnlySpan<byte> error = Find(controls, Linux.IPPROTO_IP, Linux.IP_RECVERR);
        error = error.IsEmpty ? Find(controls, Linux.IPPROTO_IPV6, Linux.IPV6_RECVERR) : error;
        if (error.Length < sizeof(sock_extended_err) + AddressSize - 12)
        {
            return new ReceivedError(length, null, 0, 0, null);
        }

        sock_extended_err report = MemoryMarshal.Read<sock_extended_err>(error);
        bool told = report.ee_origin is Linux.SO_EE_ORIGIN_ICMP or Linux.SO_EE_ORIGIN_ICMP6;
        // The address of the sender follows, with zeros where it is short.
        Span<byte> sender = stackalloc byte[AddressSize];
        sender.Clear();
        error = error[sizeof(sock_extended_err)..];
        error[..Math.Min(error.Length, AddressSize)].CopyTo(sender);
        return new ReceivedError(length, told ? ReadAddress(sender) : null, report.ee_type, report.ee_code, ReadHopLimit(controls));
    }

    /// <summary>struct sockaddr_in has the address at 4, struct sockaddr_in6 at 8.</summary>
    internal static IPAddress ReadAddress(ReadOnlySpan<byte> address) => MemoryMarshal.Read<ushort>(address) == Linux.AF_INET
        ? new IPAddress(address.Slice(4, 4))
        : new IPAddress(address.Slice(8, 16), MemoryMarshal.Read<uint>(address[24..]));

    internal static int? ReadHopLimit(ReadOnlySpan<byte> controls)
    {
        ReadOnlySpan<byte> value = Find(controls, Linux.IPPROTO_IPV6, Linux.IPV6_HOPLIMIT);
        value = value.IsEmpty ? Find(controls, Linux.IPPROTO_IP, Linux.IP_TTL) : value;
        return value.Length >= sizeof(int) ? MemoryMarshal.Read<int>(value) : null;
    }

    /// <returns>The length of the packet; -1 if there is none.</returns>
    private static int Receive(Socket socket, Span<byte> buffer, byte* address, byte* control, int flags, out int controlLength)
    {
        nint received;
        msghdr message;
        fixed (byte* bytes = buffer)
        {
            iovec vector = new() { iov_base = bytes, iov_len = (nuint)buffer.Length };
            do
            {
                message = new()
                {
                    msg_name = address,
                    msg_namelen = AddressSize,
                    msg_iov = &vector,
                    msg_iovlen = 1,
                    msg_control = control,
                    msg_controllen = ControlSize,
                };
                received = Libc.recvmsg(socket.SafeHandle, &message, Linux.MSG_DONTWAIT | flags);
            }
            while (SystemCalls.Interrupted(received));
        }

        controlLength = (int)Math.Min(message.msg_controllen, ControlSize);
        if (received != -1)
        {
            return (int)received;
        }

        Errno error = SystemCalls.LastError;
        return error == Errno.EAGAIN ? -1 : throw SystemCalls.Failure(error, "receive a packet");
    }

    /// <summary>Gets the data of a control message; empty if there is none.</summary>
    private static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> controls, int level, int type)
    {
        while (controls.Length >= sizeof(cmsghdr))
        {
            cmsghdr header = MemoryMarshal.Read<cmsghdr>(controls);
            if (header.cmsg_len < (nuint)sizeof(cmsghdr) || header.cmsg_len > (nuint)controls.Length)
            {
                return [];
            }

            int length = (int)header.cmsg_len;
            if (header.cmsg_level == level && header.cmsg_type == type)
            {
                return controls[sizeof(cmsghdr)..length];
            }

            controls = controls[Math.Min((length + sizeof(nint) - 1) & -sizeof(nint), controls.Length)..];
        }

        return [];
    }
}
