using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Selects packets by the fields of their headers. What is <see langword="null"/> is not compared.</summary>
/// <remarks>See tc-flower(8). Kernel 4.2. Addresses and ports need <see cref="TrafficFilter.Protocol"/> of their family.</remarks>
/// <example>
/// Drops what is received for the UDP port 53:
/// <code>
/// link.Qdiscs.Replace(new ClsactQdisc());
/// link.Filters.Add(new FlowerFilter
/// {
///     Parent = TrafficHandle.ClsactIngress,
///     Protocol = EtherType.IPv4,
///     IPProtocol = ProtocolType.Udp,
///     DestinationPort = 53,
///     Actions = [new GactAction(TrafficVerdict.Drop)],
/// });
/// </code>
/// </example>
public sealed record FlowerFilter : TrafficFilter, ITrafficKind<FlowerFilter>
{
    internal const ushort TCA_FLOWER_CLASSID = 1;
    internal const ushort TCA_FLOWER_INDEV = 2;
    internal const ushort TCA_FLOWER_ACT = 3;
    internal const ushort TCA_FLOWER_KEY_ETH_DST = 4;
    internal const ushort TCA_FLOWER_KEY_ETH_DST_MASK = 5;
    internal const ushort TCA_FLOWER_KEY_ETH_SRC = 6;
    internal const ushort TCA_FLOWER_KEY_ETH_SRC_MASK = 7;
    internal const ushort TCA_FLOWER_KEY_ETH_TYPE = 8;
    internal const ushort TCA_FLOWER_KEY_IP_PROTO = 9;
    internal const ushort TCA_FLOWER_KEY_IPV4_SRC = 10;
    internal const ushort TCA_FLOWER_KEY_IPV4_SRC_MASK = 11;
    internal const ushort TCA_FLOWER_KEY_IPV4_DST = 12;
    internal const ushort TCA_FLOWER_KEY_IPV4_DST_MASK = 13;
    internal const ushort TCA_FLOWER_KEY_IPV6_SRC = 14;
    internal const ushort TCA_FLOWER_KEY_IPV6_SRC_MASK = 15;
    internal const ushort TCA_FLOWER_KEY_IPV6_DST = 16;
    internal const ushort TCA_FLOWER_KEY_IPV6_DST_MASK = 17;
    internal const ushort TCA_FLOWER_KEY_TCP_SRC = 18;
    internal const ushort TCA_FLOWER_KEY_TCP_DST = 19;
    internal const ushort TCA_FLOWER_KEY_UDP_SRC = 20;
    internal const ushort TCA_FLOWER_KEY_UDP_DST = 21;
    internal const ushort TCA_FLOWER_FLAGS = 22;
    internal const ushort TCA_FLOWER_KEY_VLAN_ID = 23;
    internal const ushort TCA_FLOWER_KEY_VLAN_PRIO = 24;
    internal const ushort TCA_FLOWER_KEY_VLAN_ETH_TYPE = 25;
    internal const ushort TCA_FLOWER_KEY_SCTP_SRC = 41;
    internal const ushort TCA_FLOWER_KEY_SCTP_DST = 42;

    private const int MaxVlan = 4095;
    private const int MaxVlanPriority = 7;

    /// <summary>Gets the kind <c>flower</c>.</summary>
    public static TrafficKind<FlowerFilter> Kind { get; } = new("flower", options => FlowerReader.Read(options))
    {
        Feature = "flower filters (CONFIG_NET_CLS_FLOWER)",
        OptionAttributes = new NetlinkAttributeSet(
            new(TCA_FLOWER_CLASSID, nameof(TCA_FLOWER_CLASSID)),
            new(TCA_FLOWER_INDEV, nameof(TCA_FLOWER_INDEV)),
            TrafficSchema.Actions(TCA_FLOWER_ACT, nameof(TCA_FLOWER_ACT)),
            new(TCA_FLOWER_KEY_ETH_DST, nameof(TCA_FLOWER_KEY_ETH_DST)),
            new(TCA_FLOWER_KEY_ETH_DST_MASK, nameof(TCA_FLOWER_KEY_ETH_DST_MASK)),
            new(TCA_FLOWER_KEY_ETH_SRC, nameof(TCA_FLOWER_KEY_ETH_SRC)),
            new(TCA_FLOWER_KEY_ETH_SRC_MASK, nameof(TCA_FLOWER_KEY_ETH_SRC_MASK)),
            new(TCA_FLOWER_KEY_ETH_TYPE, nameof(TCA_FLOWER_KEY_ETH_TYPE)),
            new(TCA_FLOWER_KEY_IP_PROTO, nameof(TCA_FLOWER_KEY_IP_PROTO)),
            new(TCA_FLOWER_KEY_IPV4_SRC, nameof(TCA_FLOWER_KEY_IPV4_SRC)),
            new(TCA_FLOWER_KEY_IPV4_SRC_MASK, nameof(TCA_FLOWER_KEY_IPV4_SRC_MASK)),
            new(TCA_FLOWER_KEY_IPV4_DST, nameof(TCA_FLOWER_KEY_IPV4_DST)),
            new(TCA_FLOWER_KEY_IPV4_DST_MASK, nameof(TCA_FLOWER_KEY_IPV4_DST_MASK)),
            new(TCA_FLOWER_KEY_IPV6_SRC, nameof(TCA_FLOWER_KEY_IPV6_SRC)),
            new(TCA_FLOWER_KEY_IPV6_SRC_MASK, nameof(TCA_FLOWER_KEY_IPV6_SRC_MASK)),
            new(TCA_FLOWER_KEY_IPV6_DST, nameof(TCA_FLOWER_KEY_IPV6_DST)),
            new(TCA_FLOWER_KEY_IPV6_DST_MASK, nameof(TCA_FLOWER_KEY_IPV6_DST_MASK)),
            new(TCA_FLOWER_KEY_TCP_SRC, nameof(TCA_FLOWER_KEY_TCP_SRC)),
            new(TCA_FLOWER_KEY_TCP_DST, nameof(TCA_FLOWER_KEY_TCP_DST)),
            new(TCA_FLOWER_KEY_UDP_SRC, nameof(TCA_FLOWER_KEY_UDP_SRC)),
            new(TCA_FLOWER_KEY_UDP_DST, nameof(TCA_FLOWER_KEY_UDP_DST)),
            new(TCA_FLOWER_FLAGS, nameof(TCA_FLOWER_FLAGS)),
            new(TCA_FLOWER_KEY_VLAN_ID, nameof(TCA_FLOWER_KEY_VLAN_ID)),
            new(TCA_FLOWER_KEY_VLAN_PRIO, nameof(TCA_FLOWER_KEY_VLAN_PRIO)),
            new(TCA_FLOWER_KEY_VLAN_ETH_TYPE, nameof(TCA_FLOWER_KEY_VLAN_ETH_TYPE)),
            new(TCA_FLOWER_KEY_SCTP_SRC, nameof(TCA_FLOWER_KEY_SCTP_SRC)),
            new(TCA_FLOWER_KEY_SCTP_DST, nameof(TCA_FLOWER_KEY_SCTP_DST))),
    };

