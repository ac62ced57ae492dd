using System.Globalization;
using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.BridgeSchema;

namespace LinuxNamespaces.Network;

/// <summary>How a bridge is set, at one moment.</summary>
public sealed record BridgeInfo
{
    internal BridgeInfo()
    {
    }

    /// <summary>The id of the bridge: its priority and its link-layer address, as in <c>8000.02fc00000001</c>.</summary>
    public string? BridgeId { get; private set; }

    /// <summary>The id of the root of the spanning tree.</summary>
    public string? RootId { get; private set; }

    /// <summary>Whether the bridge speaks the spanning tree protocol.</summary>
    public bool SpanningTree { get; private set; }

    /// <summary>How long a new port listens and learns before it forwards.</summary>
    public TimeSpan ForwardDelay { get; private set; }

    /// <summary>The time between the packets of the spanning tree protocol.</summary>
    public TimeSpan HelloTime { get; private set; }

    /// <summary>How long a bridge that says nothing counts as there.</summary>
    public TimeSpan MaxAge { get; private set; }

    /// <summary>How long a link-layer address that was learned stays known.</summary>
    public TimeSpan AgeingTime { get; private set; }

    /// <summary>The priority by which the spanning tree protocol finds its root.</summary>
    public int Priority { get; private set; }

    /// <summary>Whether the bridge minds VLAN tags; a kernel that cannot says false.</summary>
    public bool? VlanFiltering { get; private set; }

    /// <summary>The VLAN of frames that carry no tag; null when the kernel has no VLAN filtering.</summary>
    public int? DefaultVlan { get; private set; }

    /// <summary>Whether multicast goes only where it was asked for; null when the kernel cannot.</summary>
    public bool? MulticastSnooping { get; private set; }

    /// <summary>Which of the link-local groups 01:80:c2:00:00:0X are forwarded, a bit each.</summary>
    public int GroupForwardMask { get; private set; }

    internal static BridgeInfo Read(NetlinkAttributeReader data)
    {
        BridgeInfo info = new();
        foreach (NetlinkAttribute attribute in data)
        {
            info.Apply(attribute);
        }

        return info;
    }

    private void Apply(NetlinkAttribute attribute)
    {
        switch (attribute.Type)
        {
            case IFLA_BR_BRIDGE_ID:
                BridgeId = ReadId(attribute);
                break;
            case IFLA_BR_ROOT_ID:
                RootId = ReadId(attribute);
                break;
            case IFLA_BR_STP_STATE:
                SpanningTree = attribute.ReadUInt32() != 0;
                break;
            case IFLA_BR_FORWARD_DELAY:
                ForwardDelay = ClockTicks.ToTimeSpan(attribute.ReadUInt32());
                break;
            case IFLA_BR_HELLO_TIME:
                HelloTime = ClockTicks.ToTimeSpan(attribute.ReadUInt32());
                break;
            case IFLA_BR_MAX_AGE:
                MaxAge = ClockTicks.ToTimeSpan(attribute.ReadUInt32());
                break;
            case IFLA_BR_AGEING_TIME:
                AgeingTime = ClockTicks.ToTimeSpan(attribute.ReadUInt32());
                break;
            case IFLA_BR_PRIORITY:
                Priority = attribute.ReadUInt16();
                break;
            case IFLA_BR_VLAN_FILTERING:
                VlanFiltering = attribute.ReadByte() != 0;
                break;
            case IFLA_BR_VLAN_DEFAULT_PVID:
                DefaultVlan = attribute.ReadUInt16();
                break;
            case IFLA_BR_MCAST_SNOOPING:
                MulticastSnooping = attribute.ReadByte() != 0;
                break;
            case IFLA_BR_GROUP_FWD_MASK:
                GroupForwardMask = attribute.ReadUInt16();
                break;
        }
    }

    /// <summary>struct ifla_bridge_id: 2 bytes of priority, 6 of address.</summary>
    private static string ReadId(NetlinkAttribute attribute) => attribute.Payload.Length >= 8
        ? string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(attribute.Payload[..2])}.{Convert.ToHexStringLower(attribute.Payload[2..8])}")
        : throw new InvalidDataException($"A bridge id has {attribute.Payload.Length} bytes where 8 were expected.");
}
