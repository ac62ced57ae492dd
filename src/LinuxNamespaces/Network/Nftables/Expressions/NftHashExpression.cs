using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Computes a hash.</summary>
/// <remarks>See linux/netfilter/nf_tables.h, <c>enum nft_hash_attributes</c>.</remarks>
public sealed record NftHashExpression : NftExpression
{
    internal const ushort NFTA_HASH_SREG = 1;
    internal const ushort NFTA_HASH_DREG = 2;
    internal const ushort NFTA_HASH_LEN = 3;
    internal const ushort NFTA_HASH_MODULUS = 4;
    internal const ushort NFTA_HASH_SEED = 5;
    internal const ushort NFTA_HASH_OFFSET = 6;
    internal const ushort NFTA_HASH_TYPE = 7;

    internal static NftExpressionKind Kind { get; } = new(
        "hash",
        "CONFIG_NFT_HASH",
        Parse,
        new(NFTA_HASH_SREG, nameof(NFTA_HASH_SREG)),
        new(NFTA_HASH_DREG, nameof(NFTA_HASH_DREG)),
        new(NFTA_HASH_LEN, nameof(NFTA_HASH_LEN)),
        new(NFTA_HASH_MODULUS, nameof(NFTA_HASH_MODULUS)),
        new(NFTA_HASH_SEED, nameof(NFTA_HASH_SEED)),
        new(NFTA_HASH_OFFSET, nameof(NFTA_HASH_OFFSET)),
        new(NFTA_HASH_TYPE, nameof(NFTA_HASH_TYPE)));

    /// <inheritdoc/>
    public override string Name => Kind.Name;

    /// <summary>Gets the register that is hashed; <see langword="null"/> for a symmetric hash.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 23.</exception>
    public int? SourceRegister
    {
        get;
        init => field = value is { } register ? NftRegister.Require(register, nameof(SourceRegister)) : null;
    }

    /// <summary>Gets the register that the result is written to.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 23.</exception>
    public required int DestinationRegister
    {
        get;
        init => field = NftRegister.Require(value, nameof(DestinationRegister));
    }

    /// <summary>Gets the number of bytes; <see langword="null"/> for a symmetric hash; 0 to 255.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public uint? Length
    {
        get;
        init => field = value is { } number ? NftRegister.RequireBytes(number, nameof(Length)) : null;
    }

    /// <summary>Gets how many values there are.</summary>
    public required uint Modulus { get; init; }

    /// <summary>Gets the seed; <see langword="null"/> for a random one.</summary>
    public uint? Seed { get; init; }

    /// <summary>Gets the least value; <see langword="null"/> for 0.</summary>
    public uint? Offset { get; init; }

    /// <summary>Gets the kind of hash. Defaults to <see cref="NftHashType.Jenkins"/>.</summary>
    public NftHashType Type { get; init; }

    internal override void Write(ref NetlinkMessageWriter writer)
    {
        NftRegister.Write(ref writer, NFTA_HASH_SREG, SourceRegister);

        NftRegister.Write(ref writer, NFTA_HASH_DREG, DestinationRegister);

        if (Length is { } length)
        {
            writer.WriteUInt32BigEndian(NFTA_HASH_LEN, length);
        }

        writer.WriteUInt32BigEndian(NFTA_HASH_MODULUS, Modulus);

        if (Seed is { } seed)
        {
            writer.WriteUInt32BigEndian(NFTA_HASH_SEED, seed);
        }

        if (Offset is { } offset)
        {
            writer.WriteUInt32BigEndian(NFTA_HASH_OFFSET, offset);
        }

        writer.WriteUInt32BigEndian(NFTA_HASH_TYPE, unchecked((uint)Type));
    }

    private static NftHashExpression? Parse(NetlinkAttributeReader attributes)
    {
        int? sourceRegister = null;
        int? destinationRegister = null;
        uint? length = null;
        uint? modulus = null;
        uint? seed = null;
        uint? offset = null;
        NftHashType type = default;
        foreach (NetlinkAttribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case NFTA_HASH_SREG:
                    sourceRegister = NftRegister.Read(attribute);
                    break;
                case NFTA_HASH_DREG:
                    destinationRegister = NftRegister.Read(attribute);
                    break;
                case NFTA_HASH_LEN:
                    length = attribute.ReadUInt32BigEndian();
                    break;
                case NFTA_HASH_MODULUS:
                    modulus = attribute.ReadUInt32BigEndian();
                    break;
                case NFTA_HASH_SEED:
                    seed = attribute.ReadUInt32BigEndian();
                    break;
                case NFTA_HASH_OFFSET:
                    offset = attribute.ReadUInt32BigEndian();
                    break;
                case NFTA_HASH_TYPE:
                    type = unchecked((NftHashType)attribute.ReadUInt32BigEndian());
                    break;
                default:
                    return null;
            }
        }

        return destinationRegister is null || modulus is null ? null : new NftHashExpression
        {
            SourceRegister = sourceRegister,
            DestinationRegister = destinationRegister.Value,
            Length = length,
            Modulus = modulus.Value,
            Seed = seed,
            Offset = offset,
            Type = type,
        };
    }
}

/// <summary>Specifies a kind of hash.</summary>
public enum NftHashType
{
    /// <summary>A hash of a register (NFT_HASH_JENKINS).</summary>
    Jenkins = 0,

    /// <summary>A hash of the connection that is the same in both directions (NFT_HASH_SYM).</summary>
    Symmetric = 1,
}
