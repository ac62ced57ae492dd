using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Compares a register with a value. The rule continues if the comparison holds.</summary>
/// <remarks>See linux/netfilter/nf_tables.h, <c>enum nft_cmp_attributes</c>.</remarks>
public sealed record NftCompareExpression : NftExpression
{
    internal const ushort NFTA_CMP_SREG = 1;
    internal const ushort NFTA_CMP_OP = 2;
    internal const ushort NFTA_CMP_DATA = 3;

    internal static NftExpressionKind Kind { get; } = new(
        "cmp",
        "CONFIG_NF_TABLES",
        Parse,
        new(NFTA_CMP_SREG, nameof(NFTA_CMP_SREG)),
        new(NFTA_CMP_OP, nameof(NFTA_CMP_OP)),
        new(NFTA_CMP_DATA, nameof(NFTA_CMP_DATA)) { Nested = NftSchema.Data });

    /// <inheritdoc/>
    public override string Name => Kind.Name;

    /// <summary>Gets the register that is read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 23.</exception>
    public required int SourceRegister
    {
        get;
        init => field = NftRegister.Require(value, nameof(SourceRegister));
    }

    /// <summary>Gets how they are compared. Defaults to <see cref="NftCompareOperator.Equal"/>.</summary>
    public NftCompareOperator Operator { get; init; }

    /// <summary>Gets the value.</summary>
    public required NftValue Value
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Value));
    }

    internal override void Write(ref NetlinkMessageWriter writer)
    {
        NftRegister.Write(ref writer, NFTA_CMP_SREG, SourceRegister);
        writer.WriteUInt32BigEndian(NFTA_CMP_OP, unchecked((uint)Operator));
        Value.Write(ref writer, NFTA_CMP_DATA);
    }

    private static NftCompareExpression? Parse(NetlinkAttributeReader attributes)
    {
        int? sourceRegister = null;
        NftCompareOperator @operator = default;
        NftValue? value = null;
        foreach (NetlinkAttribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case NFTA_CMP_SREG:
                    sourceRegister = NftRegister.Read(attribute);
                    break;
                case NFTA_CMP_OP:
                    @operator = unchecked((NftCompareOperator)attribute.ReadUInt32BigEndian());
                    break;
                case NFTA_CMP_DATA:
                    value = NftValue.Read(attribute);
                    break;
                default:
                    return null;
            }
        }

        return sourceRegister is null || value is null ? null : new NftCompareExpression
        {
            SourceRegister = sourceRegister.Value,
            Operator = @operator,
            Value = value,
        };
    }
}

/// <summary>Specifies how values are compared.</summary>
public enum NftCompareOperator
{
    /// <summary>Equal (NFT_CMP_EQ).</summary>
    Equal = 0,

    /// <summary>Not equal (NFT_CMP_NEQ).</summary>
    NotEqual = 1,

    /// <summary>Less, as big-endian numbers (NFT_CMP_LT).</summary>
    Less = 2,

    /// <summary>Less or equal (NFT_CMP_LTE).</summary>
    LessOrEqual = 3,

    /// <summary>Greater (NFT_CMP_GT).</summary>
    Greater = 4,

    /// <summary>Greater or equal (NFT_CMP_GTE).</summary>
    GreaterOrEqual = 5,
}
