using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Looks a register up in a set or map. The rule continues if the element is found, or if it is not and the expression is inverted.</summary>
/// <remarks>See linux/netfilter/nf_tables.h, <c>enum nft_lookup_attributes</c>.</remarks>
public sealed record NftLookupExpression : NftExpression
{
    internal const ushort NFTA_LOOKUP_SET = 1;
    internal const ushort NFTA_LOOKUP_SREG = 2;
    internal const ushort NFTA_LOOKUP_DREG = 3;
    internal const ushort NFTA_LOOKUP_SET_ID = 4;
    internal const ushort NFTA_LOOKUP_FLAGS = 5;

    internal const uint NFT_LOOKUP_F_INV = 1 << 0;

    internal static NftExpressionKind Kind { get; } = new(
        "lookup",
        "CONFIG_NF_TABLES",
        Parse,
        new(NFTA_LOOKUP_SET, nameof(NFTA_LOOKUP_SET)),
        new(NFTA_LOOKUP_SREG, nameof(NFTA_LOOKUP_SREG)),
        new(NFTA_LOOKUP_DREG, nameof(NFTA_LOOKUP_DREG)),
        new(NFTA_LOOKUP_SET_ID, nameof(NFTA_LOOKUP_SET_ID)),
        new(NFTA_LOOKUP_FLAGS, nameof(NFTA_LOOKUP_FLAGS)));

    /// <inheritdoc/>
    public override string Name => Kind.Name;

    /// <summary>Gets the name of the set.</summary>
    /// <exception cref="ArgumentException">The text is empty, has more than 255 bytes or contains a NUL character.</exception>
    public required string Set
    {
        get;
        init => field = NftName.RequireText(value, 255, nameof(Set));
    }

    /// <summary>Gets the register that is read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 23.</exception>
    public required int SourceRegister
    {
        get;
        init => field = NftRegister.Require(value, nameof(SourceRegister));
    }

    /// <summary>Gets the register that the value of a map is written to; 0 for a verdict, <see langword="null"/> for a set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 23.</exception>
    public int? DestinationRegister
    {
        get;
        init => field = value is { } register ? NftRegister.Require(register, nameof(DestinationRegister)) : null;
    }

    /// <summary>Gets the number of a set of the same transaction; <see langword="null"/> to find the set by its name. It is not reported.</summary>
    public uint? SetId { get; init; }

    /// <summary>Gets whether the element must not be found (NFT_LOOKUP_F_INV).</summary>
    public bool Inverted { get; init; }

    internal override void Write(ref NetlinkMessageWriter writer)
    {
        NftRegister.Write(ref writer, NFTA_LOOKUP_SREG, SourceRegister);

        NftRegister.Write(ref writer, NFTA_LOOKUP_DREG, DestinationRegister);

        writer.WriteString(NFTA_LOOKUP_SET, Set);

        if (SetId is { } setId)
        {
            writer.WriteUInt32BigEndian(NFTA_LOOKUP_SET_ID, setId);
        }

        if (Inverted)
        {
            writer.WriteUInt32BigEndian(NFTA_LOOKUP_FLAGS, NFT_LOOKUP_F_INV);
        }
    }

    private static NftLookupExpression? Parse(NetlinkAttributeReader attributes)
    {
        string? set = null;
        int? sourceRegister = null;
        int? destinationRegister = null;
        uint? setId = null;
        uint flags = 0;
        foreach (NetlinkAttribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case NFTA_LOOKUP_SET:
                    set = attribute.ReadString();
                    break;
                case NFTA_LOOKUP_SREG:
                    sourceRegister = NftRegister.Read(attribute);
                    break;
                case NFTA_LOOKUP_DREG:
                    destinationRegister = NftRegister.Read(attribute);
                    break;
                case NFTA_LOOKUP_SET_ID:
                    setId = attribute.ReadUInt32BigEndian();
                    break;
                case NFTA_LOOKUP_FLAGS:
                    flags = attribute.ReadUInt32BigEndian();
                    break;
                default:
                    return null;
            }
        }

        return set is null || sourceRegister is null ? null : new NftLookupExpression
        {
            Set = set,
            SourceRegister = sourceRegister.Value,
            DestinationRegister = destinationRegister,
            SetId = setId,
            Inverted = flags != 0,
        };
    }
}
