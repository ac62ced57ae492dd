using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Interop;

/// <summary>Our end of a socket pair by which messages and descriptors go to a process and come back; unix(7).</summary>
internal sealed unsafe class PacketChannel : IDisposable
{
    // SCM_MAX_FD of the kernel is 253.
    private const int MaxDescriptors = 64;

    private readonly SafeFileHandle _socket;

    private PacketChannel(SafeFileHandle socket) => _socket = socket;

    /// <summary>Creates a pair.</summary>
    /// <param name="other">The other end, for a process that is started.</param>
    internal static PacketChannel Create(out SafeFileHandle other)
    {
        int* ends = stackalloc int[2];
        SystemCalls.Check(Libc.socketpair(Linux.AF_UNIX, Linux.SOCK_SEQPACKET | Linux.SOCK_CLOEXEC, 0, ends), "create a socket pair");
        other = new SafeFileHandle(ends[1], ownsHandle: true);
        return new PacketChannel(new SafeFileHandle(ends[0], ownsHandle: true));
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>Sends a message with a descriptor, without waiting.</summary>
    /// <returns>False when nobody receives any more, or does not keep up.</returns>
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

    /// <summary>Receives a message.</summary>
    /// <param name="buffer">Where it goes; what does not fit is lost.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="descriptors">The descriptors that came with it; the caller's.</param>
    /// <returns>The length of the message; null when there will be none any more, or none has come in time.</returns>
    internal int? TryReceive(Span<byte> buffer, TimeSpan timeout, out SafeFileHandle[] descriptors)
    {
        descriptors = [];
        long start = Stopwatch.GetTimestamp();
        byte* control = stackalloc byte[sizeof(cmsghdr) + (MaxDescriptors * sizeof(int))];
        while (true)
        {
            nint received;
            msghdr header;
            fixed (byte* bytes = buffer)
            {
                iovec vector = new() { iov_base = bytes, iov_len = (nuint)buffer.Length };
                header = new() { msg_iov = &vector, msg_iovlen = 1, msg_control = control, msg_controllen = (nuint)(sizeof(cmsghdr) + (MaxDescriptors * sizeof(int))) };
                received = Libc.recvmsg(_socket, &header, Linux.MSG_DONTWAIT | Linux.MSG_CMSG_CLOEXEC);
            }

            if (received > 0)
            {
                descriptors = ReadDescriptors(new ReadOnlySpan<byte>(control, (int)header.msg_controllen));
                return (int)received;
            }

            TimeSpan left = timeout - Stopwatch.GetElapsedTime(start);
            if (received == 0 || (SystemCalls.LastError != Errno.EAGAIN && SystemCalls.LastError != Errno.EINTR) || !Wait(left))
            {
                return null;
            }
        }
    }

    private static SafeFileHandle[] ReadDescriptors(ReadOnlySpan<byte> control)
    {
        if (control.Length < sizeof(cmsghdr))
        {
            return [];
        }

        cmsghdr header = MemoryMarshal.Read<cmsghdr>(control);
        if (header.cmsg_level != Linux.SOL_SOCKET || header.cmsg_type != Linux.SCM_RIGHTS)
        {
            return [];
        }

        ReadOnlySpan<int> numbers = MemoryMarshal.Cast<byte, int>(control[sizeof(cmsghdr)..(int)header.cmsg_len]);
        SafeFileHandle[] descriptors = new SafeFileHandle[numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            descriptors[i] = new SafeFileHandle(numbers[i], ownsHandle: true);
        }

        return descriptors;
    }

    private bool Wait(TimeSpan timeout)
    {
        using DescriptorLease lease = new(_socket);
        pollfd ready = new() { fd = lease.Descriptor, events = Linux.POLLIN };
        int result = Libc.poll(&ready, 1, (int)Math.Clamp(Math.Ceiling(timeout.TotalMilliseconds), 0, int.MaxValue));
        return result > 0 || SystemCalls.Interrupted(result);
    }
}
