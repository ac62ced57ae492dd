using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Limits the number of connections. The rule continues up to the limit, or over it if the expression is inverted.</summary>
/// <remarks>See linux/netfilter/nf_tables.h, <c>enum nft_connlimit_attributes</c>.</remarks>
public sealed record NftConnectionLimitExpression : NftExpression
{
    internal const ushort NFTA_CONNLIMIT_COUNT = 1;
    internal const ushort NFTA_CONNLIMIT_FLAGS = 2;

    internal static NftExpressionKind Kind { get; } = new(
        "connlimit",
        "CONFIG_NFT_CONNLIMIT",
        Parse,
        new(NFTA_CONNLIMIT_COUNT, nameof(NFTA_CONNLIMIT_COUNT)),
        new(NFTA_CONNLIMIT_FLAGS, nameof(NFTA_CONNLIMIT_FLAGS)));

    /// <inheritdoc/>
    public override string Name => Kind.Name;

    /// <summary>Gets the number of connections.</summary>
    public required uint Count { get; init; }

    /// <summary>Gets whether the rule continues over the limit (NFT_CONNLIMIT_F_INV).</summary>
    public bool Inverted { get; init; }

    internal override void Write(ref NetlinkMessageWriter writer)
    {
        writer.WriteUInt32BigEndian(NFTA_CONNLIMIT_COUNT, Count);
        writer.WriteUInt32BigEndian(NFTA_CONNLIMIT_FLAGS, Inverted ? 1u : 0u);
    }

    private static NftConnectionLimitExpression? Parse(NetlinkAttributeReader attributes)
    {
        uint? count = null;
        bool inverted = false;
        foreach (NetlinkAttribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case NFTA_CONNLIMIT_COUNT:
                    count = attribute.ReadUInt32BigEndian();
                    break;
                case NFTA_CONNLIMIT_FLAGS:
                    inverted = attribute.ReadUInt32BigEndian() != 0;
                    break;
                default:
                    return null;
            }
        }

        return count is null ? null : new NftConnectionLimitExpression
        {
            Count = count.Value,
            Inverted = inverted,
        };
    }
}
