using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Describes the traffic of a link since it was created.</summary>
/// <remarks>
/// All counters have 64 bits. A driver counts what its hardware can. See the kernel's networking/statistics.rst and struct rtnl_link_stats64 in
/// linux/if_link.h.
/// </remarks>
public sealed class LinkStatistics
{
    private readonly rtnl_link_stats64 _stats;

    internal LinkStatistics(in rtnl_link_stats64 stats) => _stats = stats;

    /// <summary>Gets the number of bytes received.</summary>
    public ulong ReceivedBytes => _stats.rx_bytes;

    /// <summary>Gets the number of packets received.</summary>
    public ulong ReceivedPackets => _stats.rx_packets;

    /// <summary>Gets the number of bad packets received.</summary>
    public ulong ReceiveErrors => _stats.rx_errors;

    /// <summary>Gets the number of packets that were received but not processed, for lack of memory for example.</summary>
    public ulong ReceiveDropped => _stats.rx_dropped;

    /// <summary>Gets the number of multicast packets received.</summary>
    public ulong ReceivedMulticast => _stats.multicast;

    /// <summary>Gets the number of packets received with a wrong length.</summary>
    public ulong ReceiveLengthErrors => _stats.rx_length_errors;

    /// <summary>Gets how often the receiver was overrun.</summary>
    public ulong ReceiveOverErrors => _stats.rx_over_errors;

    /// <summary>Gets the number of packets received with a wrong checksum.</summary>
    public ulong ReceiveCrcErrors => _stats.rx_crc_errors;

    /// <summary>Gets the number of packets received with an alignment error.</summary>
    public ulong ReceiveFrameErrors => _stats.rx_frame_errors;

    /// <summary>Gets the number of errors of the receive queue.</summary>
    public ulong ReceiveFifoErrors => _stats.rx_fifo_errors;

    /// <summary>Gets the number of packets that the host missed, because it had no buffers.</summary>
    public ulong ReceiveMissedErrors => _stats.rx_missed_errors;

    /// <summary>Gets the number of packets dropped because the link is not used for receiving, such as the backup of a bond (kernel 4.6).</summary>
    public ulong ReceiveNoHandler => _stats.rx_nohandler;

    /// <summary>Gets the number of packets dropped because they were for another link-layer address (kernel 5.19).</summary>
    public ulong ReceiveOtherHostDropped => _stats.rx_otherhost_dropped;

    /// <summary>Gets the number of compressed packets received.</summary>
    public ulong ReceivedCompressed => _stats.rx_compressed;

    /// <summary>Gets the number of bytes sent.</summary>
    public ulong SentBytes => _stats.tx_bytes;

    /// <summary>Gets the number of packets sent.</summary>
    public ulong SentPackets => _stats.tx_packets;

    /// <summary>Gets the number of packets that could not be sent because of an error.</summary>
    public ulong SendErrors => _stats.tx_errors;

    /// <summary>Gets the number of packets that were dropped before they were sent.</summary>
    public ulong SendDropped => _stats.tx_dropped;

    /// <summary>Gets the number of collisions while sending.</summary>
    public ulong Collisions => _stats.collisions;

    /// <summary>Gets the number of packets whose sending was aborted.</summary>
    public ulong SendAbortedErrors => _stats.tx_aborted_errors;

    /// <summary>Gets the number of packets that were not sent because the carrier was lost.</summary>
    public ulong SendCarrierErrors => _stats.tx_carrier_errors;

    /// <summary>Gets the number of errors of the transmit queue.</summary>
    public ulong SendFifoErrors => _stats.tx_fifo_errors;

    /// <summary>Gets the number of heartbeat errors while sending.</summary>
    public ulong SendHeartbeatErrors => _stats.tx_heartbeat_errors;

    /// <summary>Gets the number of late collisions while sending.</summary>
    public ulong SendWindowErrors => _stats.tx_window_errors;

    /// <summary>Gets the number of compressed packets sent.</summary>
    public ulong SentCompressed => _stats.tx_compressed;

    /// <summary>Reads an RTM_NEWLINK message.</summary>
    internal static LinkStatistics? Parse(in NetlinkMessage message)
    {
        if (message.Type != Linux.RTM_NEWLINK)
        {
            return null;
        }

        foreach (NetlinkAttribute attribute in message.AttributesAfter<ifinfomsg>())
        {
            if (attribute.Type == Linux.IFLA_STATS64)
            {
                return new LinkStatistics(attribute.ReadStruct<rtnl_link_stats64>());
            }
        }

        return new LinkStatistics(default);
    }
}
