using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Reads bytes of the packet into a register, or writes a register into the packet.</summary>
/// <remarks>See linux/netfilter/nf_tables.h, <c>enum nft_payload_attributes</c>.</remarks>
public sealed record NftPayloadExpression : NftExpression
{
    internal const ushort NFTA_PAYLOAD_DREG = 1;
    internal const ushort NFTA_PAYLOAD_BASE = 2;
    internal const ushort NFTA_PAYLOAD_OFFSET = 3;
    internal const ushort NFTA_PAYLOAD_LEN = 4;
    internal const ushort NFTA_PAYLOAD_SREG = 5;
    internal const ushort NFTA_PAYLOAD_CSUM_TYPE = 6;
    internal const ushort NFTA_PAYLOAD_CSUM_OFFSET = 7;
    internal const ushort NFTA_PAYLOAD_CSUM_FLAGS = 8;

    internal static NftExpressionKind Kind { get; } = new(
        "payload",
        "CONFIG_NF_TABLES",
        Parse,
        new(NFTA_PAYLOAD_DREG, nameof(NFTA_PAYLOAD_DREG)),
        new(NFTA_PAYLOAD_BASE, nameof(NFTA_PAYLOAD_BASE)),
        new(NFTA_PAYLOAD_OFFSET, nameof(NFTA_PAYLOAD_OFFSET)),
        new(NFTA_PAYLOAD_LEN, nameof(NFTA_PAYLOAD_LEN)),
        new(NFTA_PAYLOAD_SREG, nameof(NFTA_PAYLOAD_SREG)),
        new(NFTA_PAYLOAD_CSUM_TYPE, nameof(NFTA_PAYLOAD_CSUM_TYPE)),
        new(NFTA_PAYLOAD_CSUM_OFFSET, nameof(NFTA_PAYLOAD_CSUM_OFFSET)),
        new(NFTA_PAYLOAD_CSUM_FLAGS, nameof(NFTA_PAYLOAD_CSUM_FLAGS)));

    /// <inheritdoc/>
    public override string Name => Kind.Name;

    /// <summary>Gets the register that the bytes are written to; <see langword="null"/> if the packet is changed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 23.</exception>
    public int? DestinationRegister
    {
        get;
        init => field = value is { } register ? NftRegister.Require(register, nameof(DestinationRegister)) : null;
    }

    /// <summary>Gets the header that the offset counts from.</summary>
    public required NftPayloadBase Base { get; init; }

    /// <summary>Gets the offset, in bytes; 0 to 255.</summary>
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

    /// <summary>Gets the register that the packet is changed to; <see langword="null"/> if the packet is read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 23.</exception>
    public int? SourceRegister
    {
        get;
        init => field = value is { } register ? NftRegister.Require(register, nameof(SourceRegister)) : null;
    }

    /// <summary>Gets the checksum to update when the packet is changed; <see langword="null"/> for none.</summary>
    public NftChecksum? Checksum { get; init; }

    /// <summary>Gets the offset of the checksum from the base, in bytes; 0 to 255.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public uint? ChecksumOffset
    {
        get;
        init => field = value is { } number ? NftRegister.RequireBytes(number, nameof(ChecksumOffset)) : null;
    }

    /// <summary>Gets the flags of the checksum; 1 if the checksum of the transport header covers the bytes too (NFT_PAYLOAD_L4CSUM_PSEUDOHDR).</summary>
    public uint? ChecksumFlags { get; init; }

    internal override void Write(ref NetlinkMessageWriter writer)
    {
        NftRegister.Write(ref writer, NFTA_PAYLOAD_SREG, SourceRegister);

        NftRegister.Write(ref writer, NFTA_PAYLOAD_DREG, DestinationRegister);

        writer.WriteUInt32BigEndian(NFTA_PAYLOAD_BASE, unchecked((uint)Base));
        writer.WriteUInt32BigEndian(NFTA_PAYLOAD_OFFSET, Offset);
        writer.WriteUInt32BigEndian(NFTA_PAYLOAD_LEN, Length);

        if (Checksum is { } checksum)
        {
            writer.WriteUInt32BigEndian(NFTA_PAYLOAD_CSUM_TYPE, unchecked((uint)checksum));
        }

        if (ChecksumOffset is { } checksumOffset)
        {
            writer.WriteUInt32BigEndian(NFTA_PAYLOAD_CSUM_OFFSET, checksumOffset);
        }

        if (ChecksumFlags is { } checksumFlags)
        {
            writer.WriteUInt32BigEndian(NFTA_PAYLOAD_CSUM_FLAGS, checksumFlags);
        }
    }

    private static NftPayloadExpression? Parse(NetlinkAttributeReader attributes)
    {
        int? destinationRegister = null;
        NftPayloadBase? @base = null;
        uint? offset = null;
        uint? length = null;
        int? sourceRegister = null;
        NftChecksum? checksum = null;
        uint? checksumOffset = null;
        uint? checksumFlags = null;
        foreach (NetlinkAttribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case NFTA_PAYLOAD_DREG:
                    destinationRegister = NftRegister.Read(attribute);
                    break;
                case NFTA_PAYLOAD_BASE:
                    @base = unchecked((NftPayloadBase)attribute.ReadUInt32BigEndian());
                    break;
                case NFTA_PAYLOAD_OFFSET:
                    offset = attribute.ReadUInt32BigEndian();
                    break;
                case NFTA_PAYLOAD_LEN:
                    length = attribute.ReadUInt32BigEndian();
                    break;
                case NFTA_PAYLOAD_SREG:
                    sourceRegister = NftRegister.Read(attribute);
                    break;
                case NFTA_PAYLOAD_CSUM_TYPE:
                    checksum = unchecked((NftChecksum)attribute.ReadUInt32BigEndian());
                    break;
                case NFTA_PAYLOAD_CSUM_OFFSET:
                    checksumOffset = attribute.ReadUInt32BigEndian();
                    break;
                case NFTA_PAYLOAD_CSUM_FLAGS:
                    checksumFlags = attribute.ReadUInt32BigEndian();
                    break;
                default:
                    return null;
            }
        }

        return @base is null || offset is null || length is null ? null : new NftPayloadExpression
        {
            DestinationRegister = destinationRegister,
            Base = @base.Value,
            Offset = offset.Value,
            Length = length.Value,
            SourceRegister = sourceRegister,
            Checksum = checksum,
            ChecksumOffset = checksumOffset,
            ChecksumFlags = checksumFlags,
        };
    }
}

/// <summary>Specifies a header of a packet.</summary>
public enum NftPayloadBase
{
    /// <summary>The link-layer header (NFT_PAYLOAD_LL_HEADER).</summary>
    LinkLayerHeader = 0,

    /// <summary>The IP header (NFT_PAYLOAD_NETWORK_HEADER).</summary>
    NetworkHeader = 1,

    /// <summary>The header of TCP, UDP or another transport (NFT_PAYLOAD_TRANSPORT_HEADER).</summary>
    TransportHeader = 2,

    /// <summary>What follows the transport header (NFT_PAYLOAD_INNER_HEADER). Kernel 6.2.</summary>
    InnerHeader = 3,
}

/// <summary>Specifies a kind of checksum.</summary>
public enum NftChecksum
{
    /// <summary>No checksum (NFT_PAYLOAD_CSUM_NONE).</summary>
    None = 0,

    /// <summary>The checksum of IP, TCP and UDP (NFT_PAYLOAD_CSUM_INET).</summary>
    Internet = 1,

    /// <summary>The checksum of SCTP (NFT_PAYLOAD_CSUM_SCTP).</summary>
    Sctp = 2,
}
