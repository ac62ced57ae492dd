using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Generates a number for each packet.</summary>
/// <remarks>See linux/netfilter/nf_tables.h, <c>enum nft_ng_attributes</c>.</remarks>
public sealed record NftNumberExpression : NftExpression
{
    internal const ushort NFTA_NG_DREG = 1;
    internal const ushort NFTA_NG_MODULUS = 2;
    internal const ushort NFTA_NG_TYPE = 3;
    internal const ushort NFTA_NG_OFFSET = 4;

    internal static NftExpressionKind Kind { get; } = new(
        "numgen",
        "CONFIG_NFT_NUMGEN",
        Parse,
        new(NFTA_NG_DREG, nameof(NFTA_NG_DREG)),
        new(NFTA_NG_MODULUS, nameof(NFTA_NG_MODULUS)),
        new(NFTA_NG_TYPE, nameof(NFTA_NG_TYPE)),
        new(NFTA_NG_OFFSET, nameof(NFTA_NG_OFFSET)));

    /// <inheritdoc/>
    public override string Name => Kind.Name;

    /// <summary>Gets the register that the result is written to.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 23.</exception>
    public required int DestinationRegister
    {
        get;
        init => field = NftRegister.Require(value, nameof(DestinationRegister));
    }

    /// <summary>Gets how many numbers there are.</summary>
    public required uint Modulus { get; init; }

    /// <summary>Gets how the numbers are chosen.</summary>
    public required NftNumberType Type { get; init; }

    /// <summary>Gets the least number. Defaults to 0.</summary>
    public uint Offset { get; init; }

    internal override void Write(ref NetlinkMessageWriter writer)
    {
        NftRegister.Write(ref writer, NFTA_NG_DREG, DestinationRegister);
        writer.WriteUInt32BigEndian(NFTA_NG_MODULUS, Modulus);
        writer.WriteUInt32BigEndian(NFTA_NG_TYPE, unchecked((uint)Type));
        writer.WriteUInt32BigEndian(NFTA_NG_OFFSET, Offset);
    }

    private static NftNumberExpression? Parse(NetlinkAttributeReader attributes)
    {
        int? destinationRegister = null;
        uint? modulus = null;
        NftNumberType? type = null;
        uint offset = 0;
        foreach (NetlinkAttribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case NFTA_NG_DREG:
                    destinationRegister = NftRegister.Read(attribute);
                    break;
                case NFTA_NG_MODULUS:
                    modulus = attribute.ReadUInt32BigEndian();
                    break;
                case NFTA_NG_TYPE:
                    type = unchecked((NftNumberType)attribute.ReadUInt32BigEndian());
                    break;
                case NFTA_NG_OFFSET:
                    offset = attribute.ReadUInt32BigEndian();
                    break;
                default:
                    return null;
            }
        }

        return destinationRegister is null || modulus is null || type is null ? null : new NftNumberExpression
        {
            DestinationRegister = destinationRegister.Value,
            Modulus = modulus.Value,
            Type = type.Value,
            Offset = offset,
        };
    }
}

/// <summary>Specifies how numbers are generated.</summary>
public enum NftNumberType
{
    /// <summary>One after the other (NFT_NG_INCREMENTAL).</summary>
    Incremental = 0,

    /// <summary>At random (NFT_NG_RANDOM).</summary>
    Random = 1,
}
