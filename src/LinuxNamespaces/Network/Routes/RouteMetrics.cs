using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Specifies the properties of a path that TCP and IP use for connections over a route.</summary>
/// <remarks>What is <see langword="null"/> is the kernel's choice. See ip-route(8), and linux/rtnetlink.h, <c>RTAX_*</c>.</remarks>
public sealed record RouteMetrics
{
    internal const ushort RTAX_LOCK = 1;
    internal const ushort RTAX_MTU = 2;
    internal const ushort RTAX_WINDOW = 3;
    internal const ushort RTAX_RTT = 4;
    internal const ushort RTAX_RTTVAR = 5;
    internal const ushort RTAX_SSTHRESH = 6;
    internal const ushort RTAX_CWND = 7;
    internal const ushort RTAX_ADVMSS = 8;
    internal const ushort RTAX_REORDERING = 9;
    internal const ushort RTAX_HOPLIMIT = 10;
    internal const ushort RTAX_INITCWND = 11;
    internal const ushort RTAX_FEATURES = 12;
    internal const ushort RTAX_RTO_MIN = 13;
    internal const ushort RTAX_INITRWND = 14;
    internal const ushort RTAX_QUICKACK = 15;
    internal const ushort RTAX_CC_ALGO = 16;
    internal const ushort RTAX_FASTOPEN_NO_COOKIE = 17;

    // The longest name of an algorithm in the kernel, with its NUL.
    private const int NameLimit = 16;

    // The kernel has the round-trip time in eighths of a millisecond, and its variance in quarters.
    private const int RoundTripTimeUnits = 8;
    private const int VarianceUnits = 4;

    internal static NetlinkAttributeSet Attributes { get; } = new(
        new(RTAX_LOCK, nameof(RTAX_LOCK)),
        new(RTAX_MTU, nameof(RTAX_MTU)),
        new(RTAX_WINDOW, nameof(RTAX_WINDOW)),
        new(RTAX_RTT, nameof(RTAX_RTT)),
        new(RTAX_RTTVAR, nameof(RTAX_RTTVAR)),
        new(RTAX_SSTHRESH, nameof(RTAX_SSTHRESH)),
        new(RTAX_CWND, nameof(RTAX_CWND)),
        new(RTAX_ADVMSS, nameof(RTAX_ADVMSS)),
        new(RTAX_REORDERING, nameof(RTAX_REORDERING)),
        new(RTAX_HOPLIMIT, nameof(RTAX_HOPLIMIT)),
        new(RTAX_INITCWND, nameof(RTAX_INITCWND)),
        new(RTAX_FEATURES, nameof(RTAX_FEATURES)),
        new(RTAX_RTO_MIN, nameof(RTAX_RTO_MIN)),
        new(RTAX_INITRWND, nameof(RTAX_INITRWND)),
        new(RTAX_QUICKACK, nameof(RTAX_QUICKACK)),
        new(RTAX_CC_ALGO, nameof(RTAX_CC_ALGO)),
        new(RTAX_FASTOPEN_NO_COOKIE, nameof(RTAX_FASTOPEN_NO_COOKIE)));

    /// <summary>Gets the largest packet, in bytes. With <see cref="LockedRouteMetrics.Mtu"/> path MTU discovery is not used.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or more than 2^32 - 1.</exception>
    public long? Mtu
    {
        get;
        init => field = Require(value, nameof(Mtu));
    }

    /// <summary>Gets the largest window that TCP advertises, in bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or more than 2^32 - 1.</exception>
    public long? Window
    {
        get;
        init => field = Require(value, nameof(Window));
    }

    /// <summary>Gets the initial estimate of the round-trip time, in steps of 125 microseconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, too long, or not a multiple of 125 microseconds.</exception>
    public TimeSpan? RoundTripTime
    {
        get;
        init => field = Require(value, nameof(RoundTripTime), RoundTripTimeUnits);
    }

    /// <summary>Gets the initial estimate of the variance of the round-trip time, in steps of 250 microseconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, too long, or not a multiple of 250 microseconds.</exception>
    public TimeSpan? RoundTripTimeVariance
    {
        get;
        init => field = Require(value, nameof(RoundTripTimeVariance), VarianceUnits);
    }

