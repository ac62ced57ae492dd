using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab;

/// <summary>Specifies what happens to the frames of a link in one direction. The default is a perfect wire: no delay, no loss, no limit.</summary>
/// <remarks>Probabilities are ratios from 0 to 1. The terms are those of tc-netem(8).</remarks>
/// <example>
/// <code>
/// LinkConditions slow = LinkConditions.Lte with { Loss = 0.02, Seed = 42 };
/// </code>
/// </example>
public sealed partial record LinkConditions
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(270);
    private static readonly TimeSpan s_defaultQueue = TimeSpan.FromMilliseconds(50);

    /// <summary>Gets a perfect wire.</summary>
    public static LinkConditions None { get; } = new();

    /// <summary>Gets how long a frame is in flight. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or more than 270 seconds.</exception>
    public TimeSpan Delay
    {
        get;
        init => field = Time(value, nameof(Delay));
    }

    /// <summary>Gets how much the delay varies. A delay does not become negative by it. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or more than 270 seconds.</exception>
    public TimeSpan Jitter
    {
        get;
        init => field = Time(value, nameof(Jitter));
    }

    /// <summary>Gets how the delay varies. Defaults to <see cref="NetemDistribution.Uniform"/>: from the delay minus the jitter to the delay plus the jitter.</summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public NetemDistribution JitterDistribution
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(JitterDistribution));
    }
    = NetemDistribution.Uniform;

    /// <summary>
    /// Gets whether frames stay in order although their delays vary, as in most networks. Otherwise a frame with a shorter delay overtakes others. Defaults to <see langword="false"/>,
    /// as with netem; the presets set it.
    /// </summary>
    public bool PreserveOrder { get; init; }

    /// <summary>Gets the probability that a frame is lost. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 1.</exception>
    public double Loss
    {
        get;
        init => field = Ratio(value, nameof(Loss));
    }

    /// <summary>Gets losses in bursts (Gilbert-Elliott model), in place of <see cref="Loss"/>; <see langword="null"/> (the default) for none. See <see cref="Bursts"/>.</summary>
    public NetemGilbertElliottLoss? BurstLoss { get; init; }

    /// <summary>Gets the probability that a frame arrives twice. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 1.</exception>
    public double Duplication
    {
        get;
        init => field = Ratio(value, nameof(Duplication));
    }

    /// <summary>Gets the probability that one bit of a frame is changed. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 1.</exception>
    public double Corruption
    {
        get;
        init => field = Ratio(value, nameof(Corruption));
    }

    /// <summary>Gets the probability that a frame has no delay, and so overtakes those in flight. It needs <see cref="Delay"/>. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 1.</exception>
    public double Reordering
    {
        get;
        init => field = Ratio(value, nameof(Reordering));
    }

    /// <summary>Gets the rate, in bits per second; <see langword="null"/> (the default) for no limit. A frame counts with its Ethernet header.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 8.</exception>
    public long? Rate
    {
        get;
        init
        {
            if (value is { } rate)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(rate, 8, nameof(Rate));
            }

            field = value;
        }
    }

    /// <summary>Gets how long a frame waits at most to be sent at <see cref="Rate"/>. A frame that would wait longer is lost. Defaults to 50 milliseconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or more than 270 seconds.</exception>
    public TimeSpan Queue
    {
        get;
        init => field = Time(value, nameof(Queue));
    }
    = s_defaultQueue;

    /// <summary>Gets whether every new frame is lost, whatever the other conditions are. Defaults to <see langword="false"/>.</summary>
    public bool Partitioned { get; init; }

    /// <summary>
    /// Gets the seed of the random numbers; <see langword="null"/> (the default) for a random one. On the managed wire the fate of each frame depends on the seed, the direction and
    /// the number of the frame alone. The kernel knows a seed since 6.7, and its numbers depend on the times of changes too.
    /// </summary>
    public ulong? Seed { get; init; }

    /// <summary>Creates losses in bursts.</summary>
    /// <param name="loss">The part of all frames that is lost; from 0 to less than 1.</param>
    /// <param name="meanLength">The mean length of a burst, in frames; at least 1.</param>
    /// <returns>The model, for <see cref="BurstLoss"/>. Every frame of a burst is lost, and none between bursts.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The loss or the length is out of range, or the bursts would have to follow each other too closely: the loss is more than the length divided by the length plus one.
    /// </exception>
    public static NetemGilbertElliottLoss Bursts(double loss, double meanLength)
    {
        if (loss is not (>= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(loss), loss, "The loss is at least 0 and less than 1.");
        }

        if (!(meanLength >= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(meanLength), meanLength, "A burst has at least one frame.");
        }

        double toBad = loss / ((1 - loss) * meanLength);
        return toBad <= 1
            ? new NetemGilbertElliottLoss { ToBad = toBad, ToGood = 1 / meanLength }
            : throw new ArgumentOutOfRangeException(nameof(loss), loss, $"Bursts of {meanLength} frames cannot lose more than {meanLength / (meanLength + 1):0.###} of all.");
    }

    /// <summary>Checks what one property alone cannot show.</summary>
    /// <exception cref="ArgumentException">The conditions contradict each other.</exception>
    internal void Validate(string parameter)
    {
        if (Reordering > 0 && Delay == TimeSpan.Zero)
        {
            throw new ArgumentException($"{nameof(Reordering)} needs {nameof(Delay)}: frames that are not in flight cannot be overtaken.", parameter);
        }

        if (BurstLoss is not null && Loss > 0)
        {
            throw new ArgumentException($"{nameof(BurstLoss)} takes the place of {nameof(Loss)}.", parameter);
        }
    }

    private static TimeSpan Time(TimeSpan value, string name) =>
        value >= TimeSpan.Zero && value <= s_longest ? value : throw new ArgumentOutOfRangeException(name, value, $"The time is 0 to {s_longest.TotalSeconds:0} seconds.");

    private static double Ratio(double value, string name) => value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(name, value, "The value is 0 to 1.");
}
