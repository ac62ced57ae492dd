using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Reads what connection tracking knows about the connection of a packet, or changes it.</summary>
/// <remarks>See linux/netfilter/nf_tables.h, <c>enum nft_ct_attributes</c>.</remarks>
public sealed record NftConntrackExpression : NftExpression
{
    internal const ushort NFTA_CT_DREG = 1;
    internal const ushort NFTA_CT_KEY = 2;
    internal const ushort NFTA_CT_DIRECTION = 3;
    internal const ushort NFTA_CT_SREG = 4;

    internal static NftExpressionKind Kind { get; } = new(
        "ct",
        "CONFIG_NFT_CT",
        Parse,
        new(NFTA_CT_DREG, nameof(NFTA_CT_DREG)),
        new(NFTA_CT_KEY, nameof(NFTA_CT_KEY)),
        new(NFTA_CT_DIRECTION, nameof(NFTA_CT_DIRECTION)),
        new(NFTA_CT_SREG, nameof(NFTA_CT_SREG)));

    /// <inheritdoc/>
    public override string Name => Kind.Name;

    /// <summary>Gets the register that the value is written to; <see langword="null"/> if the value is changed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 23.</exception>
    public int? DestinationRegister
    {
        get;
        init => field = value is { } register ? NftRegister.Require(register, nameof(DestinationRegister)) : null;
    }

    /// <summary>Gets which value is meant.</summary>
    public required NftConntrackKey Key { get; init; }

    /// <summary>Gets the direction that the value belongs to: 0 for that of the first packet, 1 for the replies; <see langword="null"/> if it has none.</summary>
    public byte? Direction { get; init; }

    /// <summary>Gets the register with the new value; <see langword="null"/> if the value is read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 23.</exception>
    public int? SourceRegister
    {
        get;
        init => field = value is { } register ? NftRegister.Require(register, nameof(SourceRegister)) : null;
    }

    internal override void Write(ref NetlinkMessageWriter writer)
    {
        writer.WriteUInt32BigEndian(NFTA_CT_KEY, unchecked((uint)Key));

        NftRegister.Write(ref writer, NFTA_CT_DREG, DestinationRegister);

        if (Direction is { } direction)
        {
            writer.WriteByte(NFTA_CT_DIRECTION, direction);
        }

        NftRegister.Write(ref writer, NFTA_CT_SREG, SourceRegister);
    }

    private static NftConntrackExpression? Parse(NetlinkAttributeReader attributes)
    {
        int? destinationRegister = null;
        NftConntrackKey? key = null;
        byte? direction = null;
        int? sourceRegister = null;
        foreach (NetlinkAttribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case NFTA_CT_DREG:
                    destinationRegister = NftRegister.Read(attribute);
                    break;
                case NFTA_CT_KEY:
                    key = unchecked((NftConntrackKey)attribute.ReadUInt32BigEndian());
                    break;
                case NFTA_CT_DIRECTION:
                    direction = attribute.ReadByte();
                    break;
                case NFTA_CT_SREG:
                    sourceRegister = NftRegister.Read(attribute);
                    break;
                default:
                    return null;
            }
        }

        return key is null ? null : new NftConntrackExpression
        {
            DestinationRegister = destinationRegister,
            Key = key.Value,
            Direction = direction,
            SourceRegister = sourceRegister,
        };
    }
}

/// <summary>Specifies what connection tracking knows about a connection.</summary>
public enum NftConntrackKey
{
    /// <summary>The state of the connection, a bit mask (NFT_CT_STATE).</summary>
    State = 0,

    /// <summary>Whether the packet goes in the direction of the first one (NFT_CT_DIRECTION).</summary>
    Direction = 1,

    /// <summary>The status of the connection, a bit mask (NFT_CT_STATUS).</summary>
    Status = 2,

    /// <summary>The mark of the connection (NFT_CT_MARK).</summary>
    Mark = 3,

    /// <summary>The security mark of the connection (NFT_CT_SECMARK).</summary>
    SecurityMark = 4,

    /// <summary>The time until the entry expires, in milliseconds (NFT_CT_EXPIRATION).</summary>
    Expiration = 5,

    /// <summary>The name of the helper (NFT_CT_HELPER).</summary>
    Helper = 6,

    /// <summary>The family of the connection (NFT_CT_L3PROTOCOL).</summary>
    NetworkProtocol = 7,

    /// <summary>The source address (NFT_CT_SRC).</summary>
    Source = 8,

    /// <summary>The destination address (NFT_CT_DST).</summary>
    Destination = 9,

    /// <summary>The transport protocol (NFT_CT_PROTOCOL).</summary>
    Protocol = 10,

    /// <summary>The source port (NFT_CT_PROTO_SRC).</summary>
    SourcePort = 11,

    /// <summary>The destination port (NFT_CT_PROTO_DST).</summary>
    DestinationPort = 12,

    /// <summary>The labels of the connection (NFT_CT_LABELS).</summary>
    Labels = 13,

    /// <summary>The number of packets (NFT_CT_PKTS).</summary>
    Packets = 14,

    /// <summary>The number of bytes (NFT_CT_BYTES).</summary>
    Bytes = 15,

    /// <summary>The average number of bytes of a packet (NFT_CT_AVGPKT).</summary>
    AveragePacket = 16,

    /// <summary>The zone of the connection (NFT_CT_ZONE).</summary>
    Zone = 17,

    /// <summary>The events that are reported (NFT_CT_EVENTMASK).</summary>
    EventMask = 18,

    /// <summary>The IPv4 source address (NFT_CT_SRC_IP).</summary>
    SourceIPv4 = 19,

    /// <summary>The IPv4 destination address (NFT_CT_DST_IP).</summary>
    DestinationIPv4 = 20,

    /// <summary>The IPv6 source address (NFT_CT_SRC_IP6).</summary>
    SourceIPv6 = 21,

    /// <summary>The IPv6 destination address (NFT_CT_DST_IP6).</summary>
    DestinationIPv6 = 22,

    /// <summary>The number of the entry (NFT_CT_ID).</summary>
    Id = 23,
}
