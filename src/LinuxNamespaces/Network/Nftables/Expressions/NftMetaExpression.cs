using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Reads what the kernel knows about a packet into a register, or changes it.</summary>
/// <remarks>See linux/netfilter/nf_tables.h, <c>enum nft_meta_attributes</c>.</remarks>
public sealed record NftMetaExpression : NftExpression
{
    internal const ushort NFTA_META_DREG = 1;
    internal const ushort NFTA_META_KEY = 2;
    internal const ushort NFTA_META_SREG = 3;

    internal static NftExpressionKind Kind { get; } = new(
        "meta",
        "CONFIG_NF_TABLES",
        Parse,
        new(NFTA_META_DREG, nameof(NFTA_META_DREG)),
        new(NFTA_META_KEY, nameof(NFTA_META_KEY)),
        new(NFTA_META_SREG, nameof(NFTA_META_SREG)));

    /// <inheritdoc/>
    public override string Name => Kind.Name;

    /// <summary>Gets the register that the value is written to; <see langword="null"/> if the value is changed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 23.</exception>
    public int? DestinationRegister
    {
        get;
        init => field = value is { } register ? NftRegister.Require(register, nameof(DestinationRegister)) : null;
    }

    /// <summary>Gets which value is meant.</summary>
    public required NftMetaKey Key { get; init; }

    /// <summary>Gets the register with the new value; <see langword="null"/> if the value is read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 23.</exception>
    public int? SourceRegister
    {
        get;
        init => field = value is { } register ? NftRegister.Require(register, nameof(SourceRegister)) : null;
    }

    internal override void Write(ref NetlinkMessageWriter writer)
    {
        writer.WriteUInt32BigEndian(NFTA_META_KEY, unchecked((uint)Key));

        NftRegister.Write(ref writer, NFTA_META_DREG, DestinationRegister);

        NftRegister.Write(ref writer, NFTA_META_SREG, SourceRegister);
    }

    private static NftMetaExpression? Parse(NetlinkAttributeReader attributes)
    {
        int? destinationRegister = null;
        NftMetaKey? key = null;
        int? sourceRegister = null;
        foreach (NetlinkAttribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case NFTA_META_DREG:
                    destinationRegister = NftRegister.Read(attribute);
                    break;
                case NFTA_META_KEY:
                    key = unchecked((NftMetaKey)attribute.ReadUInt32BigEndian());
                    break;
                case NFTA_META_SREG:
                    sourceRegister = NftRegister.Read(attribute);
                    break;
                default:
                    return null;
            }
        }

        return key is null ? null : new NftMetaExpression
        {
            DestinationRegister = destinationRegister,
            Key = key.Value,
            SourceRegister = sourceRegister,
        };
    }
}

/// <summary>Specifies what the kernel knows about a packet.</summary>
public enum NftMetaKey
{
    /// <summary>The length of the packet (NFT_META_LEN).</summary>
    Length = 0,

    /// <summary>The Ethernet protocol (NFT_META_PROTOCOL).</summary>
    Protocol = 1,

    /// <summary>The priority of the packet for traffic control (NFT_META_PRIORITY).</summary>
    Priority = 2,

    /// <summary>The mark of the packet (NFT_META_MARK).</summary>
    Mark = 3,

    /// <summary>The index of the link that the packet came in on (NFT_META_IIF).</summary>
    InputInterfaceIndex = 4,

    /// <summary>The index of the link that the packet goes out on (NFT_META_OIF).</summary>
    OutputInterfaceIndex = 5,

    /// <summary>The name of the link that the packet came in on (NFT_META_IIFNAME).</summary>
    InputInterfaceName = 6,

    /// <summary>The name of the link that the packet goes out on (NFT_META_OIFNAME).</summary>
    OutputInterfaceName = 7,

    /// <summary>The hardware type of the input link (NFT_META_IFTYPE).</summary>
    InputInterfaceType = 8,

    /// <summary>The hardware type of the output link (NFT_META_OIFTYPE).</summary>
    OutputInterfaceType = 9,

    /// <summary>The user ID of the socket that sent the packet (NFT_META_SKUID).</summary>
    SocketUserId = 10,

    /// <summary>The group ID of the socket that sent the packet (NFT_META_SKGID).</summary>
    SocketGroupId = 11,

    /// <summary>Whether the packet is traced (NFT_META_NFTRACE).</summary>
    Trace = 12,

    /// <summary>The realm of the route (NFT_META_RTCLASSID).</summary>
    RoutingClass = 13,

    /// <summary>The security mark (NFT_META_SECMARK).</summary>
    SecurityMark = 14,

    /// <summary>The family, such as 2 for IPv4 and 10 for IPv6 (NFT_META_NFPROTO).</summary>
    NetworkFamily = 15,

    /// <summary>The transport protocol (NFT_META_L4PROTO).</summary>
    TransportProtocol = 16,

    /// <summary>The name of the bridge that the packet came in on (NFT_META_BRI_IIFNAME).</summary>
    BridgeInputName = 17,

    /// <summary>The name of the bridge that the packet goes out on (NFT_META_BRI_OIFNAME).</summary>
    BridgeOutputName = 18,

    /// <summary>Whether the packet is for this host, broadcast or multicast (NFT_META_PKTTYPE).</summary>
    PacketType = 19,

    /// <summary>The number of the processor (NFT_META_CPU).</summary>
    Cpu = 20,

    /// <summary>The group of the input link (NFT_META_IIFGROUP).</summary>
    InputInterfaceGroup = 21,

    /// <summary>The group of the output link (NFT_META_OIFGROUP).</summary>
    OutputInterfaceGroup = 22,

    /// <summary>The net_cls class of the socket (NFT_META_CGROUP).</summary>
    Cgroup = 23,

    /// <summary>A random number (NFT_META_PRANDOM).</summary>
    Random = 24,

    /// <summary>Whether the packet was decrypted by IPsec (NFT_META_SECPATH).</summary>
    SecurityPath = 25,

    /// <summary>The kind of the input link, such as "veth" (NFT_META_IIFKIND).</summary>
    InputInterfaceKind = 26,

    /// <summary>The kind of the output link (NFT_META_OIFKIND).</summary>
    OutputInterfaceKind = 27,

    /// <summary>The default VLAN of the bridge port (NFT_META_BRI_IIFPVID).</summary>
    BridgeInputVlan = 28,

    /// <summary>The VLAN protocol of the bridge (NFT_META_BRI_IIFVPROTO).</summary>
    BridgeInputVlanProtocol = 29,

    /// <summary>The time in nanoseconds since 1970 (NFT_META_TIME_NS).</summary>
    Time = 30,

    /// <summary>The day of the week, 0 for Sunday (NFT_META_TIME_DAY).</summary>
    DayOfWeek = 31,

    /// <summary>The second of the day (NFT_META_TIME_HOUR).</summary>
    HourOfDay = 32,

    /// <summary>The index of the link below the VRF (NFT_META_SDIF).</summary>
    SlaveIndex = 33,

    /// <summary>The name of the link below the VRF (NFT_META_SDIFNAME).</summary>
    SlaveName = 34,
}
