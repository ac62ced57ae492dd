using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace LinuxNamespaces.Interop;

/// <summary>Receives packets together with their hop limit, which <see cref="Socket"/> does not tell.</summary>
internal static unsafe class PacketReceiver
{
    private const int ControlSize = 256;
    private const int AddressSize = 28;

    /// <summary>Receives one packet, without waiting.</summary>
    /// <param name="socket">An IPv4 or IPv6 socket; hop limits come with IPV6_RECVHOPLIMIT.</param>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="LinuxException">The kernel reported an error for the socket.</exception>
    internal static ReceivedPacket? TryReceive(Socket socket, Span<byte> buffer)
    {
        byte* address = stackalloc byte[AddressSize];
        byte* control = stackalloc byte[ControlSize];
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
                received = Libc.recvmsg(socket.SafeHandle, &message, Linux.MSG_DONTWAIT);
            }
            while (SystemCalls.Interrupted(received));
        }

        if (received == -1)
        {
            Errno error = SystemCalls.LastError;
            return error == Errno.EAGAIN ? null : throw SystemCalls.Failure(error, "receive a packet");
        }

        ReadOnlySpan<byte> controls = new(control, (int)Math.Min(message.msg_controllen, ControlSize));
        return new ReceivedPacket((int)received, ReadAddress(new ReadOnlySpan<byte>(address, AddressSize)), ReadHopLimit(controls));
    }

    /// <summary>struct sockaddr_in has the address at 4, struct sockaddr_in6 at 8.</summary>
    internal static IPAddress ReadAddress(ReadOnlySpan<byte> address) => MemoryMarshal.Read<ushort>(address) == Linux.AF_INET
        ? new IPAddress(address.Slice(4, 4))
        : new IPAddress(address.Slice(8, 16), MemoryMarshal.Read<uint>(address[24..]));

    internal static int? ReadHopLimit(ReadOnlySpan<byte> controls)
    {
        while (controls.Length >= sizeof(cmsghdr))
        {
            cmsghdr header = MemoryMarshal.Read<cmsghdr>(controls);
            if (header.cmsg_len < (nuint)sizeof(cmsghdr) || header.cmsg_len > (nuint)controls.Length)
            {
                return null;
            }

            int length = (int)header.cmsg_len;
            if (header.cmsg_level == Linux.IPPROTO_IPV6 && header.cmsg_type == Linux.IPV6_HOPLIMIT && length >= sizeof(cmsghdr) + sizeof(int))
            {
                return MemoryMarshal.Read<int>(controls[sizeof(cmsghdr)..]);
            }

            controls = controls[Math.Min((length + sizeof(nint) - 1) & -sizeof(nint), controls.Length)..];
        }

        return null;
    }
}
