using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.BridgeSchema;

namespace LinuxNamespaces.Network;

/// <content>Multicast.</content>
public sealed partial class BridgeInfo
{
    /// <summary>Gets whether multicast is forwarded only to ports that have asked for it.</summary>
    public bool? MulticastSnooping { get; private set; }

    /// <summary>Gets whether the bridge itself counts as a multicast router.</summary>
    public BridgeMulticastRouter? MulticastRouter { get; private set; }

    /// <summary>Gets whether the bridge sends multicast queries.</summary>
    public bool? MulticastQuerier { get; private set; }

    /// <summary>Gets whether these queries have the IP address of the bridge as their source.</summary>
    public bool? MulticastQueryUsesAddress { get; private set; }

    /// <summary>Gets the largest number of entries in the multicast database.</summary>
    public long? MulticastMaxEntries { get; private set; }

    /// <summary>Gets the number of queries after the last member of a group has left.</summary>
    public long? MulticastLastMemberCount { get; private set; }

    /// <summary>Gets the number of queries when the bridge starts to send them.</summary>
    public long? MulticastStartupQueryCount { get; private set; }

    /// <summary>Gets the time between the queries after the last member of a group has left.</summary>
    public TimeSpan? MulticastLastMemberInterval { get; private set; }

    /// <summary>Gets how long a port stays a member of a group without a report.</summary>
    public TimeSpan? MulticastMembershipInterval { get; private set; }

    /// <summary>Gets how long the bridge waits for the queries of another querier before it sends its own.</summary>
    public TimeSpan? MulticastQuerierInterval { get; private set; }

    /// <summary>Gets the time between queries.</summary>
    public TimeSpan? MulticastQueryInterval { get; private set; }

    /// <summary>Gets the longest time that a host may take to answer a query.</summary>
    public TimeSpan? MulticastQueryResponseInterval { get; private set; }

    /// <summary>Gets the time between the first queries.</summary>
    public TimeSpan? MulticastStartupQueryInterval { get; private set; }

    /// <summary>Gets whether the bridge counts the packets of IGMP and MLD.</summary>
    public bool? MulticastStatistics { get; private set; }

    /// <summary>Gets the version of IGMP.</summary>
    public int? IgmpVersion { get; private set; }

    /// <summary>Gets the version of MLD.</summary>
    public int? MldVersion { get; private set; }

    private void ApplyMulticast(NetlinkAttribute attribute)
    {
        switch (attribute.Type)
        {
            case IFLA_BR_MCAST_SNOOPING:
                MulticastSnooping = attribute.ReadByte() != 0;
                break;
            case IFLA_BR_MCAST_ROUTER:
                MulticastRouter = (BridgeMulticastRouter)attribute.ReadByte();
                break;
            case IFLA_BR_MCAST_QUERIER:
                MulticastQuerier = attribute.ReadByte() != 0;
                break;
            case IFLA_BR_MCAST_QUERY_USE_IFADDR:
                MulticastQueryUsesAddress = attribute.ReadByte() != 0;
                break;
            case IFLA_BR_MCAST_HASH_MAX:
                MulticastMaxEntries = attribute.ReadUInt32();
                break;
            case IFLA_BR_MCAST_LAST_MEMBER_CNT:
                MulticastLastMemberCount = attribute.ReadUInt32();
                break;
            case IFLA_BR_MCAST_STARTUP_QUERY_CNT:
                MulticastStartupQueryCount = attribute.ReadUInt32();
                break;
            case IFLA_BR_MCAST_LAST_MEMBER_INTVL:
                MulticastLastMemberInterval = ClockTicks.ToTimeSpan(attribute.ReadUInt64());
                break;
            case IFLA_BR_MCAST_MEMBERSHIP_INTVL:
                MulticastMembershipInterval = ClockTicks.ToTimeSpan(attribute.ReadUInt64());
                break;
            case IFLA_BR_MCAST_QUERIER_INTVL:
                MulticastQuerierInterval = ClockTicks.ToTimeSpan(attribute.ReadUInt64());
                break;
            case IFLA_BR_MCAST_QUERY_INTVL:
                MulticastQueryInterval = ClockTicks.ToTimeSpan(attribute.ReadUInt64());
                break;
            case IFLA_BR_MCAST_QUERY_RESPONSE_INTVL:
                MulticastQueryResponseInterval = ClockTicks.ToTimeSpan(attribute.ReadUInt64());
                break;
            case IFLA_BR_MCAST_STARTUP_QUERY_INTVL:
                MulticastStartupQueryInterval = ClockTicks.ToTimeSpan(attribute.ReadUInt64());
                break;
            case IFLA_BR_MCAST_STATS_ENABLED:
                MulticastStatistics = attribute.ReadByte() != 0;
                break;
            case IFLA_BR_MCAST_IGMP_VERSION:
                IgmpVersion = attribute.ReadByte();
                break;
            case IFLA_BR_MCAST_MLD_VERSION:
                MldVersion = attribute.ReadByte();
                break;
        }
    }
}
