using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Limits an amount of bytes. The rule continues up to the amount, or over it if the expression is inverted.</summary>
/// <remarks>See linux/netfilter/nf_tables.h, <c>enum nft_quota_attributes</c>.</remarks>
public sealed record NftQuotaExpression : NftExpression
{
    internal const ushort NFTA_QUOTA_BYTES = 1;
    internal const ushort NFTA_QUOTA_FLAGS = 2;
    internal const ushort NFTA_QUOTA_PAD = 3;
    internal const ushort NFTA_QUOTA_CONSUMED = 4;

    internal static NftExpressionKind Kind { get; } = new(
        "quota",
        "CONFIG_NFT_QUOTA",
        Parse,
        new(NFTA_QUOTA_BYTES, nameof(NFTA_QUOTA_BYTES)),
        new(NFTA_QUOTA_FLAGS, nameof(NFTA_QUOTA_FLAGS)),
        new(NFTA_QUOTA_PAD, nameof(NFTA_QUOTA_PAD)),
        new(NFTA_QUOTA_CONSUMED, nameof(NFTA_QUOTA_CONSUMED)));

    /// <inheritdoc/>
    public override string Name => Kind.Name;

    /// <summary>Gets the number of bytes.</summary>
    public required ulong Bytes { get; init; }

    /// <summary>Gets the flags; 1 if the rule continues over the quota (NFT_QUOTA_F_INV).</summary>
    public uint Flags { get; init; }

    /// <summary>Gets the number of bytes that were used.</summary>
    public ulong Consumed { get; init; }

    internal override void Write(ref NetlinkMessageWriter writer)
    {
        writer.WriteUInt64BigEndian(NFTA_QUOTA_BYTES, Bytes);
        writer.WriteUInt64BigEndian(NFTA_QUOTA_CONSUMED, Consumed);
        writer.WriteUInt32BigEndian(NFTA_QUOTA_FLAGS, Flags);
    }

    private static NftQuotaExpression? Parse(NetlinkAttributeReader attributes)
    {
        ulong? bytes = null;
        uint flags = 0;
        ulong consumed = 0;
        foreach (NetlinkAttribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case NFTA_QUOTA_BYTES:
                    bytes = attribute.ReadUInt64BigEndian();
                    break;
                case NFTA_QUOTA_FLAGS:
                    flags = attribute.ReadUInt32BigEndian();
                    break;
                case NFTA_QUOTA_PAD:
                    break;
                case NFTA_QUOTA_CONSUMED:
                    consumed = attribute.ReadUInt64BigEndian();
                    break;
                default:
                    return null;
            }
        }

        return bytes is null ? null : new NftQuotaExpression
        {
            Bytes = bytes.Value,
            Flags = flags,
            Consumed = consumed,
        };
    }
}
