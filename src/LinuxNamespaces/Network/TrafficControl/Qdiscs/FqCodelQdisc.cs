using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>A queue for each flow, which drops or marks packets that wait too long (fair queueing with controlled delay).</summary>
/// <remarks>See tc-fq_codel(8). A setting that is <see langword="null"/> is the kernel's default, or stays as it is.</remarks>
public sealed record FqCodelQdisc : Qdisc, ITrafficKind<FqCodelQdisc>
{
    internal const ushort TCA_FQ_CODEL_TARGET = 1;
    internal const ushort TCA_FQ_CODEL_LIMIT = 2;
    internal const ushort TCA_FQ_CODEL_INTERVAL = 3;
    internal const ushort TCA_FQ_CODEL_ECN = 4;
    internal const ushort TCA_FQ_CODEL_FLOWS = 5;
    internal const ushort TCA_FQ_CODEL_QUANTUM = 6;
    internal const ushort TCA_FQ_CODEL_CE_THRESHOLD = 7;
    internal const ushort TCA_FQ_CODEL_DROP_BATCH_SIZE = 8;
    internal const ushort TCA_FQ_CODEL_MEMORY_LIMIT = 9;

    private const int MaxFlows = 65536;
    private const int MinQuantum = 256;
    private const int MaxQuantum = 1 << 24;

    /// <summary>Gets the kind <c>fq_codel</c>.</summary>
    public static TrafficKind<FqCodelQdisc> Kind { get; } = new("fq_codel", Read)
    {
        Feature = "fq codel qdiscs (CONFIG_NET_SCH_FQ_CODEL)",
        OptionAttributes = new NetlinkAttributeSet(
            new(TCA_FQ_CODEL_TARGET, nameof(TCA_FQ_CODEL_TARGET)),
            new(TCA_FQ_CODEL_LIMIT, nameof(TCA_FQ_CODEL_LIMIT)),
            new(TCA_FQ_CODEL_INTERVAL, nameof(TCA_FQ_CODEL_INTERVAL)),
            new(TCA_FQ_CODEL_ECN, nameof(TCA_FQ_CODEL_ECN)),
            new(TCA_FQ_CODEL_FLOWS, nameof(TCA_FQ_CODEL_FLOWS)),
            new(TCA_FQ_CODEL_QUANTUM, nameof(TCA_FQ_CODEL_QUANTUM)),
            new(TCA_FQ_CODEL_CE_THRESHOLD, nameof(TCA_FQ_CODEL_CE_THRESHOLD)),
            new(TCA_FQ_CODEL_DROP_BATCH_SIZE, nameof(TCA_FQ_CODEL_DROP_BATCH_SIZE)),
            new(TCA_FQ_CODEL_MEMORY_LIMIT, nameof(TCA_FQ_CODEL_MEMORY_LIMIT))),
    };

    /// <summary>Gets how many packets can wait.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? Limit
    {
        get;
        init => field = NumberRange.Require(value, 1, int.MaxValue, nameof(Limit));
    }

    /// <summary>Gets how many bytes of memory can be used.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? MemoryLimit
    {
        get;
        init => field = NumberRange.Require(value, 1, int.MaxValue, nameof(MemoryLimit));
    }

    /// <summary>Gets the number of queues; 1 to 65536. It cannot be changed later.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? Flows
    {
        get;
        init => field = NumberRange.Require(value, 1, MaxFlows, nameof(Flows));
    }

    /// <summary>Gets the acceptable time that packets wait, in steps of 1 µs; the kernel keeps about that precision.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan? Target
    {
        get;
        init => field = TrafficValues.Microseconds(value, nameof(Target));
    }

    /// <summary>Gets the time after which packets that wait longer than <see cref="Target"/> are dropped.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan? Interval
    {
        get;
        init => field = TrafficValues.Microseconds(value, nameof(Interval));
    }

    /// <summary>Gets how many bytes a flow sends before another one has its turn; 256 to 2^24.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? Quantum
    {
        get;
        init => field = NumberRange.Require(value, MinQuantum, MaxQuantum, nameof(Quantum));
    }

    /// <summary>Gets whether packets are marked instead of dropped where the sender supports it.</summary>
    public bool? Ecn { get; init; }

    /// <summary>Gets the waiting time from which packets are marked; <see langword="null"/> for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan? MarkThreshold
    {
        get;
        init => field = TrafficValues.Microseconds(value, nameof(MarkThreshold));
    }

    /// <summary>Gets how many packets are dropped at once when the qdisc is full.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? DropBatch
    {
        get;
        init => field = NumberRange.Require(value, 1, int.MaxValue, nameof(DropBatch));
    }

    /// <inheritdoc/>
    public override TrafficKind TrafficKind => Kind;

    /// <inheritdoc/>
    protected override void WriteOptions(ref NetlinkMessageWriter writer)
    {
        writer.WriteOptional(TCA_FQ_CODEL_LIMIT, Limit);
        writer.WriteOptional(TCA_FQ_CODEL_FLOWS, Flows);
        writer.WriteOptional(TCA_FQ_CODEL_QUANTUM, Quantum);
        writer.WriteOptional(TCA_FQ_CODEL_INTERVAL, TrafficValues.ToMicroseconds(Interval));
        writer.WriteOptional(TCA_FQ_CODEL_TARGET, TrafficValues.ToMicroseconds(Target));
        writer.WriteOptional(TCA_FQ_CODEL_ECN, Ecn is { } ecn ? (ecn ? 1u : 0u) : (uint?)null);
        writer.WriteOptional(TCA_FQ_CODEL_CE_THRESHOLD, TrafficValues.ToMicroseconds(MarkThreshold));
        writer.WriteOptional(TCA_FQ_CODEL_MEMORY_LIMIT, MemoryLimit);
        writer.WriteOptional(TCA_FQ_CODEL_DROP_BATCH_SIZE, DropBatch);
    }

    private static FqCodelQdisc Read(NetlinkAttribute options)
    {
        TrafficNumbers numbers = new(options.Nested, stackalloc long[TCA_FQ_CODEL_MEMORY_LIMIT + 1]);
        return new FqCodelQdisc
        {
            Target = numbers.Codel(TCA_FQ_CODEL_TARGET),
            Limit = numbers.Int32(TCA_FQ_CODEL_LIMIT, 1),
            Interval = numbers.Codel(TCA_FQ_CODEL_INTERVAL),
            Ecn = numbers.Boolean(TCA_FQ_CODEL_ECN),
            Flows = numbers.Int32(TCA_FQ_CODEL_FLOWS, 1, MaxFlows),
            Quantum = numbers.Int32(TCA_FQ_CODEL_QUANTUM, MinQuantum, MaxQuantum),
            MarkThreshold = numbers.Codel(TCA_FQ_CODEL_CE_THRESHOLD),
            DropBatch = numbers.Int32(TCA_FQ_CODEL_DROP_BATCH_SIZE, 1),
            MemoryLimit = numbers.Int32(TCA_FQ_CODEL_MEMORY_LIMIT, 1),
        };
    }
}
