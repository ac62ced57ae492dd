using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Hands a packet to a transparent socket of this host without a change of the packet.</summary>
/// <remarks>See linux/netfilter/nf_tables.h, <c>enum nft_tproxy_attributes</c>.</remarks>
public sealed record NftTransparentProxyExpression : NftExpression
{
    internal const ushort NFTA_TPROXY_FAMILY = 1;
    internal const ushort NFTA_TPROXY_REG_ADDR = 2;
    internal const ushort NFTA_TPROXY_REG_PORT = 3;

    internal static NftExpressionKind Kind { get; } = new(
        "tproxy",
        "CONFIG_NFT_TPROXY",
        Parse,
        new(NFTA_TPROXY_FAMILY, nameof(NFTA_TPROXY_FAMILY)),
        new(NFTA_TPROXY_REG_ADDR, nameof(NFTA_TPROXY_REG_ADDR)),
        new(NFTA_TPROXY_REG_PORT, nameof(NFTA_TPROXY_REG_PORT)));

    /// <inheritdoc/>
    public override string Name => Kind.Name;

    /// <summary>Gets the family: IPv4, IPv6 or both.</summary>
    public required NftFamily Family { get; init; }

    /// <summary>Gets the register with the address of the socket; <see langword="null"/> for any.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 23.</exception>
    public int? AddressRegister
    {
        get;
        init => field = value is { } register ? NftRegister.Require(register, nameof(AddressRegister)) : null;
    }

    /// <summary>Gets the register with the port of the socket; <see langword="null"/> for that of the packet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 23.</exception>
    public int? PortRegister
    {
        get;
        init => field = value is { } register ? NftRegister.Require(register, nameof(PortRegister)) : null;
    }

    internal override void Write(ref NetlinkMessageWriter writer)
    {
        writer.WriteUInt32BigEndian(NFTA_TPROXY_FAMILY, unchecked((uint)Family));

        NftRegister.Write(ref writer, NFTA_TPROXY_REG_ADDR, AddressRegister);

        NftRegister.Write(ref writer, NFTA_TPROXY_REG_PORT, PortRegister);
    }

    private static NftTransparentProxyExpression? Parse(NetlinkAttributeReader attributes)
    {
        NftFamily? family = null;
        int? addressRegister = null;
        int? portRegister = null;
        foreach (NetlinkAttribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case NFTA_TPROXY_FAMILY:
                    family = unchecked((NftFamily)attribute.ReadUInt32BigEndian());
                    break;
                case NFTA_TPROXY_REG_ADDR:
                    addressRegister = NftRegister.Read(attribute);
                    break;
                case NFTA_TPROXY_REG_PORT:
                    portRegister = NftRegister.Read(attribute);
                    break;
                default:
                    return null;
            }
        }

        return family is null ? null : new NftTransparentProxyExpression
        {
            Family = family.Value,
            AddressRegister = addressRegister,
            PortRegister = portRegister,
        };
    }
}
