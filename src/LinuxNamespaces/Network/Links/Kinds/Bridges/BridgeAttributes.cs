using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.BridgeSchema;

namespace LinuxNamespaces.Network;

/// <summary>Writes the attributes of bridges.</summary>
internal static class BridgeAttributes
{
    internal static void Write(ref NetlinkMessageWriter writer, BridgeOptions options)
    {
        WriteTime(ref writer, IFLA_BR_FORWARD_DELAY, options.ForwardDelay);
        WriteTime(ref writer, IFLA_BR_HELLO_TIME, options.HelloTime);
        WriteTime(ref writer, IFLA_BR_MAX_AGE, options.MaxAge);
        WriteTime(ref writer, IFLA_BR_AGEING_TIME, options.AgeingTime);
        if (options.SpanningTree is { } stp)
        {
            writer.WriteUInt32(IFLA_BR_STP_STATE, stp ? 1u : 0);
        }

        writer.WriteOptional(IFLA_BR_PRIORITY, options.Priority);
        WriteVlan(ref writer, options);
        WriteMulticast(ref writer, options);
        writer.WriteOptional(IFLA_BR_GROUP_FWD_MASK, options.GroupForwardMask);
        if (options.GroupAddressBytes is { } group)
        {
            writer.WriteBytes(IFLA_BR_GROUP_ADDR, group.Bytes);
        }

        writer.WriteOptional(IFLA_BR_NF_CALL_IPTABLES, options.CallIptables);
        writer.WriteOptional(IFLA_BR_NF_CALL_IP6TABLES, options.CallIp6tables);
        writer.WriteOptional(IFLA_BR_NF_CALL_ARPTABLES, options.CallArptables);
        writer.WriteOptional(IFLA_BR_FDB_MAX_LEARNED, options.MaxLearnedAddresses);
        WriteSwitches(ref writer, options);
        if (options.FlushAddresses)
        {
            writer.WriteFlag(IFLA_BR_FDB_FLUSH);
        }
    }

    private static void WriteVlan(ref NetlinkMessageWriter writer, BridgeOptions options)
    {
        writer.WriteOptional(IFLA_BR_VLAN_FILTERING, options.VlanFiltering);
        if (options.VlanProtocol is { } protocol)
        {
            writer.WriteUInt16BigEndian(IFLA_BR_VLAN_PROTOCOL, (ushort)protocol);
        }

        writer.WriteOptional(IFLA_BR_VLAN_DEFAULT_PVID, options.DefaultVlan);
        writer.WriteOptional(IFLA_BR_VLAN_STATS_ENABLED, options.VlanStatistics);
        writer.WriteOptional(IFLA_BR_VLAN_STATS_PER_PORT, options.VlanStatisticsPerPort);
    }

    private static void WriteMulticast(ref NetlinkMessageWriter writer, BridgeOptions options)
    {
        writer.WriteOptional(IFLA_BR_MCAST_SNOOPING, options.MulticastSnooping);
        writer.WriteOptional(IFLA_BR_MCAST_ROUTER, (byte?)options.MulticastRouter);
        writer.WriteOptional(IFLA_BR_MCAST_QUERY_USE_IFADDR, options.MulticastQueryUsesAddress);
        writer.WriteOptional(IFLA_BR_MCAST_QUERIER, options.MulticastQuerier);
        writer.WriteOptional(IFLA_BR_MCAST_HASH_MAX, options.MulticastMaxEntries);
        writer.WriteOptional(IFLA_BR_MCAST_LAST_MEMBER_CNT, options.MulticastLastMemberCount);
        writer.WriteOptional(IFLA_BR_MCAST_STARTUP_QUERY_CNT, options.MulticastStartupQueryCount);
        WriteLongTime(ref writer, IFLA_BR_MCAST_LAST_MEMBER_INTVL, options.MulticastLastMemberInterval);
        WriteLongTime(ref writer, IFLA_BR_MCAST_MEMBERSHIP_INTVL, options.MulticastMembershipInterval);
        WriteLongTime(ref writer, IFLA_BR_MCAST_QUERIER_INTVL, options.MulticastQuerierInterval);
        WriteLongTime(ref writer, IFLA_BR_MCAST_QUERY_INTVL, options.MulticastQueryInterval);
        WriteLongTime(ref writer, IFLA_BR_MCAST_QUERY_RESPONSE_INTVL, options.MulticastQueryResponseInterval);
        WriteLongTime(ref writer, IFLA_BR_MCAST_STARTUP_QUERY_INTVL, options.MulticastStartupQueryInterval);
        writer.WriteOptional(IFLA_BR_MCAST_STATS_ENABLED, options.MulticastStatistics);
        writer.WriteOptional(IFLA_BR_MCAST_IGMP_VERSION, (byte?)options.IgmpVersion);
        writer.WriteOptional(IFLA_BR_MCAST_MLD_VERSION, (byte?)options.MldVersion);
    }

    /// <summary>Writes the options that share one attribute, a bit each.</summary>
    private static void WriteSwitches(ref NetlinkMessageWriter writer, BridgeOptions options)
    {
        br_boolopt_multi switches = default;
        Add(ref switches, BR_BOOLOPT_NO_LL_LEARN, !options.LinkLocalLearning);
        Add(ref switches, BR_BOOLOPT_MCAST_VLAN_SNOOPING, options.MulticastVlanSnooping);
        Add(ref switches, BR_BOOLOPT_MST_ENABLE, options.MultipleSpanningTrees);
        Add(ref switches, BR_BOOLOPT_MDB_OFFLOAD_FAIL_NOTIFICATION, options.MulticastOffloadFailureNotification);
        Add(ref switches, BR_BOOLOPT_FDB_LOCAL_VLAN_0, options.LocalAddressesInVlan0);
        if (switches.optmask != 0)
        {
            writer.WriteStruct(IFLA_BR_MULTI_BOOLOPT, switches);
        }
    }

    private static void Add(ref br_boolopt_multi switches, int bit, bool? value)
    {
        if (value is { } on)
        {
            switches.optmask |= 1u << bit;
            switches.optval |= on ? 1u << bit : 0;
        }
    }

    private static void WriteTime(ref NetlinkMessageWriter writer, int type, TimeSpan? value)
    {
        if (value is { } time)
        {
            writer.WriteUInt32(type, ClockTicks.FromTimeSpan(time));
        }
    }

    private static void WriteLongTime(ref NetlinkMessageWriter writer, int type, TimeSpan? value)
    {
        if (value is { } time)
        {
            writer.WriteUInt64(type, ClockTicks.FromTimeSpan(time));
        }
    }
}
