namespace LinuxNamespaces.Network;

/// <summary>Specifies what a link does to the packets that it sends. Probabilities are ratios from 0 to 1.</summary>
/// <remarks>A <see cref="NetemQdisc"/> can do more: correlations, slots, and the overhead of packets.</remarks>
/// <seealso cref="TrafficExtensions.Impair"/>
public sealed record LinkImpairment
{
    // Enough for 100 Mbit/s and one second with long packets.
    private const int DefaultLimit = 10_000;

    /// <summary>Gets the delay of each packet. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or more than 274 seconds.</exception>
    public TimeSpan Delay
    {
        get;
        init => field = TrafficValues.Time(value, nameof(Delay));
    }

    /// <summary>Gets how much the delay varies. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or more than 274 seconds.</exception>
    public TimeSpan Jitter
    {
        get;
        init => field = TrafficValues.Time(value, nameof(Jitter));
    }

    /// <summary>Gets how the delay varies. Defaults to <see cref="NetemDistribution.Uniform"/>.</summary>
    public NetemDistribution Distribution
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Distribution));
    }
    = NetemDistribution.Uniform;

    /// <summary>Gets the probability that a packet is lost. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 1.</exception>
    public double Loss
    {
        get;
        init => field = TrafficValues.Ratio(value, nameof(Loss));
    }

    /// <summary>Gets another model of loss, such as one with bursts; <see langword="null"/> for <see cref="Loss"/>.</summary>
    public NetemLoss? LossModel { get; init; }

    /// <summary>Gets the probability that a packet is sent twice. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 1.</exception>
    public double Duplicate
    {
        get;
        init => field = TrafficValues.Ratio(value, nameof(Duplicate));
    }

    /// <summary>Gets the probability that one bit of a packet is changed. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 1.</exception>
    public double Corrupt
    {
        get;
        init => field = TrafficValues.Ratio(value, nameof(Corrupt));
    }

    /// <summary>Gets the probability that a packet is sent at once, before those that are delayed. It needs <see cref="Delay"/>. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 1.</exception>
    public double Reorder
    {
        get;
        init => field = TrafficValues.Ratio(value, nameof(Reorder));
    }

    /// <summary>Gets the rate of the link, in bits per second; <see langword="null"/> for no limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 8.</exception>
    public long? Rate
    {
        get;
        init => field = TrafficValues.Rate(value, nameof(Rate));
    }

    /// <summary>Gets how many packets can wait, those that are delayed included. Defaults to 10,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int Limit
    {
        get;
        init => field = NumberRange.Require(value, 1, int.MaxValue, nameof(Limit));
    }
    = DefaultLimit;

    /// <summary>Gets the seed of the random numbers; the kernel chooses one if the value is <see langword="null"/>. Kernel 6.7; older kernels ignore it.</summary>
    public ulong? Seed { get; init; }

    internal NetemQdisc ToQdisc(TrafficHandle handle) => new()
    {
        Handle = handle,
        Delay = Delay,
        Jitter = Jitter,
        // A table that is not written stays as it is.
        Distribution = Jitter > TimeSpan.Zero ? Distribution : null,
        Loss = Loss,
        LossModel = LossModel,
        Duplicate = Duplicate,
        Corrupt = Corrupt,
        Reorder = Reorder,
        Rate = Rate,
        Limit = Limit,
        Seed = Seed,
    };
}
