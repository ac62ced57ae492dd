using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Translates the source of a connection to an address of the link that the packet goes out on. It ends the rule.</summary>
/// <remarks>See linux/netfilter/nf_tables.h, <c>enum nft_masq_attributes</c>.</remarks>
public sealed record NftMasqueradeExpression : NftExpression
{
    internal const ushort NFTA_MASQ_FLAGS = 1;
    internal const ushort NFTA_MASQ_REG_PROTO_MIN = 2;
    internal const ushort NFTA_MASQ_REG_PROTO_MAX = 3;

    internal static NftExpressionKind Kind { get; } = new(
        "masq",
        "CONFIG_NFT_MASQ",
        Parse,
        new(NFTA_MASQ_FLAGS, nameof(NFTA_MASQ_FLAGS)),
        new(NFTA_MASQ_REG_PROTO_MIN, nameof(NFTA_MASQ_REG_PROTO_MIN)),
        new(NFTA_MASQ_REG_PROTO_MAX, nameof(NFTA_MASQ_REG_PROTO_MAX)));

    /// <inheritdoc/>
    public override string Name => Kind.Name;

    /// <summary>Gets the flags.</summary>
    public NftNatFlags Flags
    {
        get;
        init => field = value & ~NftNatFlagBits.Derived;
    }

    /// <summary>Gets the register with the first port; <see langword="null"/> for any port.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 23.</exception>
    public int? PortRegister
    {
        get;
        init => field = value is { } register ? NftRegister.Require(register, nameof(PortRegister)) : null;
    }

    /// <summary>Gets the register with the last port; <see langword="null"/> for a single port.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 23.</exception>
    public int? LastPortRegister
    {
        get;
        init => field = value is { } register ? NftRegister.Require(register, nameof(LastPortRegister)) : null;
    }

    internal override void Write(ref NetlinkMessageWriter writer)
    {
        if (NftNatFlagBits.ToKernel(Flags, PortRegister) is var flags and not 0)
        {
            writer.WriteUInt32BigEndian(NFTA_MASQ_FLAGS, flags);
        }

        NftRegister.Write(ref writer, NFTA_MASQ_REG_PROTO_MIN, PortRegister);

        NftRegister.Write(ref writer, NFTA_MASQ_REG_PROTO_MAX, LastPortRegister);
    }

    private static NftMasqueradeExpression? Parse(NetlinkAttributeReader attributes)
    {
        NftNatFlags flags = default;
        int? portRegister = null;
        int? lastPortRegister = null;
        foreach (NetlinkAttribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case NFTA_MASQ_FLAGS:
                    flags = unchecked((NftNatFlags)attribute.ReadUInt32BigEndian());
                    break;
                case NFTA_MASQ_REG_PROTO_MIN:
                    portRegister = NftRegister.Read(attribute);
                    break;
                case NFTA_MASQ_REG_PROTO_MAX:
                    lastPortRegister = NftRegister.Read(attribute);
                    break;
                default:
                    return null;
            }
        }

        return new NftMasqueradeExpression
        {
            Flags = flags,
            PortRegister = portRegister,
            // The kernel reports the first one again if there is no other.
            LastPortRegister = lastPortRegister == portRegister ? null : lastPortRegister,
        };
    }
}
