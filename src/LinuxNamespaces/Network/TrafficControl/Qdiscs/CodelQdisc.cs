using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>One queue, which drops or marks packets that wait too long (controlled delay).</summary>
/// <remarks>See tc-codel(8). A setting that is <see langword="null"/> is the kernel's default, or stays as it is. <see cref="FqCodelQdisc"/> has such a queue for each flow.</remarks>
public sealed record CodelQdisc : Qdisc, ITrafficKind<CodelQdisc>
{
    internal const ushort TCA_CODEL_TARGET = 1;
    internal const ushort TCA_CODEL_LIMIT = 2;
    internal const ushort TCA_CODEL_INTERVAL = 3;
    internal const ushort TCA_CODEL_ECN = 4;
    internal const ushort TCA_CODEL_CE_THRESHOLD = 5;

    /// <summary>Gets the kind <c>codel</c>.</summary>
    public static TrafficKind<CodelQdisc> Kind { get; } = new("codel", Read)
    {
        Feature = "codel qdiscs (CONFIG_NET_SCH_CODEL)",
        OptionAttributes = new NetlinkAttributeSet(
            new(TCA_CODEL_TARGET, nameof(TCA_CODEL_TARGET)),
            new(TCA_CODEL_LIMIT, nameof(TCA_CODEL_LIMIT)),
            new(TCA_CODEL_INTERVAL, nameof(TCA_CODEL_INTERVAL)),
            new(TCA_CODEL_ECN, nameof(TCA_CODEL_ECN)),
            new(TCA_CODEL_CE_THRESHOLD, nameof(TCA_CODEL_CE_THRESHOLD))),
    };

    /// <summary>Gets how many packets can wait. The kernel's default is 1000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? Limit
    {
        get;
        init => field = NumberRange.Require(value, 1, int.MaxValue, nameof(Limit));
    }

    /// <summary>Gets the acceptable time that packets wait, in steps of 1 µs; the kernel keeps about that precision. The kernel's default is 5 ms.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan? Target
    {
        get;
        init => field = TrafficValues.Microseconds(value, nameof(Target));
    }

    /// <summary>Gets the time after which packets that wait longer than <see cref="Target"/> are dropped. The kernel's default is 100 ms.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan? Interval
    {
        get;
        init => field = TrafficValues.Microseconds(value, nameof(Interval));
    }

    /// <summary>Gets whether packets are marked instead of dropped where the sender supports it. The kernel's default is <see langword="false"/>.</summary>
    public bool? Ecn { get; init; }

    /// <summary>Gets the waiting time from which packets are marked; <see langword="null"/> for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan? MarkThreshold
    {
        get;
        init => field = TrafficValues.Microseconds(value, nameof(MarkThreshold));
    }

    /// <inheritdoc/>
    public override TrafficKind TrafficKind => Kind;

    /// <inheritdoc/>
    protected override void WriteOptions(ref NetlinkMessageWriter writer)
    {
        writer.WriteOptional(TCA_CODEL_LIMIT, Limit);
        writer.WriteOptional(TCA_CODEL_INTERVAL, TrafficValues.ToMicroseconds(Interval));
        writer.WriteOptional(TCA_CODEL_TARGET, TrafficValues.ToMicroseconds(Target));
        writer.WriteOptional(TCA_CODEL_ECN, Ecn is { } ecn ? (ecn ? 1u : 0u) : (uint?)null);
        writer.WriteOptional(TCA_CODEL_CE_THRESHOLD, TrafficValues.ToMicroseconds(MarkThreshold));
    }

    private static CodelQdisc Read(NetlinkAttribute options)
    {
        TrafficNumbers numbers = new(options.Nested, stackalloc long[TCA_CODEL_CE_THRESHOLD + 1]);
        return new CodelQdisc
        {
            Limit = numbers.Int32(TCA_CODEL_LIMIT, 1),
            Target = numbers.Codel(TCA_CODEL_TARGET),
            Interval = numbers.Codel(TCA_CODEL_INTERVAL),
            Ecn = numbers.Boolean(TCA_CODEL_ECN),
            MarkThreshold = numbers.Codel(TCA_CODEL_CE_THRESHOLD),
        };
    }
}
