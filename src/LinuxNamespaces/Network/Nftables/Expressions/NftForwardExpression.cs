using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Sends a packet out on another link. Only in the family netdev.</summary>
/// <remarks>See linux/netfilter/nf_tables.h, <c>enum nft_fwd_attributes</c>.</remarks>
public sealed record NftForwardExpression : NftExpression
{
    internal const ushort NFTA_FWD_SREG_DEV = 1;
    internal const ushort NFTA_FWD_SREG_ADDR = 2;
    internal const ushort NFTA_FWD_NFPROTO = 3;

    internal static NftExpressionKind Kind { get; } = new(
        "fwd",
        "CONFIG_NFT_FWD_NETDEV",
        Parse,
        new(NFTA_FWD_SREG_DEV, nameof(NFTA_FWD_SREG_DEV)),
        new(NFTA_FWD_SREG_ADDR, nameof(NFTA_FWD_SREG_ADDR)),
        new(NFTA_FWD_NFPROTO, nameof(NFTA_FWD_NFPROTO)));

    /// <inheritdoc/>
    public override string Name => Kind.Name;

    /// <summary>Gets the register with the index of the link.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 23.</exception>
    public int? InterfaceRegister
    {
        get;
        init => field = value is { } register ? NftRegister.Require(register, nameof(InterfaceRegister)) : null;
    }

    /// <summary>Gets the register with the address of the neighbour; <see langword="null"/> to keep the link-layer addresses.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 23.</exception>
    public int? AddressRegister
    {
        get;
        init => field = value is { } register ? NftRegister.Require(register, nameof(AddressRegister)) : null;
    }

    /// <summary>Gets the family of the address; <see langword="null"/> without an address.</summary>
    public NftFamily? Family { get; init; }

    internal override void Write(ref NetlinkMessageWriter writer)
    {
        NftRegister.Write(ref writer, NFTA_FWD_SREG_DEV, InterfaceRegister);

        NftRegister.Write(ref writer, NFTA_FWD_SREG_ADDR, AddressRegister);

        if (Family is { } family)
        {
            writer.WriteUInt32BigEndian(NFTA_FWD_NFPROTO, unchecked((uint)family));
        }
    }

    private static NftForwardExpression? Parse(NetlinkAttributeReader attributes)
    {
        int? interfaceRegister = null;
        int? addressRegister = null;
        NftFamily? family = null;
        foreach (NetlinkAttribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case NFTA_FWD_SREG_DEV:
                    interfaceRegister = NftRegister.Read(attribute);
                    break;
                case NFTA_FWD_SREG_ADDR:
                    addressRegister = NftRegister.Read(attribute);
                    break;
                case NFTA_FWD_NFPROTO:
                    family = unchecked((NftFamily)attribute.ReadUInt32BigEndian());
                    break;
                default:
                    return null;
            }
        }

        return new NftForwardExpression
        {
            InterfaceRegister = interfaceRegister,
            AddressRegister = addressRegister,
            Family = family,
        };
    }
}
