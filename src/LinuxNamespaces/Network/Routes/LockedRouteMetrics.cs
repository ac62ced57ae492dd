namespace LinuxNamespaces.Network;

/// <summary>Specifies which metrics of a route the kernel does not change.</summary>
/// <remarks>See ip-route(8), <c>lock</c>, and linux/rtnetlink.h, <c>RTAX_LOCK</c>.</remarks>
[Flags]
public enum LockedRouteMetrics
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary><see cref="RouteMetrics.Mtu"/>.</summary>
    Mtu = 1 << RouteMetrics.RTAX_MTU,

    /// <summary><see cref="RouteMetrics.Window"/>.</summary>
    Window = 1 << RouteMetrics.RTAX_WINDOW,

    /// <summary><see cref="RouteMetrics.RoundTripTime"/>.</summary>
    RoundTripTime = 1 << RouteMetrics.RTAX_RTT,

    /// <summary><see cref="RouteMetrics.RoundTripTimeVariance"/>.</summary>
    RoundTripTimeVariance = 1 << RouteMetrics.RTAX_RTTVAR,

    /// <summary><see cref="RouteMetrics.SlowStartThreshold"/>.</summary>
    SlowStartThreshold = 1 << RouteMetrics.RTAX_SSTHRESH,

    /// <summary><see cref="RouteMetrics.CongestionWindow"/>.</summary>
    CongestionWindow = 1 << RouteMetrics.RTAX_CWND,

    /// <summary><see cref="RouteMetrics.AdvertisedSegmentSize"/>.</summary>
    AdvertisedSegmentSize = 1 << RouteMetrics.RTAX_ADVMSS,

    /// <summary><see cref="RouteMetrics.Reordering"/>.</summary>
    Reordering = 1 << RouteMetrics.RTAX_REORDERING,

    /// <summary><see cref="RouteMetrics.HopLimit"/>.</summary>
    HopLimit = 1 << RouteMetrics.RTAX_HOPLIMIT,

    /// <summary><see cref="RouteMetrics.InitialCongestionWindow"/>.</summary>
    InitialCongestionWindow = 1 << RouteMetrics.RTAX_INITCWND,

    /// <summary><see cref="RouteMetrics.Features"/>.</summary>
    Features = 1 << RouteMetrics.RTAX_FEATURES,

    /// <summary><see cref="RouteMetrics.MinimumRetransmissionTimeout"/>.</summary>
    MinimumRetransmissionTimeout = 1 << RouteMetrics.RTAX_RTO_MIN,

    /// <summary><see cref="RouteMetrics.InitialReceiveWindow"/>.</summary>
    InitialReceiveWindow = 1 << RouteMetrics.RTAX_INITRWND,

    /// <summary><see cref="RouteMetrics.QuickAcknowledgement"/>.</summary>
    QuickAcknowledgement = 1 << RouteMetrics.RTAX_QUICKACK,

    /// <summary><see cref="RouteMetrics.CongestionControl"/>.</summary>
    CongestionControl = 1 << RouteMetrics.RTAX_CC_ALGO,

    /// <summary><see cref="RouteMetrics.FastOpenWithoutCookie"/>.</summary>
    FastOpenWithoutCookie = 1 << RouteMetrics.RTAX_FASTOPEN_NO_COOKIE,
}
