using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>A queue for each socket, which also sends packets at the pace that TCP asks for (fair queue).</summary>
/// <remarks>See tc-fq(8). A setting that is <see langword="null"/> is the kernel's default, or stays as it is.</remarks>
public sealed record FqQdisc : Qdisc, ITrafficKind<FqQdisc>
{
    internal const ushort TCA_FQ_PLIMIT = 1;
    internal const ushort TCA_FQ_FLOW_PLIMIT = 2;
    internal const ushort TCA_FQ_QUANTUM = 3;
    internal const ushort TCA_FQ_INITIAL_QUANTUM = 4;
    internal const ushort TCA_FQ_RATE_ENABLE = 5;
    internal const ushort TCA_FQ_FLOW_DEFAULT_RATE = 6;
    internal const ushort TCA_FQ_FLOW_MAX_RATE = 7;
    internal const ushort TCA_FQ_BUCKETS_LOG = 8;
    internal const ushort TCA_FQ_FLOW_REFILL_DELAY = 9;
    internal const ushort TCA_FQ_ORPHAN_MASK = 10;
    internal const ushort TCA_FQ_LOW_RATE_THRESHOLD = 11;
    internal const ushort TCA_FQ_CE_THRESHOLD = 12;
    internal const ushort TCA_FQ_TIMER_SLACK = 13;
    internal const ushort TCA_FQ_HORIZON = 14;
    internal const ushort TCA_FQ_HORIZON_DROP = 15;

    // What the kernel reports for no threshold: the greatest number of nanoseconds in 32 bits, in microseconds.
    private const long Unset = uint.MaxValue / 1000;

    /// <summary>Gets the kind <c>fq</c>.</summary>
    public static TrafficKind<FqQdisc> Kind { get; } = new("fq", Read)
    {
        Feature = "fq qdiscs (CONFIG_NET_SCH_FQ)",
        OptionAttributes = new NetlinkAttributeSet(
            new(TCA_FQ_PLIMIT, nameof(TCA_FQ_PLIMIT)),
            new(TCA_FQ_FLOW_PLIMIT, nameof(TCA_FQ_FLOW_PLIMIT)),
            new(TCA_FQ_QUANTUM, nameof(TCA_FQ_QUANTUM)),
            new(TCA_FQ_INITIAL_QUANTUM, nameof(TCA_FQ_INITIAL_QUANTUM)),
            new(TCA_FQ_RATE_ENABLE, nameof(TCA_FQ_RATE_ENABLE)),
            new(TCA_FQ_FLOW_DEFAULT_RATE, nameof(TCA_FQ_FLOW_DEFAULT_RATE)),
            new(TCA_FQ_FLOW_MAX_RATE, nameof(TCA_FQ_FLOW_MAX_RATE)),
            new(TCA_FQ_BUCKETS_LOG, nameof(TCA_FQ_BUCKETS_LOG)),
            new(TCA_FQ_FLOW_REFILL_DELAY, nameof(TCA_FQ_FLOW_REFILL_DELAY)),
            new(TCA_FQ_ORPHAN_MASK, nameof(TCA_FQ_ORPHAN_MASK)),
            new(TCA_FQ_LOW_RATE_THRESHOLD, nameof(TCA_FQ_LOW_RATE_THRESHOLD)),
            new(TCA_FQ_CE_THRESHOLD, nameof(TCA_FQ_CE_THRESHOLD)),
            new(TCA_FQ_TIMER_SLACK, nameof(TCA_FQ_TIMER_SLACK)),
            new(TCA_FQ_HORIZON, nameof(TCA_FQ_HORIZON)),
            new(TCA_FQ_HORIZON_DROP, nameof(TCA_FQ_HORIZON_DROP))),
    };

    /// <summary>Gets how many packets can wait.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? Limit
    {
        get;
        init => field = NumberRange.Require(value, 1, int.MaxValue, nameof(Limit));
    }

    /// <summary>Gets how many packets of one flow can wait.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? FlowLimit
    {
        get;
        init => field = NumberRange.Require(value, 1, int.MaxValue, nameof(FlowLimit));
    }

    /// <summary>Gets how many bytes a flow sends before another one has its turn.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? Quantum
    {
        get;
        init => field = NumberRange.Require(value, 1, 1 << 20, nameof(Quantum));
    }

    /// <summary>Gets how many bytes a new flow sends first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? InitialQuantum
    {
        get;
        init => field = NumberRange.Require(value, 1, int.MaxValue, nameof(InitialQuantum));
    }

    /// <summary>Gets the number of hash buckets, as a power of two; 1 to 18, such as 10 for 1024.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? BucketsLog
    {
        get;
        init => field = NumberRange.Require(value, 1, 18, nameof(BucketsLog));
    }

    /// <summary>Gets whether packets are paced.</summary>
    public bool? Pacing { get; init; }

    /// <summary>Gets the highest rate of a flow, in bits per second.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public long? MaxRate
    {
        get;
        init => field = TrafficValues.Rate(value, nameof(MaxRate));
    }

