using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Compares a register with a range of values. The rule continues if the value is in the range, or if it is not and the expression is inverted.</summary>
/// <remarks>See linux/netfilter/nf_tables.h, <c>enum nft_range_attributes</c>.</remarks>
public sealed record NftRangeExpression : NftExpression
{
    internal const ushort NFTA_RANGE_SREG = 1;
    internal const ushort NFTA_RANGE_OP = 2;
    internal const ushort NFTA_RANGE_FROM_DATA = 3;
    internal const ushort NFTA_RANGE_TO_DATA = 4;

    internal static NftExpressionKind Kind { get; } = new(
        "range",
        "CONFIG_NF_TABLES",
        Parse,
        new(NFTA_RANGE_SREG, nameof(NFTA_RANGE_SREG)),
        new(NFTA_RANGE_OP, nameof(NFTA_RANGE_OP)),
        new(NFTA_RANGE_FROM_DATA, nameof(NFTA_RANGE_FROM_DATA)) { Nested = NftSchema.Data },
        new(NFTA_RANGE_TO_DATA, nameof(NFTA_RANGE_TO_DATA)) { Nested = NftSchema.Data });

    /// <inheritdoc/>
    public override string Name => Kind.Name;

    /// <summary>Gets the register that is read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 23.</exception>
    public required int SourceRegister
    {
        get;
        init => field = NftRegister.Require(value, nameof(SourceRegister));
    }

    /// <summary>Gets whether the value must be outside of the range (NFT_RANGE_NEQ).</summary>
    public bool Inverted { get; init; }

    /// <summary>Gets the first value of the range.</summary>
    public required NftValue From
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(From));
    }

    /// <summary>Gets the last value of the range.</summary>
    public required NftValue To
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(To));
    }

    internal override void Write(ref NetlinkMessageWriter writer)
    {
        NftRegister.Write(ref writer, NFTA_RANGE_SREG, SourceRegister);
        writer.WriteUInt32BigEndian(NFTA_RANGE_OP, Inverted ? 1u : 0u);
        From.Write(ref writer, NFTA_RANGE_FROM_DATA);
        To.Write(ref writer, NFTA_RANGE_TO_DATA);
    }

    private static NftRangeExpression? Parse(NetlinkAttributeReader attributes)
    {
        int? sourceRegister = null;
        bool inverted = false;
        NftValue? from = null;
        NftValue? to = null;
        foreach (NetlinkAttribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case NFTA_RANGE_SREG:
                    sourceRegister = NftRegister.Read(attribute);
                    break;
                case NFTA_RANGE_OP:
                    inverted = attribute.ReadUInt32BigEndian() != 0;
                    break;
                case NFTA_RANGE_FROM_DATA:
                    from = NftValue.Read(attribute);
                    break;
                case NFTA_RANGE_TO_DATA:
                    to = NftValue.Read(attribute);
                    break;
                default:
                    return null;
            }
        }

        return sourceRegister is null || from is null || to is null ? null : new NftRangeExpression
        {
            SourceRegister = sourceRegister.Value,
            Inverted = inverted,
            From = from,
            To = to,
        };
    }
}
