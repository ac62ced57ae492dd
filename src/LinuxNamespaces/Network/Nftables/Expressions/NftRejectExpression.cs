using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Rejects a packet with an answer. It ends the rule.</summary>
/// <remarks>See linux/netfilter/nf_tables.h, <c>enum nft_reject_attributes</c>.</remarks>
public sealed record NftRejectExpression : NftExpression
{
    internal const ushort NFTA_REJECT_TYPE = 1;
    internal const ushort NFTA_REJECT_ICMP_CODE = 2;

    internal static NftExpressionKind Kind { get; } = new(
        "reject",
        "CONFIG_NFT_REJECT",
        Parse,
        new(NFTA_REJECT_TYPE, nameof(NFTA_REJECT_TYPE)),
        new(NFTA_REJECT_ICMP_CODE, nameof(NFTA_REJECT_ICMP_CODE)));

    /// <inheritdoc/>
    public override string Name => Kind.Name;

    /// <summary>Gets the kind of the answer.</summary>
    public required NftRejectType Type { get; init; }

    /// <summary>Gets the ICMP code; <see langword="null"/> for a TCP reset.</summary>
    public byte? IcmpCode { get; init; }

    internal override void Write(ref NetlinkMessageWriter writer)
    {
        writer.WriteUInt32BigEndian(NFTA_REJECT_TYPE, unchecked((uint)Type));

        if (IcmpCode is { } icmpCode)
        {
            writer.WriteByte(NFTA_REJECT_ICMP_CODE, icmpCode);
        }
    }

    private static NftRejectExpression? Parse(NetlinkAttributeReader attributes)
    {
        NftRejectType? type = null;
        byte? icmpCode = null;
        foreach (NetlinkAttribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case NFTA_REJECT_TYPE:
                    type = unchecked((NftRejectType)attribute.ReadUInt32BigEndian());
                    break;
                case NFTA_REJECT_ICMP_CODE:
                    icmpCode = attribute.ReadByte();
                    break;
                default:
                    return null;
            }
        }

        return type is null ? null : new NftRejectExpression
        {
            Type = type.Value,
            IcmpCode = icmpCode,
        };
    }
}

/// <summary>Specifies how a packet is rejected.</summary>
public enum NftRejectType
{
    /// <summary>An ICMP message of the family with a code of that family (NFT_REJECT_ICMP_UNREACH).</summary>
    IcmpUnreachable = 0,

    /// <summary>A TCP reset (NFT_REJECT_TCP_RST).</summary>
    TcpReset = 1,

    /// <summary>An ICMP message with a code of both families (NFT_REJECT_ICMPX_UNREACH).</summary>
    IcmpxUnreachable = 2,
}
