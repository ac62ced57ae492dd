using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.BridgePortSchema;

namespace LinuxNamespaces.Network;

/// <content>The spanning tree.</content>
public sealed partial class BridgePort
{
    /// <summary>Gets the state of the port.</summary>
    public BridgePortState State { get; private set; }

    /// <summary>Gets the number of the port, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>Gets the ID of the port: its priority and its number.</summary>
    public int Id { get; private set; }

    /// <summary>Gets the priority in the spanning tree protocol.</summary>
    public int Priority { get; private set; }

    /// <summary>Gets the cost of a path over the port in the spanning tree protocol.</summary>
    public long Cost { get; private set; }

    /// <summary>Gets the ID of the root of the spanning tree, as the port knows it.</summary>
    public string? DesignatedRoot { get; private set; }

    /// <summary>Gets the ID of the bridge that leads to the root on the segment of the port.</summary>
    public string? DesignatedBridge { get; private set; }

    /// <summary>Gets the ID of the port of that bridge.</summary>
    public int DesignatedPort { get; private set; }

    /// <summary>Gets the cost of the path to the root by that bridge.</summary>
    public int DesignatedCost { get; private set; }

    /// <summary>Gets whether the port acknowledges a change of the topology in its next packet.</summary>
    public bool TopologyChangeAcknowledgement { get; private set; }

    /// <summary>Gets whether the port has a packet of the spanning tree protocol to send.</summary>
    public bool ConfigurationPending { get; private set; }

    /// <summary>Gets the time until what the port knows of the spanning tree expires.</summary>
    public TimeSpan MessageAgeTimer { get; private set; }

    /// <summary>Gets the time until the next state of the port.</summary>
    public TimeSpan ForwardDelayTimer { get; private set; }

    /// <summary>Gets the time until the port can send the next packet of the spanning tree protocol.</summary>
    public TimeSpan HoldTimer { get; private set; }

    private void ApplySpanningTree(NetlinkAttribute attribute)
    {
        switch (attribute.Type)
        {
            case IFLA_BRPORT_STATE:
                State = (BridgePortState)attribute.ReadByte();
                break;
            case IFLA_BRPORT_NO:
                Number = attribute.ReadUInt16();
                break;
            case IFLA_BRPORT_ID:
                Id = attribute.ReadUInt16();
                break;
            case IFLA_BRPORT_PRIORITY:
                Priority = attribute.ReadUInt16();
                break;
            case IFLA_BRPORT_COST:
                Cost = attribute.ReadUInt32();
                break;
            case IFLA_BRPORT_ROOT_ID:
                DesignatedRoot = BridgeInfo.ReadId(attribute);
                break;
            case IFLA_BRPORT_BRIDGE_ID:
                DesignatedBridge = BridgeInfo.ReadId(attribute);
                break;
            case IFLA_BRPORT_DESIGNATED_PORT:
                DesignatedPort = attribute.ReadUInt16();
                break;
            case IFLA_BRPORT_DESIGNATED_COST:
                DesignatedCost = attribute.ReadUInt16();
                break;
            case IFLA_BRPORT_TOPOLOGY_CHANGE_ACK:
                TopologyChangeAcknowledgement = attribute.ReadByte() != 0;
                break;
            case IFLA_BRPORT_CONFIG_PENDING:
                ConfigurationPending = attribute.ReadByte() != 0;
                break;
            case IFLA_BRPORT_MESSAGE_AGE_TIMER:
                MessageAgeTimer = ClockTicks.ToTimeSpan(attribute.ReadUInt64());
                break;
            case IFLA_BRPORT_FORWARD_DELAY_TIMER:
                ForwardDelayTimer = ClockTicks.ToTimeSpan(attribute.ReadUInt64());
                break;
            case IFLA_BRPORT_HOLD_TIMER:
                HoldTimer = ClockTicks.ToTimeSpan(attribute.ReadUInt64());
                break;
        }
    }
}
