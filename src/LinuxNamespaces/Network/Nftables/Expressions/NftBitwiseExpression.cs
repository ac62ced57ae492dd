using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Computes bits: (source &amp; mask) ^ xor, or a shift.</summary>
/// <remarks>See linux/netfilter/nf_tables.h, <c>enum nft_bitwise_attributes</c>.</remarks>
public sealed record NftBitwiseExpression : NftExpression
{
    internal const ushort NFTA_BITWISE_SREG = 1;
    internal const ushort NFTA_BITWISE_DREG = 2;
    internal const ushort NFTA_BITWISE_LEN = 3;
    internal const ushort NFTA_BITWISE_MASK = 4;
    internal const ushort NFTA_BITWISE_XOR = 5;
    internal const ushort NFTA_BITWISE_OP = 6;
    internal const ushort NFTA_BITWISE_DATA = 7;

    internal static NftExpressionKind Kind { get; } = new(
        "bitwise",
        "CONFIG_NF_TABLES",
        Parse,
        new(NFTA_BITWISE_SREG, nameof(NFTA_BITWISE_SREG)),
        new(NFTA_BITWISE_DREG, nameof(NFTA_BITWISE_DREG)),
        new(NFTA_BITWISE_LEN, nameof(NFTA_BITWISE_LEN)),
        new(NFTA_BITWISE_MASK, nameof(NFTA_BITWISE_MASK)) { Nested = NftSchema.Data },
        new(NFTA_BITWISE_XOR, nameof(NFTA_BITWISE_XOR)) { Nested = NftSchema.Data },
        new(NFTA_BITWISE_OP, nameof(NFTA_BITWISE_OP)),
        new(NFTA_BITWISE_DATA, nameof(NFTA_BITWISE_DATA)) { Nested = NftSchema.Data });

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

    /// <summary>Gets the number of bytes; 0 to 255.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public required uint Length
    {
        get;
        init => field = NftRegister.RequireBytes(value, nameof(Length));
    }

    /// <summary>Gets the mask; <see langword="null"/> for a shift.</summary>
    public NftValue? Mask { get; init; }

    /// <summary>Gets what is added by exclusive or; <see langword="null"/> for a shift.</summary>
    public NftValue? Xor { get; init; }

    /// <summary>Gets the operation. Defaults to <see cref="NftBitwiseOperation.MaskXor"/>.</summary>
    public NftBitwiseOperation Operation { get; init; }

    /// <summary>Gets the number of bits to shift; <see langword="null"/> if nothing is shifted.</summary>
    public NftValue? Data { get; init; }

    internal override void Write(ref NetlinkMessageWriter writer)
    {
        NftRegister.Write(ref writer, NFTA_BITWISE_SREG, SourceRegister);
        NftRegister.Write(ref writer, NFTA_BITWISE_DREG, DestinationRegister);
        // Kernels before 5.6 know only this one, without a number.
        if (Operation != NftBitwiseOperation.MaskXor)
        {
            writer.WriteUInt32BigEndian(NFTA_BITWISE_OP, unchecked((uint)Operation));
        }

        writer.WriteUInt32BigEndian(NFTA_BITWISE_LEN, Length);

        if (Mask is { } mask)
        {
            mask.Write(ref writer, NFTA_BITWISE_MASK);
        }

        if (Xor is { } xor)
        {
            xor.Write(ref writer, NFTA_BITWISE_XOR);
        }

        if (Data is { } data)
        {
            data.Write(ref writer, NFTA_BITWISE_DATA);
        }
    }

    private static NftBitwiseExpression? Parse(NetlinkAttributeReader attributes)
    {
        int? sourceRegister = null;
        int? destinationRegister = null;
        uint? length = null;
        NftValue? mask = null;
        NftValue? xor = null;
        NftBitwiseOperation operation = default;
        NftValue? data = null;
        foreach (NetlinkAttribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case NFTA_BITWISE_SREG:
                    sourceRegister = NftRegister.Read(attribute);
                    break;
                case NFTA_BITWISE_DREG:
                    destinationRegister = NftRegister.Read(attribute);
                    break;
                case NFTA_BITWISE_LEN:
                    length = attribute.ReadUInt32BigEndian();
                    break;
                case NFTA_BITWISE_MASK:
                    mask = NftValue.Read(attribute);
                    break;
                case NFTA_BITWISE_XOR:
                    xor = NftValue.Read(attribute);
                    break;
                case NFTA_BITWISE_OP:
                    operation = unchecked((NftBitwiseOperation)attribute.ReadUInt32BigEndian());
                    break;
                case NFTA_BITWISE_DATA:
                    data = NftValue.Read(attribute);
                    break;
                default:
                    return null;
            }
        }

        return sourceRegister is null || destinationRegister is null || length is null ? null : new NftBitwiseExpression
        {
            SourceRegister = sourceRegister.Value,
            DestinationRegister = destinationRegister.Value,
            Length = length.Value,
            Mask = mask,
            Xor = xor,
            Operation = operation,
            Data = data,
        };
    }
}

/// <summary>Specifies an operation on bits.</summary>
public enum NftBitwiseOperation
{
    /// <summary>(source &amp; mask) ^ xor (NFT_BITWISE_MASK_XOR).</summary>
    MaskXor = 0,

    /// <summary>A shift to the left (NFT_BITWISE_LSHIFT). Kernel 5.6.</summary>
    ShiftLeft = 1,

    /// <summary>A shift to the right (NFT_BITWISE_RSHIFT). Kernel 5.6.</summary>
    ShiftRight = 2,
}
