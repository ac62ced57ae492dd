using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <content>Reads the structure of the kernel, which is longer with each of its versions.</content>
public sealed partial record TcpConnectionInfo
{
    // What the kernel has had since 4.19: everything before tcpi_rcv_ooopack.
    private static readonly int s_least = Unsafe.SizeOf<tcp_info>() - (2 * sizeof(uint));

    internal static TcpConnectionInfo Read(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < s_least)
        {
            throw new InvalidDataException($"The kernel describes a TCP connection in {payload.Length} bytes where at least {s_least} were expected.");
        }

        tcp_info info = NetlinkAttribute.ReadPrefix<tcp_info>(payload);
        // The kernel's structure ends with padding, so that a field counts if it fits as a whole.
        bool hasWindow = payload.Length >= Unsafe.SizeOf<tcp_info>();
        Tail tail = NetlinkAttribute.ReadPrefix<Tail>(hasWindow ? payload[Unsafe.SizeOf<tcp_info>()..] : []);
        bool hasRehash = payload.Length >= Unsafe.SizeOf<tcp_info>() + (2 * sizeof(uint));
        bool hasTimeouts = payload.Length >= Unsafe.SizeOf<tcp_info>() + Unsafe.SizeOf<Tail>();
        return new TcpConnectionInfo
        {
            CongestionState = (TcpCongestionState)info.tcpi_ca_state,
            Options = (TcpConnectionOptions)info.tcpi_options,
            Retransmits = info.tcpi_retransmits,
            Probes = info.tcpi_probes,
            Backoff = info.tcpi_backoff,
            SendWindowScale = BitConverter.IsLittleEndian ? payload[WindowScales] & 0xf : payload[WindowScales] >> 4,
            ReceiveWindowScale = BitConverter.IsLittleEndian ? payload[WindowScales] >> 4 : payload[WindowScales] & 0xf,
            IsDeliveryRateApplicationLimited = (payload[RateIsLimited] & (BitConverter.IsLittleEndian ? 1 : 0x80)) != 0,
            RetransmissionTimeout = TimeSpan.FromMicroseconds(info.tcpi_rto),
            AcknowledgementTimeout = TimeSpan.FromMicroseconds(info.tcpi_ato),
            SendSegmentSize = info.tcpi_snd_mss,
            ReceiveSegmentSize = info.tcpi_rcv_mss,
            AdvertisedSegmentSize = info.tcpi_advmss,
            Unacknowledged = info.tcpi_unacked,
            SelectivelyAcknowledged = info.tcpi_sacked,
            Lost = info.tcpi_lost,
            Retransmitting = info.tcpi_retrans,
            LastDataSent = TimeSpan.FromMilliseconds(info.tcpi_last_data_sent),
            LastDataReceived = TimeSpan.FromMilliseconds(info.tcpi_last_data_recv),
            LastAcknowledgementReceived = TimeSpan.FromMilliseconds(info.tcpi_last_ack_recv),
            PathMtu = info.tcpi_pmtu,
            RoundTripTime = TimeSpan.FromMicroseconds(info.tcpi_rtt),
            RoundTripTimeVariation = TimeSpan.FromMicroseconds(info.tcpi_rttvar),
            MinimumRoundTripTime = info.tcpi_min_rtt == uint.MaxValue ? null : TimeSpan.FromMicroseconds(info.tcpi_min_rtt),
            ReceiverRoundTripTime = TimeSpan.FromMicroseconds(info.tcpi_rcv_rtt),
            CongestionWindow = info.tcpi_snd_cwnd,
            // TCP_INFINITE_SSTHRESH
            SlowStartThreshold = info.tcpi_snd_ssthresh >= int.MaxValue ? null : info.tcpi_snd_ssthresh,
            ReceiveSlowStartThreshold = info.tcpi_rcv_ssthresh,
            ReceiveSpace = info.tcpi_rcv_space,
            Reordering = info.tcpi_reordering,
            TotalRetransmits = info.tcpi_total_retrans,
            PacingRate = Limit(info.tcpi_pacing_rate),
            MaximumPacingRate = Limit(info.tcpi_max_pacing_rate),
            DeliveryRate = info.tcpi_delivery_rate,
            BytesAcknowledged = info.tcpi_bytes_acked,
            BytesReceived = info.tcpi_bytes_received,
            BytesSent = info.tcpi_bytes_sent,
            BytesRetransmitted = info.tcpi_bytes_retrans,
            BytesNotSent = info.tcpi_notsent_bytes,
            SegmentsSent = info.tcpi_segs_out,
            SegmentsReceived = info.tcpi_segs_in,
            DataSegmentsSent = info.tcpi_data_segs_out,
            DataSegmentsReceived = info.tcpi_data_segs_in,
            BusyTime = Microseconds(info.tcpi_busy_time),
            ReceiveWindowLimitedTime = Microseconds(info.tcpi_rwnd_limited),
            SendBufferLimitedTime = Microseconds(info.tcpi_sndbuf_limited),
            Delivered = info.tcpi_delivered,
            DeliveredWithEcn = info.tcpi_delivered_ce,
            DuplicatesReported = info.tcpi_dsack_dups,
            ReorderingsSeen = info.tcpi_reord_seen,
            OutOfOrder = hasWindow ? info.tcpi_rcv_ooopack : null,
            SendWindow = hasWindow ? info.tcpi_snd_wnd : null,
            ReceiveWindow = hasRehash ? tail.ReceiveWindow : null,
            Rehashes = hasRehash ? tail.Rehashes : null,
            Timeouts = hasTimeouts ? tail.Timeouts : null,
            TimeoutRecoveries = hasTimeouts ? tail.Recoveries : null,
            TimeoutTime = hasTimeouts ? TimeSpan.FromMilliseconds(tail.TimeoutTime) : null,
        };
    }

    private static ulong? Limit(ulong rate) => rate == ulong.MaxValue ? null : rate;

    private static TimeSpan Microseconds(ulong value) => value > long.MaxValue / TimeSpan.TicksPerMicrosecond ? TimeSpan.MaxValue : TimeSpan.FromTicks((long)value * TimeSpan.TicksPerMicrosecond);

    /// <summary>The fields that follow tcpi_snd_wnd: tcpi_rcv_wnd, tcpi_rehash, tcpi_total_rto, tcpi_total_rto_recoveries, tcpi_total_rto_time.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Tail
    {
        internal uint ReceiveWindow;
        internal uint Rehashes;
        internal ushort Timeouts;
        internal ushort Recoveries;
        internal uint TimeoutTime;
    }
}
