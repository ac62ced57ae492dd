using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Interop;

/// <summary>Our end of a socket pair by which messages and descriptors go to a process and come back; unix(7).</summary>
/// <remarks>
/// The kernel adds the sender to each message. A hostile process may have got a copy of the other end, as root inside of a user
/// namespace can of a process in it that is ending, on kernels that ask an ending process less than a living one.
/// </remarks>
internal sealed unsafe class PacketChannel : IDisposable
{
    // SCM_MAX_FD of the kernel is 253.
    private const int MaxDescriptors = 64;

    // struct ucred, and what it and the descriptors begin with.
    private const int ControlSize = 16 + 16 + 16 + (MaxDescriptors * sizeof(int));

    private readonly SafeFileHandle _socket;

    internal PacketChannel(SafeFileHandle socket) => _socket = socket;

    /// <summary>Creates a pair.</summary>
    /// <param name="other">The other end, for a process that is started.</param>
    internal static PacketChannel Create(out SafeFileHandle other)
    {
        int* ends = stackalloc int[2];
        SystemCalls.Check(Libc.socketpair(Linux.AF_UNIX, Linux.SOCK_SEQPACKET | Linux.SOCK_CLOEXEC, 0, ends), "create a socket pair");
        other = new SafeFileHandle(ends[1], ownsHandle: true);
        PacketChannel channel = new(new SafeFileHandle(ends[0], ownsHandle: true));
        SystemCalls.SetSocketOption(channel._socket, Linux.SOL_SOCKET, Linux.SO_PASSCRED, 1, "enable the credentials of senders on a socket");
        return channel;
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>Sends a message with a descriptor without blocking.</summary>
    /// <returns>False if the other end is closed or its buffer is full.</returns>
    internal bool TrySend(ReadOnlySpan<byte> message, SafeHandle descriptor)
    {
        using DescriptorLease lease = new(descriptor);
        byte* control = stackalloc byte[24];
        *(cmsghdr*)control = new cmsghdr { cmsg_len = (nuint)sizeof(cmsghdr) + sizeof(int), cmsg_level = Linux.SOL_SOCKET, cmsg_type = Linux.SCM_RIGHTS };
        *(long*)(control + sizeof(cmsghdr)) = lease.Descriptor;
        nint sent;
        fixed (byte* bytes = message)
        {
            iovec vector = new() { iov_base = bytes, iov_len = (nuint)message.Length };
            msghdr header = new() { msg_iov = &vector, msg_iovlen = 1, msg_control = control, msg_controllen = 24 };
            do
            {
                sent = Libc.sendmsg(_socket, &header, Linux.MSG_DONTWAIT | Linux.MSG_NOSIGNAL);
            }
            while (SystemCalls.Interrupted(sent));
        }

        return sent == message.Length;
    }

    /// <summary>Receives a message of a process.</summary>
    /// <param name="sender">The process.</param>
    /// <param name="buffer">The buffer for the message, which is truncated if it does not fit.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="descriptors">The descriptors of the message, which the caller owns.</param>
    /// <returns>The length of the message; null if the other end is closed, no message has arrived in time, or a message of another process has.</returns>
    internal int? TryReceive(int sender, Span<byte> buffer, TimeSpan timeout, out SafeFileHandle[] descriptors)
    {
        descriptors = [];
        long start = Stopwatch.GetTimestamp();
        byte* control = stackalloc byte[ControlSize];
        while (true)
        {
            nint received;
            msghdr header;
            fixed (byte* bytes = buffer)
            {
                iovec vector = new() { iov_base = bytes, iov_len = (nuint)buffer.Length };
                header = new() { msg_iov = &vector, msg_iovlen = 1, msg_control = control, msg_controllen = ControlSize };
                received = Libc.recvmsg(_socket, &header, Linux.MSG_DONTWAIT | Linux.MSG_CMSG_CLOEXEC);
            }

            if (received > 0)
            {
                if (ReadControl(new ReadOnlySpan<byte>(control, (int)header.msg_controllen), out descriptors) == sender)
                {
                    return (int)received;
                }

                foreach (SafeFileHandle descriptor in descriptors)
                {
                    descriptor.Dispose();
                }

                descriptors = [];
                return null;
            }

            TimeSpan left = timeout - Stopwatch.GetElapsedTime(start);
            if (received == 0 || (SystemCalls.LastError != Errno.EAGAIN && SystemCalls.LastError != Errno.EINTR) || !Wait(left))
            {
                return null;
            }
        }
    }

    // The sender, and the descriptors.
    private static int? ReadControl(ReadOnlySpan<byte> control, out SafeFileHandle[] descriptors)
    {
        int? sender = null;
        descriptors = [];
        while (control.Length >= sizeof(cmsghdr))
        {
            cmsghdr header = MemoryMarshal.Read<cmsghdr>(control);
            ReadOnlySpan<int> numbers = MemoryMarshal.Cast<byte, int>(control[sizeof(cmsghdr)..(int)header.cmsg_len]);
            if (header.cmsg_level == Linux.SOL_SOCKET && header.cmsg_type == Linux.SCM_CREDENTIALS)
            {
                // pid, uid, gid.
                sender = numbers[0];
            }
            else if (header.cmsg_level == Linux.SOL_SOCKET && header.cmsg_type == Linux.SCM_RIGHTS)
            {
                descriptors = Array.ConvertAll(numbers.ToArray(), static number => new SafeFileHandle(number, ownsHandle: true));
            }

            int aligned = ((int)header.cmsg_len + sizeof(nint) - 1) & -sizeof(nint);
            control = control[Math.Min(aligned, control.Length)..];
        }

        return sender;
    }

    private bool Wait(TimeSpan timeout)
    {
        using DescriptorLease lease = new(_socket);
        pollfd ready = new() { fd = lease.Descriptor, events = Linux.POLLIN };
        int result = Libc.poll(&ready, 1, (int)Math.Clamp(Math.Ceiling(timeout.TotalMilliseconds), 0, int.MaxValue));
        return result > 0 || SystemCalls.Interrupted(result);
    }
}
