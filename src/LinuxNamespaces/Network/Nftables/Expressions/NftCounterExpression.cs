using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Counts packets and bytes.</summary>
/// <remarks>See linux/netfilter/nf_tables.h, <c>enum nft_counter_attributes</c>.</remarks>
public sealed record NftCounterExpression : NftExpression
{
    internal const ushort NFTA_COUNTER_BYTES = 1;
    internal const ushort NFTA_COUNTER_PACKETS = 2;
    internal const ushort NFTA_COUNTER_PAD = 3;

    internal static NftExpressionKind Kind { get; } = new(
        "counter",
        "CONFIG_NF_TABLES",
        Parse,
        new(NFTA_COUNTER_BYTES, nameof(NFTA_COUNTER_BYTES)),
        new(NFTA_COUNTER_PACKETS, nameof(NFTA_COUNTER_PACKETS)),
        new(NFTA_COUNTER_PAD, nameof(NFTA_COUNTER_PAD)));

    /// <inheritdoc/>
    public override string Name => Kind.Name;

    /// <summary>Gets the number of bytes.</summary>
    public ulong Bytes { get; init; }

    /// <summary>Gets the number of packets.</summary>
    public ulong Packets { get; init; }

    internal override void Write(ref NetlinkMessageWriter writer)
    {
        if (Bytes != 0 || Packets != 0)
        {
            writer.WriteUInt64BigEndian(NFTA_COUNTER_BYTES, Bytes);
            writer.WriteUInt64BigEndian(NFTA_COUNTER_PACKETS, Packets);
        }
    }

    private static NftCounterExpression? Parse(NetlinkAttributeReader attributes)
    {
        ulong bytes = 0;
        ulong packets = 0;
        foreach (NetlinkAttribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case NFTA_COUNTER_BYTES:
                    bytes = attribute.ReadUInt64BigEndian();
                    break;
                case NFTA_COUNTER_PACKETS:
                    packets = attribute.ReadUInt64BigEndian();
                    break;
                case NFTA_COUNTER_PAD:
                    break;
                default:
                    return null;
            }
        }

        return new NftCounterExpression
        {
            Bytes = bytes,
            Packets = packets,
        };
    }
}