    /// <summary>Gets the initial slow start threshold, in segments.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or more than 2^32 - 1.</exception>
    public long? SlowStartThreshold
    {
        get;
        init => field = Require(value, nameof(SlowStartThreshold));
    }

    /// <summary>Gets the limit of the congestion window, in segments. The kernel ignores it unless it is locked.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or more than 2^32 - 1.</exception>
    public long? CongestionWindow
    {
        get;
        init => field = Require(value, nameof(CongestionWindow));
    }

    /// <summary>Gets the maximum segment size that TCP advertises, in bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or more than 2^32 - 1.</exception>
    public long? AdvertisedSegmentSize
    {
        get;
        init => field = Require(value, nameof(AdvertisedSegmentSize));
    }

    /// <summary>Gets how many segments can arrive out of order before one of them is taken as lost.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or more than 2^32 - 1.</exception>
    public long? Reordering
    {
        get;
        init => field = Require(value, nameof(Reordering));
    }

    /// <summary>Gets the hop limit (IPv6) or time to live (IPv4) of packets; 1 to 255.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? HopLimit
    {
        get;
        init
        {
            if (value is { } limit)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1, nameof(HopLimit));
                ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, byte.MaxValue, nameof(HopLimit));
            }

            field = value;
        }
    }

    /// <summary>Gets the initial congestion window, in segments.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or more than 2^32 - 1.</exception>
    public long? InitialCongestionWindow
    {
        get;
        init => field = Require(value, nameof(InitialCongestionWindow));
    }

    /// <summary>Gets the initial receive window, in segments.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or more than 2^32 - 1.</exception>
    public long? InitialReceiveWindow
    {
        get;
        init => field = Require(value, nameof(InitialReceiveWindow));
    }

    /// <summary>Gets the features. Defaults to <see cref="RouteFeatures.None"/>.</summary>
    public RouteFeatures Features { get; init; }

    /// <summary>Gets the least retransmission timeout, in milliseconds. ip-route(8) always locks it too.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, too long, or not a multiple of a millisecond.</exception>
    public TimeSpan? MinimumRetransmissionTimeout
    {
        get;
        init => field = Require(value, nameof(MinimumRetransmissionTimeout), 1);
    }

    /// <summary>Gets whether TCP acknowledges each segment at once.</summary>
    public bool? QuickAcknowledgement { get; init; }

    /// <summary>Gets the congestion control algorithm, such as <c>cubic</c>; 1 to 15 bytes.</summary>
    /// <exception cref="ArgumentException">The name is empty or too long.</exception>
    public string? CongestionControl
    {
        get;
        init => field = value is null || (value.Length > 0 && LinuxText.CountBytes(value) < NameLimit)
            ? value
            : throw new ArgumentException($"The name {PrintableText.Quote(value)} of a congestion control algorithm must have 1 to {NameLimit - 1} bytes.", nameof(CongestionControl));
    }

    /// <summary>Gets whether TCP Fast Open works without a cookie.</summary>
    public bool? FastOpenWithoutCookie { get; init; }

    /// <summary>Gets the metrics that the kernel does not change. Defaults to <see cref="LockedRouteMetrics.None"/>.</summary>
    public LockedRouteMetrics Locked { get; init; }

    internal static RouteMetrics Read(NetlinkAttributeReader attributes)
    {
        RouteMetrics metrics = new();
        foreach (NetlinkAttribute attribute in attributes)
        {
            metrics = attribute.Type switch
            {
                RTAX_LOCK => metrics with { Locked = unchecked((LockedRouteMetrics)attribute.ReadUInt32()) },
                RTAX_MTU => metrics with { Mtu = attribute.ReadUInt32() },
                RTAX_WINDOW => metrics with { Window = attribute.ReadUInt32() },
                RTAX_RTT => metrics with { RoundTripTime = Time(attribute, RoundTripTimeUnits) },
                RTAX_RTTVAR => metrics with { RoundTripTimeVariance = Time(attribute, VarianceUnits) },
                RTAX_SSTHRESH => metrics with { SlowStartThreshold = attribute.ReadUInt32() },
                RTAX_CWND => metrics with { CongestionWindow = attribute.ReadUInt32() },
                RTAX_ADVMSS => metrics with { AdvertisedSegmentSize = attribute.ReadUInt32() },
                RTAX_REORDERING => metrics with { Reordering = attribute.ReadUInt32() },
                RTAX_HOPLIMIT => metrics with { HopLimit = attribute.ReadUInt32() is var limit and > 0 and <= byte.MaxValue ? (int)limit : null },
                RTAX_INITCWND => metrics with { InitialCongestionWindow = attribute.ReadUInt32() },
                RTAX_FEATURES => metrics with { Features = unchecked((RouteFeatures)attribute.ReadUInt32()) },
                RTAX_RTO_MIN => metrics with { MinimumRetransmissionTimeout = Time(attribute, 1) },
                RTAX_INITRWND => metrics with { InitialReceiveWindow = attribute.ReadUInt32() },
                RTAX_QUICKACK => metrics with { QuickAcknowledgement = attribute.ReadUInt32() != 0 },
                RTAX_CC_ALGO => metrics with { CongestionControl = attribute.ReadUtf8().Length is > 0 and < NameLimit ? attribute.ReadString() : null },
                RTAX_FASTOPEN_NO_COOKIE => metrics with { FastOpenWithoutCookie = attribute.ReadUInt32() != 0 },
                _ => metrics,
            };
        }

        return metrics;
    }

    internal void Write(ref NetlinkMessageWriter request)
    {
        NestedAttribute nest = request.BeginNested(Linux.RTA_METRICS);
        Write(ref request, RTAX_LOCK, Locked == LockedRouteMetrics.None ? null : unchecked((uint)Locked));
        Write(ref request, RTAX_MTU, Mtu);
        Write(ref request, RTAX_WINDOW, Window);
        Write(ref request, RTAX_RTT, Number(RoundTripTime, RoundTripTimeUnits));
        Write(ref request, RTAX_RTTVAR, Number(RoundTripTimeVariance, VarianceUnits));
        Write(ref request, RTAX_SSTHRESH, SlowStartThreshold);
        Write(ref request, RTAX_CWND, CongestionWindow);
        Write(ref request, RTAX_ADVMSS, AdvertisedSegmentSize);
        Write(ref request, RTAX_REORDERING, Reordering);
        Write(ref request, RTAX_HOPLIMIT, HopLimit);
        Write(ref request, RTAX_INITCWND, InitialCongestionWindow);
        Write(ref request, RTAX_FEATURES, Features == RouteFeatures.None ? null : unchecked((uint)Features));
        Write(ref request, RTAX_RTO_MIN, Number(MinimumRetransmissionTimeout, 1));
        Write(ref request, RTAX_INITRWND, InitialReceiveWindow);
        Write(ref request, RTAX_QUICKACK, QuickAcknowledgement is { } quick ? quick ? 1 : 0 : null);
        if (CongestionControl is not null)
        {
            request.WriteString(RTAX_CC_ALGO, CongestionControl);
        }

        Write(ref request, RTAX_FASTOPEN_NO_COOKIE, FastOpenWithoutCookie is { } open ? open ? 1 : 0 : null);
        request.EndNested(nest);
    }

    private static void Write(ref NetlinkMessageWriter request, int type, long? value)
    {
        if (value is { } number)
        {
            request.WriteUInt32(type, (uint)number);
        }
    }

    private static long? Require(long? value, string parameter)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value.GetValueOrDefault(), parameter);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.GetValueOrDefault(), uint.MaxValue, parameter);
        return value;
    }

    /// <param name="units">How many units of the kernel a millisecond has.</param>
    private static TimeSpan? Require(TimeSpan? value, string parameter, int units)
    {
        if (value is { } time)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero, parameter);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(time.Ticks / (TimeSpan.TicksPerMillisecond / units), uint.MaxValue, parameter);
            if (time.Ticks % (TimeSpan.TicksPerMillisecond / units) != 0)
            {
                throw new ArgumentOutOfRangeException(parameter, time, $"The kernel has this time in steps of {1000 / units} microseconds.");
            }
        }

        return value;
    }

    private static TimeSpan Time(NetlinkAttribute attribute, int units) => TimeSpan.FromTicks(attribute.ReadUInt32() * (TimeSpan.TicksPerMillisecond / units));

    private static long? Number(TimeSpan? time, int units) => time?.Ticks / (TimeSpan.TicksPerMillisecond / units);
}
