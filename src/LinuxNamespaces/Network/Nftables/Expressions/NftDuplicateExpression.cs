using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Sends a copy of a packet to another host or link.</summary>
/// <remarks>See linux/netfilter/nf_tables.h, <c>enum nft_dup_attributes</c>.</remarks>
public sealed record NftDuplicateExpression : NftExpression
{
    internal const ushort NFTA_DUP_SREG_ADDR = 1;
    internal const ushort NFTA_DUP_SREG_DEV = 2;

    internal static NftExpressionKind Kind { get; } = new(
        "dup",
        "CONFIG_NFT_DUP_IPV4",
        Parse,
        new(NFTA_DUP_SREG_ADDR, nameof(NFTA_DUP_SREG_ADDR)),
        new(NFTA_DUP_SREG_DEV, nameof(NFTA_DUP_SREG_DEV)));

    /// <inheritdoc/>
    public override string Name => Kind.Name;

    /// <summary>Gets the register with the address of the host; <see langword="null"/> in the family netdev.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 23.</exception>
    public int? AddressRegister
    {
        get;
        init => field = value is { } register ? NftRegister.Require(register, nameof(AddressRegister)) : null;
    }

    /// <summary>Gets the register with the index of the link; <see langword="null"/> if routes choose it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 23.</exception>
    public int? InterfaceRegister
    {
        get;
        init => field = value is { } register ? NftRegister.Require(register, nameof(InterfaceRegister)) : null;
    }

    internal override void Write(ref NetlinkMessageWriter writer)
    {
        NftRegister.Write(ref writer, NFTA_DUP_SREG_ADDR, AddressRegister);

        NftRegister.Write(ref writer, NFTA_DUP_SREG_DEV, InterfaceRegister);
    }

    private static NftDuplicateExpression? Parse(NetlinkAttributeReader attributes)
    {
        int? addressRegister = null;
        int? interfaceRegister = null;
        foreach (NetlinkAttribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case NFTA_DUP_SREG_ADDR:
                    addressRegister = NftRegister.Read(attribute);
                    break;
                case NFTA_DUP_SREG_DEV:
                    interfaceRegister = NftRegister.Read(attribute);
                    break;
                default:
                    return null;
            }
        }

        return new NftDuplicateExpression
        {
            AddressRegister = addressRegister,
            InterfaceRegister = interfaceRegister,
        };
    }
}
