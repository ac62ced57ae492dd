using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Netlink;

/// <summary>A received message: its header and what follows, in the buffer it was received in.</summary>
internal readonly ref struct NetlinkMessage(nlmsghdr header, ReadOnlySpan<byte> payload)
{
    internal nlmsghdr Header { get; } = header;

    internal ReadOnlySpan<byte> Payload { get; } = payload;

    internal ushort Type => Header.nlmsg_type;

    /// <summary>Reads the structure that the payload starts with. One that is shorter than known, as an older kernel sends, is filled up with zeros.</summary>
    internal T ReadStruct<T>()
        where T : unmanaged => NetlinkAttribute.ReadPrefix<T>(Payload);

    /// <summary>The attributes that follow a structure of the given type.</summary>
    internal NetlinkAttributeReader AttributesAfter<T>()
        where T : unmanaged
    {
        int offset = NetlinkAlignment.Align(Unsafe.SizeOf<T>());
        return new NetlinkAttributeReader(offset < Payload.Length ? Payload[offset..] : []);
    }

    /// <summary>Reads the error number that NLMSG_ERROR and NLMSG_DONE start with; positive, 0 for success.</summary>
    internal Errno ReadErrno()
    {
        // NLMSG_DONE lacks it on some paths of the kernel; that is success.
        int value = Payload.Length >= sizeof(int) ? MemoryMarshal.Read<int>(Payload) : 0;
        return new Errno(value == int.MinValue ? int.MaxValue : Math.Abs(value));
    }
}
