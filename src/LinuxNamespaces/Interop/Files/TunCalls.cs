using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Interop;

/// <summary>The control and the packets of a TUN or TAP device; see the kernel's networking/tuntap.rst.</summary>
internal static unsafe class TunCalls
{
    // struct ifreq: 16 bytes of name, then a union that starts with the flags.
    private const int RequestSize = 40;

    private const uint TUNSETIFF = 0x400454ca;
    private const uint TUNSETPERSIST = 0x400454cb;
    private const uint TUNSETOWNER = 0x400454cc;
    private const uint TUNSETGROUP = 0x400454ce;

    /// <summary>Creates the device, or attaches to the one of the name.</summary>
    /// <param name="flags">IFF_TUN or IFF_TAP, and others.</param>
    /// <returns>The error; null for success.</returns>
    internal static Errno? Attach(SafeFileHandle file, string name, int flags)
    {
        Span<byte> request = stackalloc byte[RequestSize];
        request.Clear();
        LinuxText.Encode(name, request[..(Linux.IFNAMSIZ - 1)]);
        MemoryMarshal.Write(request[Linux.IFNAMSIZ..], unchecked((ushort)flags));
        fixed (byte* bytes = request)
        {
            return Libc.ioctl(file, TUNSETIFF, bytes) == 0 ? null : SystemCalls.LastError;
        }
    }

    internal static void SetPersistent(SafeFileHandle file, bool persistent, string name) =>
        Set(file, TUNSETPERSIST, persistent ? 1u : 0, persistent ? "make persistent the link" : "make the link end with its descriptors", name);

    internal static void SetOwner(SafeFileHandle file, uint user, string name) => Set(file, TUNSETOWNER, user, "set the owner of link", name);

    internal static void SetGroup(SafeFileHandle file, uint group, string name) => Set(file, TUNSETGROUP, group, "set the group of link", name);

    /// <summary>Reads one packet without blocking.</summary>
    /// <param name="length">The length of the packet; one more than that of the buffer if the packet is longer.</param>
    /// <returns>The error, EAGAIN if there is no packet; null for success.</returns>
    internal static Errno? TryRead(SafeFileHandle file, Span<byte> buffer, out int length)
    {
        // The kernel cuts off what does not fit and does not tell. A further byte shows it.
        byte spill;
        nint read;
        fixed (byte* bytes = buffer)
        {
            iovec* parts = stackalloc iovec[2]
            {
                new() { iov_base = bytes, iov_len = (nuint)buffer.Length },
                new() { iov_base = &spill, iov_len = 1 },
            };
            do
            {
                read = Libc.readv(file, parts, 2);
            }
            while (SystemCalls.Interrupted(read));
        }

        Errno? error = read == -1 ? SystemCalls.LastError : null;
        length = (int)Math.Max(read, 0);
        return error;
    }

    /// <summary>Writes one packet without blocking.</summary>
    /// <returns>The error, EAGAIN if there is no room; null for success.</returns>
    internal static Errno? TryWrite(SafeFileHandle file, ReadOnlySpan<byte> packet)
    {
        nint written;
        fixed (byte* bytes = packet)
        {
            do
            {
                written = Libc.write(file, bytes, (nuint)packet.Length);
            }
            while (SystemCalls.Interrupted(written));
        }

        return written == -1 ? SystemCalls.LastError : null;
    }

    // The argument is the number itself.
    private static void Set(SafeFileHandle file, uint request, uint value, string operation, string name) =>
        SystemCalls.Check(Libc.ioctl(file, request, (void*)value), operation, name);
}
