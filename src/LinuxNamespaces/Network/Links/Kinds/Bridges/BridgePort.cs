using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.BridgeSchema;

namespace LinuxNamespaces.Network;

/// <summary>A port of a bridge, at one moment.</summary>
/// <remarks>See ip-link(8), "bridge_slave".</remarks>
public sealed record BridgePort
{
    private BridgePort(Link link) => Link = link;

    /// <summary>The link that is the port.</summary>
    public Link Link { get; }

    /// <summary>What it does with frames.</summary>
    public BridgePortState State { get; private set; }

    /// <summary>The number of the port, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>The priority in the spanning tree protocol.</summary>
    public int Priority { get; private set; }

    /// <summary>What a path over the port costs in the spanning tree protocol.</summary>
    public long Cost { get; private set; }

    /// <summary>Whether a frame may leave by the port that it came in by.</summary>
    public bool Hairpin { get; private set; }

    /// <summary>Gets whether the port rejects packets of the spanning tree protocol (BPDU guard).</summary>
    public bool BpduGuard { get; private set; }

    /// <summary>Whether it may not become the way to the root.</summary>
    public bool RootBlock { get; private set; }

    /// <summary>Whether a multicast group is left at once.</summary>
    public bool FastLeave { get; private set; }

    /// <summary>Whether it learns addresses.</summary>
    public bool Learning { get; private set; }

    /// <summary>Whether it gets frames for addresses that are not known.</summary>
    public bool UnicastFlood { get; private set; }

    /// <summary>Whether it gets multicast that nobody asked for.</summary>
    public bool MulticastFlood { get; private set; }

    /// <summary>Whether it talks to ports only that are not isolated.</summary>
    public bool Isolated { get; private set; }

    internal static BridgePort Read(Link link)
    {
        BridgePort port = new(link);
        foreach (NetlinkAttribute attribute in link.Info.GetPortData())
        {
            port.Apply(attribute);
        }

        return port;
    }

    private void Apply(NetlinkAttribute attribute)
    {
        switch (attribute.Type)
        {
            case IFLA_BRPORT_STATE:
                State = (BridgePortState)attribute.ReadByte();
                break;
            case IFLA_BRPORT_NO:
                Number = attribute.ReadUInt16();
                break;
            case IFLA_BRPORT_PRIORITY:
                Priority = attribute.ReadUInt16();
                break;
            case IFLA_BRPORT_COST:
                Cost = attribute.ReadUInt32();
                break;
            case IFLA_BRPORT_MODE:
                Hairpin = attribute.ReadByte() != 0;
                break;
            case IFLA_BRPORT_GUARD:
                BpduGuard = attribute.ReadByte() != 0;
                break;
            case IFLA_BRPORT_PROTECT:
                RootBlock = attribute.ReadByte() != 0;
                break;
            case IFLA_BRPORT_FAST_LEAVE:
                FastLeave = attribute.ReadByte() != 0;
                break;
            case IFLA_BRPORT_LEARNING:
                Learning = attribute.ReadByte() != 0;
                break;
            case IFLA_BRPORT_UNICAST_FLOOD:
                UnicastFlood = attribute.ReadByte() != 0;
                break;
            case IFLA_BRPORT_MCAST_FLOOD:
                MulticastFlood = attribute.ReadByte() != 0;
                break;
            case IFLA_BRPORT_ISOLATED:
                Isolated = attribute.ReadByte() != 0;
                break;
        }
    }
}
