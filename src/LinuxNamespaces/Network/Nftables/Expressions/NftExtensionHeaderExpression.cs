using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Reads or changes an extension header of IPv6, or an option of TCP or IPv4.</summary>
/// <remarks>See linux/netfilter/nf_tables.h, <c>enum nft_exthdr_attributes</c>.</remarks>
public sealed record NftExtensionHeaderExpression : NftExpression
{
    internal const ushort NFTA_EXTHDR_DREG = 1;
    internal const ushort NFTA_EXTHDR_TYPE = 2;
    internal const ushort NFTA_EXTHDR_OFFSET = 3;
    internal const ushort NFTA_EXTHDR_LEN = 4;
    internal const ushort NFTA_EXTHDR_FLAGS = 5;
    internal const ushort NFTA_EXTHDR_OP = 6;
    internal const ushort NFTA_EXTHDR_SREG = 7;

    internal static NftExpressionKind Kind { get; } = new(
        "exthdr",
        "CONFIG_NF_TABLES",
        Parse,
        new(NFTA_EXTHDR_DREG, nameof(NFTA_EXTHDR_DREG)),
        new(NFTA_EXTHDR_TYPE, nameof(NFTA_EXTHDR_TYPE)),
        new(NFTA_EXTHDR_OFFSET, nameof(NFTA_EXTHDR_OFFSET)),
        new(NFTA_EXTHDR_LEN, nameof(NFTA_EXTHDR_LEN)),
        new(NFTA_EXTHDR_FLAGS, nameof(NFTA_EXTHDR_FLAGS)),
        new(NFTA_EXTHDR_OP, nameof(NFTA_EXTHDR_OP)),
        new(NFTA_EXTHDR_SREG, nameof(NFTA_EXTHDR_SREG)));

    /// <inheritdoc/>
    public override string Name => Kind.Name;

    /// <summary>Gets the register that the bytes are written to; <see langword="null"/> if the packet is changed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 23.</exception>
    public int? DestinationRegister
    {
        get;
        init => field = value is { } register ? NftRegister.Require(register, nameof(DestinationRegister)) : null;
    }

    /// <summary>Gets the number of the header or option.</summary>
    public required byte Type { get; init; }

    /// <summary>Gets the offset in it, in bytes; 0 to 255.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public required uint Offset
    {
        get;
        init => field = NftRegister.RequireBytes(value, nameof(Offset));
    }

    /// <summary>Gets the number of bytes; 0 to 255.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public required uint Length
    {
        get;
        init => field = NftRegister.RequireBytes(value, nameof(Length));
    }

    /// <summary>Gets the flags; 1 to read only whether it is present (NFT_EXTHDR_F_PRESENT).</summary>
    public uint Flags { get; init; }

    /// <summary>Gets the kind of header. Defaults to an extension header of IPv6.</summary>
    public NftExtensionHeader Header { get; init; }

    /// <summary>Gets the register that the packet is changed to; <see langword="null"/> if the packet is read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 23.</exception>
    public int? SourceRegister
    {
        get;
        init => field = value is { } register ? NftRegister.Require(register, nameof(SourceRegister)) : null;
    }

    internal override void Write(ref NetlinkMessageWriter writer)
    {
        NftRegister.Write(ref writer, NFTA_EXTHDR_DREG, DestinationRegister);

        NftRegister.Write(ref writer, NFTA_EXTHDR_SREG, SourceRegister);

        writer.WriteByte(NFTA_EXTHDR_TYPE, Type);
        writer.WriteUInt32BigEndian(NFTA_EXTHDR_OFFSET, Offset);
        writer.WriteUInt32BigEndian(NFTA_EXTHDR_LEN, Length);
        writer.WriteUInt32BigEndian(NFTA_EXTHDR_OP, unchecked((uint)Header));

        // The kernel rejects the attribute where the packet is changed.
        if (Flags != 0)
        {
            writer.WriteUInt32BigEndian(NFTA_EXTHDR_FLAGS, Flags);
        }
    }

    private static NftExtensionHeaderExpression? Parse(NetlinkAttributeReader attributes)
    {
        int? destinationRegister = null;
        byte? type = null;
        uint? offset = null;
        uint? length = null;
        uint flags = 0;
        NftExtensionHeader header = default;
        int? sourceRegister = null;
        foreach (NetlinkAttribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case NFTA_EXTHDR_DREG:
                    destinationRegister = NftRegister.Read(attribute);
                    break;
                case NFTA_EXTHDR_TYPE:
                    type = attribute.ReadByte();
                    break;
                case NFTA_EXTHDR_OFFSET:
                    offset = attribute.ReadUInt32BigEndian();
                    break;
                case NFTA_EXTHDR_LEN:
                    length = attribute.ReadUInt32BigEndian();
                    break;
                case NFTA_EXTHDR_FLAGS:
                    flags = attribute.ReadUInt32BigEndian();
                    break;
                case NFTA_EXTHDR_OP:
                    header = unchecked((NftExtensionHeader)attribute.ReadUInt32BigEndian());
                    break;
                case NFTA_EXTHDR_SREG:
                    sourceRegister = NftRegister.Read(attribute);
                    break;
                default:
                    return null;
            }
        }

        return type is null || offset is null || length is null ? null : new NftExtensionHeaderExpression
        {
            DestinationRegister = destinationRegister,
            Type = type.Value,
            Offset = offset.Value,
            Length = length.Value,
            Flags = flags,
            Header = header,
            SourceRegister = sourceRegister,
        };
    }
}

/// <summary>Specifies a kind of header or option.</summary>
public enum NftExtensionHeader
{
    /// <summary>An extension header of IPv6 (NFT_EXTHDR_OP_IPV6).</summary>
    IPv6 = 0,

    /// <summary>An option of TCP (NFT_EXTHDR_OP_TCPOPT).</summary>
    TcpOption = 1,

    /// <summary>An option of IPv4 (NFT_EXTHDR_OP_IPV4).</summary>
    IPv4Option = 2,

    /// <summary>A chunk of SCTP (NFT_EXTHDR_OP_SCTP). Kernel 5.14.</summary>
    SctpChunk = 3,

    /// <summary>An option of DCCP (NFT_EXTHDR_OP_DCCP). Kernel 6.5.</summary>
    DccpOption = 4,
}
