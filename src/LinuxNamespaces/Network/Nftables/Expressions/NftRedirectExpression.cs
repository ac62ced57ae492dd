using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Translates the destination of a connection to this host. It ends the rule.</summary>
/// <remarks>See linux/netfilter/nf_tables.h, <c>enum nft_redir_attributes</c>.</remarks>
public sealed record NftRedirectExpression : NftExpression
{
    internal const ushort NFTA_REDIR_REG_PROTO_MIN = 1;
    internal const ushort NFTA_REDIR_REG_PROTO_MAX = 2;
    internal const ushort NFTA_REDIR_FLAGS = 3;

    internal static NftExpressionKind Kind { get; } = new(
        "redir",
        "CONFIG_NFT_REDIR",
        Parse,
        new(NFTA_REDIR_REG_PROTO_MIN, nameof(NFTA_REDIR_REG_PROTO_MIN)),
        new(NFTA_REDIR_REG_PROTO_MAX, nameof(NFTA_REDIR_REG_PROTO_MAX)),
        new(NFTA_REDIR_FLAGS, nameof(NFTA_REDIR_FLAGS)));

    /// <inheritdoc/>
    public override string Name => Kind.Name;

    /// <summary>Gets the register with the port, or the first port; <see langword="null"/> to keep the port.</summary>
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

    /// <summary>Gets the flags.</summary>
    public NftNatFlags Flags
    {
        get;
        init => field = value & ~NftNatFlagBits.Derived;
    }

    internal override void Write(ref NetlinkMessageWriter writer)
    {
        NftRegister.Write(ref writer, NFTA_REDIR_REG_PROTO_MIN, PortRegister);

        NftRegister.Write(ref writer, NFTA_REDIR_REG_PROTO_MAX, LastPortRegister);

        if (NftNatFlagBits.ToKernel(Flags, PortRegister) is var flags and not 0)
        {
            writer.WriteUInt32BigEndian(NFTA_REDIR_FLAGS, flags);
        }
    }

    private static NftRedirectExpression? Parse(NetlinkAttributeReader attributes)
    {
        int? portRegister = null;
        int? lastPortRegister = null;
        NftNatFlags flags = default;
        foreach (NetlinkAttribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case NFTA_REDIR_REG_PROTO_MIN:
                    portRegister = NftRegister.Read(attribute);
                    break;
                case NFTA_REDIR_REG_PROTO_MAX:
                    lastPortRegister = NftRegister.Read(attribute);
                    break;
                case NFTA_REDIR_FLAGS:
                    flags = unchecked((NftNatFlags)attribute.ReadUInt32BigEndian());
                    break;
                default:
                    return null;
            }
        }

        return new NftRedirectExpression
        {
            PortRegister = portRegister,
            // The kernel reports the first one again if there is no other.
            LastPortRegister = lastPortRegister == portRegister ? null : lastPortRegister,
            Flags = flags,
        };
    }
}
