using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Translates the source or the destination of a connection. It ends the rule.</summary>
/// <remarks>See linux/netfilter/nf_tables.h, <c>enum nft_nat_attributes</c>.</remarks>
public sealed record NftNatExpression : NftExpression
{
    internal const ushort NFTA_NAT_TYPE = 1;
    internal const ushort NFTA_NAT_FAMILY = 2;
    internal const ushort NFTA_NAT_REG_ADDR_MIN = 3;
    internal const ushort NFTA_NAT_REG_ADDR_MAX = 4;
    internal const ushort NFTA_NAT_REG_PROTO_MIN = 5;
    internal const ushort NFTA_NAT_REG_PROTO_MAX = 6;
    internal const ushort NFTA_NAT_FLAGS = 7;

    internal static NftExpressionKind Kind { get; } = new(
        "nat",
        "CONFIG_NFT_NAT",
        Parse,
        new(NFTA_NAT_TYPE, nameof(NFTA_NAT_TYPE)),
        new(NFTA_NAT_FAMILY, nameof(NFTA_NAT_FAMILY)),
        new(NFTA_NAT_REG_ADDR_MIN, nameof(NFTA_NAT_REG_ADDR_MIN)),
        new(NFTA_NAT_REG_ADDR_MAX, nameof(NFTA_NAT_REG_ADDR_MAX)),
        new(NFTA_NAT_REG_PROTO_MIN, nameof(NFTA_NAT_REG_PROTO_MIN)),
        new(NFTA_NAT_REG_PROTO_MAX, nameof(NFTA_NAT_REG_PROTO_MAX)),
        new(NFTA_NAT_FLAGS, nameof(NFTA_NAT_FLAGS)));

    /// <inheritdoc/>
    public override string Name => Kind.Name;

    /// <summary>Gets which address is translated.</summary>
    public required NftNatType Type { get; init; }

    /// <summary>Gets the family of the address: IPv4 or IPv6.</summary>
    public required NftFamily Family { get; init; }

    /// <summary>Gets the register with the address, or the first address; <see langword="null"/> to keep the address.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 23.</exception>
    public int? AddressRegister
    {
        get;
        init => field = value is { } register ? NftRegister.Require(register, nameof(AddressRegister)) : null;
    }

    /// <summary>Gets the register with the last address; <see langword="null"/> for a single address.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 23.</exception>
    public int? LastAddressRegister
    {
        get;
        init => field = value is { } register ? NftRegister.Require(register, nameof(LastAddressRegister)) : null;
    }

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
        writer.WriteUInt32BigEndian(NFTA_NAT_TYPE, unchecked((uint)Type));
        writer.WriteUInt32BigEndian(NFTA_NAT_FAMILY, unchecked((uint)Family));

        NftRegister.Write(ref writer, NFTA_NAT_REG_ADDR_MIN, AddressRegister);

        NftRegister.Write(ref writer, NFTA_NAT_REG_ADDR_MAX, LastAddressRegister);

        NftRegister.Write(ref writer, NFTA_NAT_REG_PROTO_MIN, PortRegister);

        NftRegister.Write(ref writer, NFTA_NAT_REG_PROTO_MAX, LastPortRegister);

        if (NftNatFlagBits.ToKernel(Flags, PortRegister) is var flags and not 0)
        {
            writer.WriteUInt32BigEndian(NFTA_NAT_FLAGS, flags);
        }
    }

    private static NftNatExpression? Parse(NetlinkAttributeReader attributes)
    {
        NftNatType? type = null;
        NftFamily? family = null;
        int? addressRegister = null;
        int? lastAddressRegister = null;
        int? portRegister = null;
        int? lastPortRegister = null;
        NftNatFlags flags = default;
        foreach (NetlinkAttribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case NFTA_NAT_TYPE:
                    type = unchecked((NftNatType)attribute.ReadUInt32BigEndian());
                    break;
                case NFTA_NAT_FAMILY:
                    family = unchecked((NftFamily)attribute.ReadUInt32BigEndian());
                    break;
                case NFTA_NAT_REG_ADDR_MIN:
                    addressRegister = NftRegister.Read(attribute);
                    break;
                case NFTA_NAT_REG_ADDR_MAX:
                    lastAddressRegister = NftRegister.Read(attribute);
                    break;
                case NFTA_NAT_REG_PROTO_MIN:
                    portRegister = NftRegister.Read(attribute);
                    break;
                case NFTA_NAT_REG_PROTO_MAX:
                    lastPortRegister = NftRegister.Read(attribute);
                    break;
                case NFTA_NAT_FLAGS:
                    flags = unchecked((NftNatFlags)attribute.ReadUInt32BigEndian());
                    break;
                default:
                    return null;
            }
        }

        return type is null || family is null ? null : new NftNatExpression
        {
            Type = type.Value,
            Family = family.Value,
            AddressRegister = addressRegister,
            // The kernel reports the first one again if there is no other.
            LastAddressRegister = lastAddressRegister == addressRegister ? null : lastAddressRegister,
            PortRegister = portRegister,
            LastPortRegister = lastPortRegister == portRegister ? null : lastPortRegister,
            Flags = flags,
        };
    }
}

/// <summary>Specifies which address is translated.</summary>
public enum NftNatType
{
    /// <summary>The source (NFT_NAT_SNAT).</summary>
    Source = 0,

    /// <summary>The destination (NFT_NAT_DNAT).</summary>
    Destination = 1,
}

/// <summary>Specifies how addresses and ports are translated.</summary>
[Flags]
public enum NftNatFlags
{
    /// <summary>No flags.</summary>
    None = 0,

    /// <summary>Ports are chosen at random, from a hash (NF_NAT_RANGE_PROTO_RANDOM).</summary>
    Random = 4,

    /// <summary>A client keeps its address (NF_NAT_RANGE_PERSISTENT).</summary>
    Persistent = 8,

    /// <summary>Ports are chosen at random (NF_NAT_RANGE_PROTO_RANDOM_FULLY).</summary>
    FullyRandom = 16,

    /// <summary>A prefix is mapped to another one (NF_NAT_RANGE_NETMAP).</summary>
    NetMap = 64,
}
