using System.Buffers.Binary;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The messages of the netfilter subsystems, as in linux/netfilter/nfnetlink.h.</summary>
internal static class Nfnetlink
{
    internal const int NETLINK_NETFILTER = 12;

    internal const byte NFNL_SUBSYS_CTNETLINK = 1;
    internal const byte NFNL_SUBSYS_NFTABLES = 10;

    internal const ushort NFNL_MSG_BATCH_BEGIN = 16;
    internal const ushort NFNL_MSG_BATCH_END = 17;
    internal const ushort NFNL_BATCH_GENID = 1;

    /// <summary>The length of <see cref="nfgenmsg"/>.</summary>
    internal const int HeaderLength = 4;

    internal static ushort TypeOf(byte subsystem, ushort message) => (ushort)((subsystem << 8) | message);

    internal static NetlinkMessageWriter Start(Span<byte> buffer, byte subsystem, ushort message, byte family, int flags = 0)
    {
        NetlinkMessageWriter writer = new(buffer, TypeOf(subsystem, message), flags);
        writer.WriteStruct<nfgenmsg>().nfgen_family = family;
        return writer;
    }

    /// <summary>Writes the message that a transaction starts with.</summary>
    /// <param name="generation">The generation that the subsystem must have; null for any.</param>
    internal static NetlinkMessageWriter WriteBegin(Span<byte> buffer, byte subsystem, uint? generation)
    {
        NetlinkMessageWriter writer = WriteBoundary(buffer, NFNL_MSG_BATCH_BEGIN, subsystem);
        if (generation is { } number)
        {
            writer.WriteUInt32BigEndian(NFNL_BATCH_GENID, number);
        }

        return writer;
    }

    /// <summary>Writes the message that a transaction ends with. Without it the kernel changes nothing.</summary>
    internal static NetlinkMessageWriter WriteEnd(Span<byte> buffer, byte subsystem) => WriteBoundary(buffer, NFNL_MSG_BATCH_END, subsystem);

    private static NetlinkMessageWriter WriteBoundary(Span<byte> buffer, ushort type, byte subsystem)
    {
        NetlinkMessageWriter writer = new(buffer, type, 0);
        // The number of the subsystem is in network byte order.
        writer.WriteStruct<nfgenmsg>().res_id = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness((ushort)subsystem) : subsystem;
        return writer;
    }
}