    /// <summary>Gets the source address in the Ethernet header.</summary>
    /// <exception cref="ArgumentException">The address does not have 6 bytes.</exception>
    public PhysicalAddress? SourceLinkAddress
    {
        get;
        init => field = EthernetAddress.Require(value, nameof(SourceLinkAddress));
    }

    /// <summary>Gets the destination address in the Ethernet header.</summary>
    /// <exception cref="ArgumentException">The address does not have 6 bytes.</exception>
    public PhysicalAddress? DestinationLinkAddress
    {
        get;
        init => field = EthernetAddress.Require(value, nameof(DestinationLinkAddress));
    }

    /// <summary>Gets the protocol in the IP header, such as <see cref="ProtocolType.Tcp"/>; 0 to 255.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public ProtocolType? IPProtocol
    {
        get;
        init => field = (ProtocolType?)NumberRange.Require((int?)value, 0, byte.MaxValue, nameof(IPProtocol));
    }

    /// <summary>Gets the network of the source address.</summary>
    public IPNetwork? Source { get; init; }

    /// <summary>Gets the network of the destination address.</summary>
    public IPNetwork? Destination { get; init; }

    /// <summary>Gets the source port; 0 to 65535. It needs TCP, UDP or SCTP as <see cref="IPProtocol"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? SourcePort
    {
        get;
        init => field = NumberRange.Require(value, 0, ushort.MaxValue, nameof(SourcePort));
    }

    /// <summary>Gets the destination port; 0 to 65535. It needs TCP, UDP or SCTP as <see cref="IPProtocol"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? DestinationPort
    {
        get;
        init => field = NumberRange.Require(value, 0, ushort.MaxValue, nameof(DestinationPort));
    }

    /// <summary>Gets the number in the VLAN tag; 0 to 4095. It needs <see cref="EtherType.Vlan"/> as protocol.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? VlanId
    {
        get;
        init => field = NumberRange.Require(value, 0, MaxVlan, nameof(VlanId));
    }

    /// <summary>Gets the priority in the VLAN tag; 0 to 7. It needs <see cref="EtherType.Vlan"/> as protocol.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? VlanPriority
    {
        get;
        init => field = NumberRange.Require(value, 0, MaxVlanPriority, nameof(VlanPriority));
    }

    /// <inheritdoc/>
    public override TrafficKind TrafficKind => Kind;

    internal bool HasPorts => SourcePort is not null || DestinationPort is not null;

    /// <inheritdoc/>
    protected override void Validate()
    {
        RequireFamily(Source, nameof(Source));
        RequireFamily(Destination, nameof(Destination));
        if (IPProtocol is not null && Protocol is not (EtherType.IPv4 or EtherType.IPv6))
        {
            throw new ArgumentException($"{nameof(IPProtocol)} needs IPv4 or IPv6 as {nameof(Protocol)}.");
        }

        if (HasPorts && FlowerReader.PortsOf(IPProtocol) is null)
        {
            throw new ArgumentException($"Ports need TCP, UDP or SCTP as {nameof(IPProtocol)}.");
        }

        if ((VlanId is not null || VlanPriority is not null) && Protocol is not (EtherType.Vlan or EtherType.ProviderVlan))
        {
            throw new ArgumentException($"A VLAN tag needs {nameof(EtherType.Vlan)} or {nameof(EtherType.ProviderVlan)} as {nameof(Protocol)}.");
        }
    }

    /// <inheritdoc/>
    protected override void WriteOptions(ref NetlinkMessageWriter writer)
    {
        FlowerReader.WriteKeys(ref writer, this);
        writer.WriteOptional(TCA_FLOWER_CLASSID, Target?.Value);
        TrafficActions.Write(ref writer, TCA_FLOWER_ACT, Actions);
    }

    private void RequireFamily(IPNetwork? network, string name)
    {
        EtherType needed = network?.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6 ? EtherType.IPv6 : EtherType.IPv4;
        if (network is not null && Protocol != needed)
        {
            throw new ArgumentException($"{name} needs {needed} as {nameof(Protocol)}.");
        }
    }
}
