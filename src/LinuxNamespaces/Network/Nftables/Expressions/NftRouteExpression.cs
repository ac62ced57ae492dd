using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Reads what the route of a packet says.</summary>
/// <remarks>See linux/netfilter/nf_tables.h, <c>enum nft_rt_attributes</c>.</remarks>
public sealed record NftRouteExpression : NftExpression
{
    internal const ushort NFTA_RT_DREG = 1;
    internal const ushort NFTA_RT_KEY = 2;

    internal static NftExpressionKind Kind { get; } = new(
        "rt",
        "CONFIG_NF_TABLES",
        Parse,
        new(NFTA_RT_DREG, nameof(NFTA_RT_DREG)),
        new(NFTA_RT_KEY, nameof(NFTA_RT_KEY)));

    /// <inheritdoc/>
    public override string Name => Kind.Name;

    /// <summary>Gets the register that the result is written to.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 23.</exception>
    public required int DestinationRegister
    {
        get;
        init => field = NftRegister.Require(value, nameof(DestinationRegister));
    }

    /// <summary>Gets which value is meant.</summary>
    public required NftRouteKey Key { get; init; }

    internal override void Write(ref NetlinkMessageWriter writer)
    {
        writer.WriteUInt32BigEndian(NFTA_RT_KEY, unchecked((uint)Key));
        NftRegister.Write(ref writer, NFTA_RT_DREG, DestinationRegister);
    }

    private static NftRouteExpression? Parse(NetlinkAttributeReader attributes)
    {
        int? destinationRegister = null;
        NftRouteKey? key = null;
        foreach (NetlinkAttribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case NFTA_RT_DREG:
                    destinationRegister = NftRegister.Read(attribute);
                    break;
                case NFTA_RT_KEY:
                    key = unchecked((NftRouteKey)attribute.ReadUInt32BigEndian());
                    break;
                default:
                    return null;
            }
        }

        return destinationRegister is null || key is null ? null : new NftRouteExpression
        {
            DestinationRegister = destinationRegister.Value,
            Key = key.Value,
        };
    }
}

/// <summary>Specifies a value of a route.</summary>
public enum NftRouteKey
{
    /// <summary>The realm (NFT_RT_CLASSID).</summary>
    Class = 0,

    /// <summary>The IPv4 gateway (NFT_RT_NEXTHOP4).</summary>
    NextHopIPv4 = 1,

    /// <summary>The IPv6 gateway (NFT_RT_NEXTHOP6).</summary>
    NextHopIPv6 = 2,

    /// <summary>The maximum segment size of TCP (NFT_RT_TCPMSS).</summary>
    TcpSegmentSize = 3,

    /// <summary>Whether IPsec is used (NFT_RT_XFRM).</summary>
    Xfrm = 4,
}
