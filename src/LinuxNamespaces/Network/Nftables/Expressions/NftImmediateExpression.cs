using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Writes a value into a register, or gives a verdict on the packet.</summary>
/// <remarks>See linux/netfilter/nf_tables.h, <c>enum nft_immediate_attributes</c>.</remarks>
public sealed record NftImmediateExpression : NftExpression
{
    internal const ushort NFTA_IMMEDIATE_DREG = 1;
    internal const ushort NFTA_IMMEDIATE_DATA = 2;

    /// <summary>Creates an expression that writes a value.</summary>
    /// <param name="destinationRegister">The register; 1 to 23.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentOutOfRangeException">The register is not 1 to 23.</exception>
    public NftImmediateExpression(int destinationRegister, NftValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentOutOfRangeException.ThrowIfLessThan(destinationRegister, 1);
        DestinationRegister = NftRegister.Require(destinationRegister, nameof(destinationRegister));
        Value = value;
    }

    /// <summary>Creates an expression that gives a verdict.</summary>
    /// <param name="verdict">The verdict.</param>
    public NftImmediateExpression(NftVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        Verdict = verdict;
    }

    internal static NftExpressionKind Kind { get; } = new(
        "immediate",
        "CONFIG_NF_TABLES",
        Parse,
        new(NFTA_IMMEDIATE_DREG, nameof(NFTA_IMMEDIATE_DREG)),
        new(NFTA_IMMEDIATE_DATA, nameof(NFTA_IMMEDIATE_DATA)) { Nested = NftSchema.Data });

    /// <inheritdoc/>
    public override string Name => Kind.Name;

    /// <summary>Gets the register that is written; 0 for a verdict.</summary>
    public int DestinationRegister { get; }

    /// <summary>Gets the value; <see langword="null"/> for a verdict.</summary>
    public NftValue? Value { get; }

    /// <summary>Gets the verdict; <see langword="null"/> for a value.</summary>
    public NftVerdict? Verdict { get; }

    internal override void Write(ref NetlinkMessageWriter writer)
    {
        NftRegister.Write(ref writer, NFTA_IMMEDIATE_DREG, DestinationRegister);
        Value?.Write(ref writer, NFTA_IMMEDIATE_DATA);
        Verdict?.Write(ref writer, NFTA_IMMEDIATE_DATA);
    }

    private static NftImmediateExpression? Parse(NetlinkAttributeReader attributes)
    {
        int? register = null;
        NftValue? value = null;
        NftVerdict? verdict = null;
        foreach (NetlinkAttribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case NFTA_IMMEDIATE_DREG:
                    register = NftRegister.Read(attribute);
                    break;
                case NFTA_IMMEDIATE_DATA:
                    (value, verdict) = (NftValue.TryRead(attribute), NftVerdict.TryRead(attribute));
                    break;
                default:
                    return null;
            }
        }

        return verdict is not null && register is 0 ? new NftImmediateExpression(verdict)
            : value is not null && register is { } number ? new NftImmediateExpression(number, value)
            : null;
    }
}
