namespace LinuxNamespaces.Network;

/// <summary>Specifies features of connections over a route.</summary>
/// <remarks>See linux/rtnetlink.h, <c>RTAX_FEATURE_*</c>.</remarks>
[Flags]
public enum RouteFeatures
{
    /// <summary>No feature.</summary>
    None = 0,

    /// <summary>Explicit congestion notification (RTAX_FEATURE_ECN).</summary>
    Ecn = 1 << 0,

    /// <summary>Selective acknowledgements (RTAX_FEATURE_SACK). Newer kernels ignore it.</summary>
    SelectiveAcknowledgement = 1 << 1,

    /// <summary>Timestamps (RTAX_FEATURE_TIMESTAMP). Newer kernels ignore it.</summary>
    Timestamps = 1 << 2,

    /// <summary>Fragmentation of all packets (RTAX_FEATURE_ALLFRAG). Newer kernels ignore it.</summary>
    FragmentAll = 1 << 3,

    /// <summary>TCP timestamps in microseconds (RTAX_FEATURE_TCP_USEC_TS). Kernel 6.7.</summary>
    MicrosecondTimestamps = 1 << 4,
}
