using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Changes the byte order of numbers.</summary>
/// <remarks>See linux/netfilter/nf_tables.h, <c>enum nft_byteorder_attributes</c>.</remarks>
public sealed record NftByteOrderExpression : NftExpression
{
    internal const ushort NFTA_BYTEORDER_SREG = 1;
    internal const ushort NFTA_BYTEORDER_DREG = 2;
    internal const ushort NFTA_BYTEORDER_OP = 3;
    internal const ushort NFTA_BYTEORDER_LEN = 4;
    internal const ushort NFTA_BYTEORDER_SIZE = 5;

    internal static NftExpressionKind Kind { get; } = new(
        "byteorder",
        "CONFIG_NF_TABLES",
        Parse,
        new(NFTA_BYTEORDER_SREG, nameof(NFTA_BYTEORDER_SREG)),
        new(NFTA_BYTEORDER_DREG, nameof(NFTA_BYTEORDER_DREG)),
        new(NFTA_BYTEORDER_OP, nameof(NFTA_BYTEORDER_OP)),
        new(NFTA_BYTEORDER_LEN, nameof(NFTA_BYTEORDER_LEN)),
        new(NFTA_BYTEORDER_SIZE, nameof(NFTA_BYTEORDER_SIZE)));

    /// <inheritdoc/>
    public override string Name => Kind.Name;

    /// <summary>Gets the register that is read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 23.</exception>
    public required int SourceRegister
    {
        get;
        init => field = NftRegister.Require(value, nameof(SourceRegister));
    }

    /// <summary>Gets the register that the result is written to.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 23.</exception>
    public required int DestinationRegister
    {
        get;
        init => field = NftRegister.Require(value, nameof(DestinationRegister));
    }

    /// <summary>Gets whether host order becomes network order (NFT_BYTEORDER_HTON); otherwise network order becomes host order.</summary>
    public bool ToNetwork { get; init; }

    /// <summary>Gets the number of bytes; 0 to 255.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public required uint Length
    {
        get;
        init => field = NftRegister.RequireBytes(value, nameof(Length));
    }

    /// <summary>Gets the size of each number, in bytes: 2, 4 or 8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public required uint Size
    {
        get;
        init => field = NftRegister.RequireBytes(value, nameof(Size));
    }

    internal override void Write(ref NetlinkMessageWriter writer)
    {
        NftRegister.Write(ref writer, NFTA_BYTEORDER_SREG, SourceRegister);
        NftRegister.Write(ref writer, NFTA_BYTEORDER_DREG, DestinationRegister);
        writer.WriteUInt32BigEndian(NFTA_BYTEORDER_OP, ToNetwork ? 1u : 0u);
        writer.WriteUInt32BigEndian(NFTA_BYTEORDER_LEN, Length);
        writer.WriteUInt32BigEndian(NFTA_BYTEORDER_SIZE, Size);
    }

    private static NftByteOrderExpression? Parse(NetlinkAttributeReader attributes)
    {
        int? sourceRegister = null;
        int? destinationRegister = null;
        bool toNetwork = false;
        uint? length = null;
        uint? size = null;
        foreach (NetlinkAttribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case NFTA_BYTEORDER_SREG:
                    sourceRegister = NftRegister.Read(attribute);
                    break;
                case NFTA_BYTEORDER_DREG:
                    destinationRegister = NftRegister.Read(attribute);
                    break;
                case NFTA_BYTEORDER_OP:
                    toNetwork = attribute.ReadUInt32BigEndian() != 0;
                    break;
                case NFTA_BYTEORDER_LEN:
                    length = attribute.ReadUInt32BigEndian();
                    break;
                case NFTA_BYTEORDER_SIZE:
                    size = attribute.ReadUInt32BigEndian();
                    break;
                default:
                    return null;
            }
        }

        return sourceRegister is null || destinationRegister is null || length is null || size is null ? null : new NftByteOrderExpression
        {
            SourceRegister = sourceRegister.Value,
            DestinationRegister = destinationRegister.Value,
            ToNetwork = toNetwork,
            Length = length.Value,
            Size = size.Value,
        };
    }
}
