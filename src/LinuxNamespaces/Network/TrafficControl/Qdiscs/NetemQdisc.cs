namespace LinuxNamespaces.Network;

/// <summary>Impairs a link: delays, loses, duplicates, corrupts and reorders the packets that it sends (network emulator).</summary>
/// <remarks>
/// See tc-netem(8). Probabilities and correlations are ratios from 0 to 1. <see cref="QdiscCollection.Change"/> sets everything but the distribution
/// tables, which stay as they are if they are <see langword="null"/>.
/// </remarks>
/// <example>
/// <code>
/// link.Qdiscs.Replace(new NetemQdisc { Delay = TimeSpan.FromMilliseconds(50), Jitter = TimeSpan.FromMilliseconds(5), Distribution = NetemDistribution.Normal, Loss = 0.01 });
/// </code>
/// </example>
public sealed partial record NetemQdisc : Qdisc, ITrafficKind<NetemQdisc>
{
    /// <summary>Gets the kind <c>netem</c>.</summary>
    public static TrafficKind<NetemQdisc> Kind { get; } = new("netem", Read) { Feature = "netem qdiscs (CONFIG_NET_SCH_NETEM)", OptionAttributes = Attributes() };

    /// <summary>Gets how many packets can wait, those that are delayed included. Defaults to 1000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Limit
    {
        get;
        init => field = NumberRange.Require(value, 1, int.MaxValue, nameof(Limit));
    }
    = 1000;

    /// <summary>Gets the delay of each packet; up to about four minutes. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan Delay
    {
        get;
        init => field = TrafficValues.Time(value, nameof(Delay));
    }

    /// <summary>Gets how much the delay varies. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan Jitter
    {
        get;
        init => field = TrafficValues.Time(value, nameof(Jitter));
    }

    /// <summary>Gets how much the delay of a packet depends on that of the packet before. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 1.</exception>
    public double DelayCorrelation
    {
        get;
        init => field = TrafficValues.Ratio(value, nameof(DelayCorrelation));
    }

    /// <summary>Gets how the delay varies; <see langword="null"/> for uniformly, or as before.</summary>
    public NetemDistribution? Distribution { get; init; }

    /// <summary>Gets the probability that a packet is lost. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 1.</exception>
    public double Loss
    {
        get;
        init => field = TrafficValues.Ratio(value, nameof(Loss));
    }

    /// <summary>Gets how much the loss of a packet depends on that of the packet before. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 1.</exception>
    public double LossCorrelation
    {
        get;
        init => field = TrafficValues.Ratio(value, nameof(LossCorrelation));
    }

    /// <summary>Gets another model of loss; <see langword="null"/> for <see cref="Loss"/>.</summary>
    public NetemLoss? LossModel { get; init; }

    /// <summary>Gets the probability that a packet is sent twice. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 1.</exception>
    public double Duplicate
    {
        get;
        init => field = TrafficValues.Ratio(value, nameof(Duplicate));
    }

    /// <summary>Gets how much that depends on the packet before. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 1.</exception>
    public double DuplicateCorrelation
    {
        get;
        init => field = TrafficValues.Ratio(value, nameof(DuplicateCorrelation));
    }

    /// <summary>Gets the probability that one bit of a packet is changed. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 1.</exception>
    public double Corrupt
    {
        get;
        init => field = TrafficValues.Ratio(value, nameof(Corrupt));
    }

    /// <summary>Gets how much that depends on the packet before. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 1.</exception>
    public double CorruptCorrelation
    {
        get;
        init => field = TrafficValues.Ratio(value, nameof(CorruptCorrelation));
    }

    /// <summary>Gets the probability that a packet is sent at once, before those that are delayed. It needs <see cref="Delay"/>. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 1.</exception>
    public double Reorder
    {
        get;
        init => field = TrafficValues.Ratio(value, nameof(Reorder));
    }

    /// <summary>Gets how much that depends on the packet before. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 1.</exception>
    public double ReorderCorrelation
    {
        get;
        init => field = TrafficValues.Ratio(value, nameof(ReorderCorrelation));
    }

    /// <summary>Gets that only each packet of this number can be sent at once. It needs <see cref="Reorder"/>. Defaults to 1: each packet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? Gap
    {
        get;
        init => field = NumberRange.Require(value, 1, int.MaxValue, nameof(Gap));
    }

    /// <summary>Gets the rate of the link, in bits per second; <see langword="null"/> for no limit. The kernel rounds it down to whole bytes per second.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 8.</exception>
    public long? Rate
    {
        get;
        init => field = TrafficValues.Rate(value, nameof(Rate));
    }

    /// <summary>Gets how many bytes are added to each packet for <see cref="Rate"/>; can be negative. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int PacketOverhead
    {
        get;
        init => field = NumberRange.Require(value, int.MinValue, int.MaxValue, nameof(PacketOverhead));
    }

    /// <summary>Gets the bytes of the cells that packets are sent in; 0 for none. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int CellSize
    {
        get;
        init => field = NumberRange.Require(value, 0, int.MaxValue, nameof(CellSize));
    }

    /// <summary>Gets how many bytes are added to each cell; can be negative. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int CellOverhead
    {
        get;
        init => field = NumberRange.Require(value, int.MinValue, int.MaxValue, nameof(CellOverhead));
    }

    /// <summary>Gets whether packets are marked instead of lost where the sender supports it.</summary>
    public bool Ecn { get; init; }

    /// <summary>Gets the slots that packets are sent in; <see langword="null"/> for none.</summary>
    public NetemSlot? Slot { get; init; }

    /// <summary>Gets the seed of the random numbers; the kernel chooses one if the value is <see langword="null"/>. Kernel 6.7; older kernels ignore it.</summary>
    public ulong? Seed { get; init; }

    /// <inheritdoc/>
    public override TrafficKind TrafficKind => Kind;

    /// <inheritdoc/>
    protected override void Validate()
    {
        if (Reorder > 0 && Delay == TimeSpan.Zero)
        {
            throw new ArgumentException($"{nameof(Reorder)} needs {nameof(Delay)}: packets that do not wait cannot be overtaken.");
        }

        if (Gap is not null && Reorder == 0)
        {
            throw new ArgumentException($"{nameof(Gap)} needs {nameof(Reorder)}.");
        }

        if (Distribution is not null && Jitter == TimeSpan.Zero)
        {
            throw new ArgumentException($"{nameof(Distribution)} needs {nameof(Jitter)}.");
        }

        if (LossModel is not null && (Loss > 0 || LossCorrelation > 0))
        {
            throw new ArgumentException($"{nameof(LossModel)} takes the place of {nameof(Loss)} and {nameof(LossCorrelation)}.");
        }

        Slot?.Validate();
    }
}
