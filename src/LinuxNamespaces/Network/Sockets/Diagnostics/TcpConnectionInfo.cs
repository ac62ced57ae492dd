namespace LinuxNamespaces.Network;

/// <summary>Describes a TCP connection as the kernel sees it (<c>struct tcp_info</c>), as <c>ss -i</c> shows it.</summary>
/// <remarks>A value that the running kernel does not report is <see langword="null"/>. Segments are counted, unless a property says bytes. See tcp(7), TCP_INFO.</remarks>
public sealed partial record TcpConnectionInfo
{
    // Where the bit fields are that follow tcpi_options.
    private const int WindowScales = 6;
    private const int RateIsLimited = 7;

    private TcpConnectionInfo()
    {
    }

    /// <summary>Gets how the sender sees the congestion of the path.</summary>
    public TcpCongestionState CongestionState { get; private init; }

    /// <summary>Gets what both ends agreed on.</summary>
    public TcpConnectionOptions Options { get; private init; }

    /// <summary>Gets how often the first unacknowledged segment was sent again.</summary>
    public int Retransmits { get; private init; }

    /// <summary>Gets the number of unanswered probes of a zero window or an idle connection.</summary>
    public int Probes { get; private init; }

    /// <summary>Gets how often the retransmission timeout was doubled.</summary>
    public int Backoff { get; private init; }

    /// <summary>Gets the scale of the window of the other end, as a power of two.</summary>
    public int SendWindowScale { get; private init; }

    /// <summary>Gets the scale of the own window, as a power of two.</summary>
    public int ReceiveWindowScale { get; private init; }

    /// <summary>Gets whether <see cref="DeliveryRate"/> was limited by the application, which sent less than possible.</summary>
    public bool IsDeliveryRateApplicationLimited { get; private init; }

    /// <summary>Gets the retransmission timeout.</summary>
    public TimeSpan RetransmissionTimeout { get; private init; }

    /// <summary>Gets the timeout of a delayed acknowledgement.</summary>
    public TimeSpan AcknowledgementTimeout { get; private init; }

    /// <summary>Gets the size of the segments that are sent, in bytes.</summary>
    public long SendSegmentSize { get; private init; }

    /// <summary>Gets the estimated size of the segments that are received, in bytes.</summary>
    public long ReceiveSegmentSize { get; private init; }

    /// <summary>Gets the size of segments that was advertised to the other end, in bytes.</summary>
    public long AdvertisedSegmentSize { get; private init; }

    /// <summary>Gets the number of segments in flight. For a listening socket, it is the number of connections that can be accepted.</summary>
    public long Unacknowledged { get; private init; }

    /// <summary>Gets the number of segments that were selectively acknowledged. For a listening socket, it is the limit of connections that wait.</summary>
    public long SelectivelyAcknowledged { get; private init; }

    /// <summary>Gets the number of segments that are taken as lost.</summary>
    public long Lost { get; private init; }

    /// <summary>Gets the number of segments in flight that were sent again.</summary>
    public long Retransmitting { get; private init; }

    /// <summary>Gets how long ago data was sent.</summary>
    public TimeSpan LastDataSent { get; private init; }

    /// <summary>Gets how long ago data was received.</summary>
    public TimeSpan LastDataReceived { get; private init; }

    /// <summary>Gets how long ago an acknowledgement was received.</summary>
    public TimeSpan LastAcknowledgementReceived { get; private init; }

    /// <summary>Gets the MTU of the path, in bytes.</summary>
    public long PathMtu { get; private init; }

    /// <summary>Gets the smoothed round-trip time.</summary>
    public TimeSpan RoundTripTime { get; private init; }

    /// <summary>Gets the mean deviation of the round-trip time.</summary>
    public TimeSpan RoundTripTimeVariation { get; private init; }

    /// <summary>Gets the least round-trip time of late; <see langword="null"/> if none was measured.</summary>
    public TimeSpan? MinimumRoundTripTime { get; private init; }

    /// <summary>Gets the round-trip time as the receiver estimates it; zero if it was not measured.</summary>
    public TimeSpan ReceiverRoundTripTime { get; private init; }

    /// <summary>Gets the congestion window, in segments.</summary>
    public long CongestionWindow { get; private init; }

