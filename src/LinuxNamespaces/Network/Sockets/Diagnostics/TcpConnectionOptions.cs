namespace LinuxNamespaces.Network;

/// <summary>Specifies what both ends of a TCP connection agreed on. See linux/tcp.h, <c>TCPI_OPT_*</c>.</summary>
[Flags]
public enum TcpConnectionOptions
{
    /// <summary>None of these.</summary>
    None = 0,

    /// <summary>Timestamps (RFC 7323).</summary>
    Timestamps = 1,

    /// <summary>Selective acknowledgements (RFC 2018).</summary>
    SelectiveAcknowledgements = 2,

    /// <summary>Window scaling (RFC 7323).</summary>
    WindowScaling = 4,

    /// <summary>Explicit congestion notification was negotiated (RFC 3168).</summary>
    Ecn = 8,

    /// <summary>At least one packet with an ECN mark was received.</summary>
    EcnSeen = 16,

    /// <summary>The other end acknowledged the data of the first segment (TCP Fast Open).</summary>
    SynData = 32,

    /// <summary>Timestamps are in microseconds. Kernel 6.7.</summary>
    MicrosecondTimestamps = 64,
}
