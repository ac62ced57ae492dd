namespace LinuxNamespaces.Network;

/// <summary>Reads the metrics of a route in the words of ip-route(8).</summary>
internal static class RouteMetricsParser
{
    private static readonly TimeSpan s_millisecond = TimeSpan.FromMilliseconds(1);

    /// <summary>Reads the value of one metric.</summary>
    /// <param name="word">The name, which was read before.</param>
    /// <returns>The metrics with it; null if there is no metric with the name.</returns>
    internal static RouteMetrics? Read(Words words, string word, RouteMetrics metrics)
    {
        LockedRouteMetrics bit = BitOf(word);
        if (bit == LockedRouteMetrics.None)
        {
            return null;
        }

        if (words.Take("lock"))
        {
            metrics = metrics with { Locked = metrics.Locked | bit };
        }

        return bit switch
        {
            LockedRouteMetrics.Mtu => metrics with { Mtu = words.Number(0, uint.MaxValue) },
            LockedRouteMetrics.Window => metrics with { Window = words.Number(0, uint.MaxValue) },
            LockedRouteMetrics.RoundTripTime => metrics with { RoundTripTime = words.Time(s_millisecond / 8) },
            LockedRouteMetrics.RoundTripTimeVariance => metrics with { RoundTripTimeVariance = words.Time(s_millisecond / 4) },
            LockedRouteMetrics.SlowStartThreshold => metrics with { SlowStartThreshold = words.Number(0, uint.MaxValue) },
            LockedRouteMetrics.CongestionWindow => metrics with { CongestionWindow = words.Number(0, uint.MaxValue) },
            LockedRouteMetrics.AdvertisedSegmentSize => metrics with { AdvertisedSegmentSize = words.Number(0, uint.MaxValue) },
            LockedRouteMetrics.Reordering => metrics with { Reordering = words.Number(0, uint.MaxValue) },
            LockedRouteMetrics.HopLimit => metrics with { HopLimit = (int)words.Number(1, byte.MaxValue) },
            LockedRouteMetrics.InitialCongestionWindow => metrics with { InitialCongestionWindow = words.Number(0, uint.MaxValue) },
            LockedRouteMetrics.Features => ReadFeatures(words, metrics),
            // ip-route always locks it.
            LockedRouteMetrics.MinimumRetransmissionTimeout => metrics with { MinimumRetransmissionTimeout = words.Time(s_millisecond), Locked = metrics.Locked | bit },
            LockedRouteMetrics.InitialReceiveWindow => metrics with { InitialReceiveWindow = words.Number(0, uint.MaxValue) },
            LockedRouteMetrics.QuickAcknowledgement => metrics with { QuickAcknowledgement = words.Number(0, 1) == 1 },
            LockedRouteMetrics.CongestionControl => metrics with { CongestionControl = words.Next() },
            _ => metrics with { FastOpenWithoutCookie = words.Number(0, 1) == 1 },
        };
    }

    private static RouteMetrics ReadFeatures(Words words, RouteMetrics metrics)
    {
        bool found = false;
        while (words.Take("ecn"))
        {
            (metrics, found) = (metrics with { Features = metrics.Features | RouteFeatures.Ecn }, true);
        }

        return found ? metrics : throw words.Error($"{PrintableText.Quote(words.Peek ?? string.Empty)} is not a feature");
    }

    private static LockedRouteMetrics BitOf(string word) => word switch
    {
        "mtu" => LockedRouteMetrics.Mtu,
        "window" => LockedRouteMetrics.Window,
        "rtt" => LockedRouteMetrics.RoundTripTime,
        "rttvar" => LockedRouteMetrics.RoundTripTimeVariance,
        "ssthresh" => LockedRouteMetrics.SlowStartThreshold,
        "cwnd" => LockedRouteMetrics.CongestionWindow,
        "advmss" => LockedRouteMetrics.AdvertisedSegmentSize,
        "reordering" => LockedRouteMetrics.Reordering,
        "hoplimit" => LockedRouteMetrics.HopLimit,
        "initcwnd" => LockedRouteMetrics.InitialCongestionWindow,
        "features" => LockedRouteMetrics.Features,
        "rto_min" => LockedRouteMetrics.MinimumRetransmissionTimeout,
        "initrwnd" => LockedRouteMetrics.InitialReceiveWindow,
        "quickack" => LockedRouteMetrics.QuickAcknowledgement,
        "congctl" => LockedRouteMetrics.CongestionControl,
        "fastopen_no_cookie" => LockedRouteMetrics.FastOpenWithoutCookie,
        _ => LockedRouteMetrics.None,
    };
}