    /// <summary>Gets the time that a flow has to be idle for its quantum to be refilled, in steps of 1 µs.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan? RefillDelay
    {
        get;
        init => field = TrafficValues.Microseconds(value, nameof(RefillDelay));
    }

    /// <summary>Gets the rate below which a flow gets the smallest bursts, in bits per second.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public long? LowRateThreshold
    {
        get;
        init => field = TrafficValues.Rate(value, nameof(LowRateThreshold));
    }

    /// <summary>Gets the mask of the hash for packets without a socket.</summary>
    public uint? OrphanMask { get; init; }

    /// <summary>Gets the waiting time from which packets are marked, in steps of 1 µs; <see langword="null"/> for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan? MarkThreshold
    {
        get;
        init => field = TrafficValues.Microseconds(value, nameof(MarkThreshold));
    }

    /// <summary>Gets how far in the future the sending time of a packet can be, in steps of 1 µs. Kernel 5.8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan? Horizon
    {
        get;
        init => field = TrafficValues.Microseconds(value, nameof(Horizon));
    }

    /// <summary>Gets whether packets beyond <see cref="Horizon"/> are dropped; otherwise their time is changed. Kernel 5.8.</summary>
    public bool? DropBeyondHorizon { get; init; }

    /// <inheritdoc/>
    public override TrafficKind TrafficKind => Kind;

    /// <inheritdoc/>
    protected override void WriteOptions(ref NetlinkMessageWriter writer)
    {
        writer.WriteOptional(TCA_FQ_PLIMIT, Limit);
        writer.WriteOptional(TCA_FQ_FLOW_PLIMIT, FlowLimit);
        writer.WriteOptional(TCA_FQ_QUANTUM, Quantum);
        writer.WriteOptional(TCA_FQ_INITIAL_QUANTUM, InitialQuantum);
        writer.WriteOptional(TCA_FQ_BUCKETS_LOG, BucketsLog);
        writer.WriteOptional(TCA_FQ_RATE_ENABLE, Pacing is { } pacing ? (pacing ? 1u : 0u) : (uint?)null);
        writer.WriteOptional(TCA_FQ_FLOW_MAX_RATE, BytesOf(MaxRate));
        writer.WriteOptional(TCA_FQ_FLOW_REFILL_DELAY, TrafficValues.ToMicroseconds(RefillDelay));
        writer.WriteOptional(TCA_FQ_LOW_RATE_THRESHOLD, BytesOf(LowRateThreshold));
        writer.WriteOptional(TCA_FQ_ORPHAN_MASK, OrphanMask);
        writer.WriteOptional(TCA_FQ_CE_THRESHOLD, TrafficValues.ToMicroseconds(MarkThreshold));
        writer.WriteOptional(TCA_FQ_HORIZON, TrafficValues.ToMicroseconds(Horizon));
        writer.WriteOptional(TCA_FQ_HORIZON_DROP, DropBeyondHorizon);
    }

    private static uint? BytesOf(long? rate) => rate is { } bits ? (uint)Math.Min(uint.MaxValue, TrafficValues.ToBytes(bits)) : null;

    // The greatest number is no limit.
    private static long? RateOf(long? bytes) => bytes is > 0 and < uint.MaxValue ? TrafficValues.ToBits((ulong)bytes) : null;

    private static FqQdisc Read(NetlinkAttribute options)
    {
        TrafficNumbers numbers = new(options.Nested, stackalloc long[TCA_FQ_HORIZON_DROP + 1]);
        return new FqQdisc
        {
            Limit = numbers.Int32(TCA_FQ_PLIMIT, 1),
            FlowLimit = numbers.Int32(TCA_FQ_FLOW_PLIMIT, 1),
            Quantum = numbers.Int32(TCA_FQ_QUANTUM, 1, 1 << 20),
            InitialQuantum = numbers.Int32(TCA_FQ_INITIAL_QUANTUM, 1),
            BucketsLog = numbers.Int32(TCA_FQ_BUCKETS_LOG, 1, 18),
            Pacing = numbers.Boolean(TCA_FQ_RATE_ENABLE),
            MaxRate = RateOf(numbers[TCA_FQ_FLOW_MAX_RATE]),
            RefillDelay = numbers.Microseconds(TCA_FQ_FLOW_REFILL_DELAY),
            LowRateThreshold = RateOf(numbers[TCA_FQ_LOW_RATE_THRESHOLD]),
            OrphanMask = numbers.UInt32(TCA_FQ_ORPHAN_MASK),
            MarkThreshold = numbers[TCA_FQ_CE_THRESHOLD] >= Unset ? null : numbers.Microseconds(TCA_FQ_CE_THRESHOLD),
            Horizon = numbers.Microseconds(TCA_FQ_HORIZON),
            DropBeyondHorizon = numbers.Boolean(TCA_FQ_HORIZON_DROP),
        };
    }
}