    /// <summary>Gets the threshold at which slow start ends, in segments; <see langword="null"/> if it is not set yet.</summary>
    public long? SlowStartThreshold { get; private init; }

    /// <summary>Gets the limit of the advertised window, in bytes.</summary>
    public long ReceiveSlowStartThreshold { get; private init; }

    /// <summary>Gets the size that the receive buffer is tuned for, in bytes.</summary>
    public long ReceiveSpace { get; private init; }

    /// <summary>Gets the distance by which segments are expected to be reordered.</summary>
    public long Reordering { get; private init; }

    /// <summary>Gets the number of segments that were sent again since the connection was opened.</summary>
    public long TotalRetransmits { get; private init; }

    /// <summary>Gets the rate at which segments are sent, in bytes per second; <see langword="null"/> if it is not limited.</summary>
    public ulong? PacingRate { get; private init; }

    /// <summary>Gets the limit of the rate, in bytes per second, as set with SO_MAX_PACING_RATE; <see langword="null"/> if there is none.</summary>
    public ulong? MaximumPacingRate { get; private init; }

    /// <summary>Gets the last measured rate of delivery, in bytes per second.</summary>
    public ulong DeliveryRate { get; private init; }

    /// <summary>Gets the number of bytes that were acknowledged.</summary>
    public ulong BytesAcknowledged { get; private init; }

    /// <summary>Gets the number of bytes that were received in order.</summary>
    public ulong BytesReceived { get; private init; }

    /// <summary>Gets the number of bytes that were sent, including those that were sent again.</summary>
    public ulong BytesSent { get; private init; }

    /// <summary>Gets the number of bytes that were sent again.</summary>
    public ulong BytesRetransmitted { get; private init; }

    /// <summary>Gets the number of bytes in the send queue that were not sent yet.</summary>
    public long BytesNotSent { get; private init; }

    /// <summary>Gets the number of segments that were sent.</summary>
    public long SegmentsSent { get; private init; }

    /// <summary>Gets the number of segments that were received.</summary>
    public long SegmentsReceived { get; private init; }

    /// <summary>Gets the number of segments with data that were sent.</summary>
    public long DataSegmentsSent { get; private init; }

    /// <summary>Gets the number of segments with data that were received.</summary>
    public long DataSegmentsReceived { get; private init; }

    /// <summary>Gets how long data was in flight.</summary>
    public TimeSpan BusyTime { get; private init; }

    /// <summary>Gets how long sending waited for the window of the other end.</summary>
    public TimeSpan ReceiveWindowLimitedTime { get; private init; }

    /// <summary>Gets how long sending waited for room in the send buffer.</summary>
    public TimeSpan SendBufferLimitedTime { get; private init; }

    /// <summary>Gets the number of segments that were delivered.</summary>
    public long Delivered { get; private init; }

    /// <summary>Gets the number of delivered segments whose acknowledgement had an ECN mark.</summary>
    public long DeliveredWithEcn { get; private init; }

    /// <summary>Gets the number of duplicate segments that the other end reported.</summary>
    public long DuplicatesReported { get; private init; }

    /// <summary>Gets how often segments arrived reordered at the other end.</summary>
    public long ReorderingsSeen { get; private init; }

    /// <summary>Gets the number of segments that arrived out of order; <see langword="null"/> before kernel 5.4.</summary>
    public long? OutOfOrder { get; private init; }

    /// <summary>Gets the window that the other end advertised, in bytes; <see langword="null"/> before kernel 5.4.</summary>
    public long? SendWindow { get; private init; }

    /// <summary>Gets the own window that was advertised last, in bytes; <see langword="null"/> before kernel 6.2.</summary>
    public long? ReceiveWindow { get; private init; }

    /// <summary>Gets how often the connection chose another path after a timeout; <see langword="null"/> before kernel 6.2.</summary>
    public long? Rehashes { get; private init; }

    /// <summary>Gets the number of retransmission timeouts; <see langword="null"/> before kernel 6.7.</summary>
    public long? Timeouts { get; private init; }

    /// <summary>Gets how often the connection recovered from such timeouts; <see langword="null"/> before kernel 6.7.</summary>
    public long? TimeoutRecoveries { get; private init; }

    /// <summary>Gets how long the connection spent in such timeouts; <see langword="null"/> before kernel 6.7.</summary>
    public TimeSpan? TimeoutTime { get; private init; }
}
