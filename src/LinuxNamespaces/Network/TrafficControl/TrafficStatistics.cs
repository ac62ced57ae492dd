using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.TrafficSchema;

namespace LinuxNamespaces.Network;

/// <summary>Describes what a qdisc, class or action has done until it was read.</summary>
/// <remarks>See linux/gen_stats.h, TCA_STATS2.</remarks>
public sealed record TrafficStatistics
{
    private TrafficStatistics()
    {
    }

    /// <summary>Gets the number of bytes that were sent.</summary>
    public ulong Bytes { get; private set; }

    /// <summary>Gets the number of packets that were sent.</summary>
    public ulong Packets { get; private set; }

    /// <summary>Gets the number of packets that were dropped.</summary>
    public uint Drops { get; private set; }

    /// <summary>Gets how often a packet had to wait because the rate was reached.</summary>
    public uint Overlimits { get; private set; }

    /// <summary>Gets how often a packet was put back because the device could not take it.</summary>
    public uint Requeues { get; private set; }

    /// <summary>Gets the number of packets that are waiting.</summary>
    public uint QueueLength { get; private set; }

    /// <summary>Gets the number of bytes that are waiting.</summary>
    public uint Backlog { get; private set; }

    /// <summary>Gets the estimated rate, in bits per second; <see langword="null"/> if there is no estimator.</summary>
    public long? Rate { get; private set; }

    /// <summary>Gets the estimated rate, in packets per second; <see langword="null"/> if there is no estimator.</summary>
    public long? PacketRate { get; private set; }

    internal static TrafficStatistics Read(NetlinkAttribute statistics)
    {
        TrafficStatistics result = new();
        foreach (NetlinkAttribute attribute in statistics.Nested)
        {
            result.Apply(attribute);
        }

        return result;
    }

    private void Apply(NetlinkAttribute attribute)
    {
        switch (attribute.Type)
        {
            case TCA_STATS_BASIC:
                gnet_stats_basic basic = attribute.ReadStruct<gnet_stats_basic>();
                Bytes = basic.bytes;
                Packets = Math.Max(Packets, basic.packets);
                break;
            case TCA_STATS_PKT64:
                Packets = attribute.ReadUInt64();
                break;
            case TCA_STATS_QUEUE:
                gnet_stats_queue queue = attribute.ReadStruct<gnet_stats_queue>();
                (QueueLength, Backlog, Drops, Requeues, Overlimits) = (queue.qlen, queue.backlog, queue.drops, queue.requeues, queue.overlimits);
                break;
            case TCA_STATS_RATE_EST:
                gnet_stats_rate_est estimate = attribute.ReadStruct<gnet_stats_rate_est>();
                (Rate, PacketRate) = (Rate ?? TrafficValues.ToBits(estimate.bps), PacketRate ?? estimate.pps);
                break;
            case TCA_STATS_RATE_EST64:
                gnet_stats_rate_est64 wide = attribute.ReadStruct<gnet_stats_rate_est64>();
                (Rate, PacketRate) = (TrafficValues.ToBits(wide.bps), (long)Math.Min(wide.pps, long.MaxValue));
                break;
        }
    }
}
