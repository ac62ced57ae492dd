using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Limits a rate. The rule continues for packets within the limit, or for those over it if the expression is inverted.</summary>
/// <remarks>See linux/netfilter/nf_tables.h, <c>enum nft_limit_attributes</c>.</remarks>
public sealed record NftLimitExpression : NftExpression
{
    internal const ushort NFTA_LIMIT_RATE = 1;
    internal const ushort NFTA_LIMIT_UNIT = 2;
    internal const ushort NFTA_LIMIT_BURST = 3;
    internal const ushort NFTA_LIMIT_TYPE = 4;
    internal const ushort NFTA_LIMIT_FLAGS = 5;
    internal const ushort NFTA_LIMIT_PAD = 6;

    internal static NftExpressionKind Kind { get; } = new(
        "limit",
        "CONFIG_NFT_LIMIT",
        Parse,
        new(NFTA_LIMIT_RATE, nameof(NFTA_LIMIT_RATE)),
        new(NFTA_LIMIT_UNIT, nameof(NFTA_LIMIT_UNIT)),
        new(NFTA_LIMIT_BURST, nameof(NFTA_LIMIT_BURST)),
        new(NFTA_LIMIT_TYPE, nameof(NFTA_LIMIT_TYPE)),
        new(NFTA_LIMIT_FLAGS, nameof(NFTA_LIMIT_FLAGS)),
        new(NFTA_LIMIT_PAD, nameof(NFTA_LIMIT_PAD)));

    /// <inheritdoc/>
    public override string Name => Kind.Name;

    /// <summary>Gets the number of packets, or of bytes, in each unit of time.</summary>
    public required ulong Rate { get; init; }

    /// <summary>Gets the unit of time, in whole seconds. Defaults to one second.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan Unit
    {
        get;
        init => field = NftTime.Require(value, nameof(Unit));
    } = TimeSpan.FromSeconds(1);

    /// <summary>Gets the number of packets, or of bytes, above the rate that are still within the limit. Defaults to 5.</summary>
    public uint Burst { get; init; } = 5;

    /// <summary>Gets whether bytes are counted (NFT_LIMIT_PKT_BYTES) and not packets.</summary>
    public bool CountsBytes { get; init; }

    /// <summary>Gets whether the rule continues for packets over the limit (NFT_LIMIT_F_INV).</summary>
    public bool Inverted { get; init; }

    internal override void Write(ref NetlinkMessageWriter writer)
    {
        writer.WriteUInt64BigEndian(NFTA_LIMIT_RATE, Rate);
        writer.WriteUInt64BigEndian(NFTA_LIMIT_UNIT, NftTime.ToSeconds(Unit));
        writer.WriteUInt32BigEndian(NFTA_LIMIT_BURST, Burst);
        writer.WriteUInt32BigEndian(NFTA_LIMIT_TYPE, CountsBytes ? 1u : 0u);
        writer.WriteUInt32BigEndian(NFTA_LIMIT_FLAGS, Inverted ? 1u : 0u);
    }

    private static NftLimitExpression? Parse(NetlinkAttributeReader attributes)
    {
        ulong? rate = null;
        TimeSpan unit = TimeSpan.FromSeconds(1);
        uint burst = 5;
        bool countsBytes = false;
        bool inverted = false;
        foreach (NetlinkAttribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case NFTA_LIMIT_RATE:
                    rate = attribute.ReadUInt64BigEndian();
                    break;
                case NFTA_LIMIT_UNIT:
                    unit = NftTime.FromSeconds(attribute.ReadUInt64BigEndian());
                    break;
                case NFTA_LIMIT_BURST:
                    burst = attribute.ReadUInt32BigEndian();
                    break;
                case NFTA_LIMIT_TYPE:
                    countsBytes = attribute.ReadUInt32BigEndian() != 0;
                    break;
                case NFTA_LIMIT_FLAGS:
                    inverted = attribute.ReadUInt32BigEndian() != 0;
                    break;
                case NFTA_LIMIT_PAD:
                    break;
                default:
                    return null;
            }
        }

        return rate is null ? null : new NftLimitExpression
        {
            Rate = rate.Value,
            Unit = unit,
            Burst = burst,
            CountsBytes = countsBytes,
            Inverted = inverted,
        };
    }
}
