namespace LinuxNamespaces.Network;

/// <summary>What a <see cref="HfscClass"/> is served: one rate for some time after it becomes busy, and another one from then on.</summary>
/// <remarks>See tc-hfsc(8). Rates are in bits per second; the kernel rounds them down to whole bytes per second.</remarks>
public sealed record HfscCurve
{
    // The kernel has 32 bits of bytes per second.
    private const long MaxRate = uint.MaxValue * TrafficValues.BitsPerByte;

    /// <summary>Creates a curve with one rate.</summary>
    /// <param name="rate">The rate, in bits per second; 8 to about 34 Gbit/s.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of range.</exception>
    public HfscCurve(long rate) => Rate = NumberRange.Require(rate, TrafficValues.BitsPerByte, MaxRate, nameof(rate));

    /// <summary>Creates a curve with two rates.</summary>
    /// <param name="firstRate">The first rate (<c>m1</c>), in bits per second; 0 to about 34 Gbit/s.</param>
    /// <param name="firstDuration">How long the class has the first rate (<c>d</c>), in steps of 1 µs.</param>
    /// <param name="rate">The rate from then on (<c>m2</c>), in bits per second; 0 to about 34 Gbit/s.</param>
    /// <exception cref="ArgumentException">Both rates are less than 8.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public HfscCurve(long firstRate, TimeSpan firstDuration, long rate)
    {
        FirstRate = NumberRange.Require(firstRate, 0, MaxRate, nameof(firstRate));
        FirstDuration = TrafficValues.Microseconds(firstDuration, nameof(firstDuration))!.Value;
        Rate = NumberRange.Require(rate, 0, MaxRate, nameof(rate));
        if (firstRate < TrafficValues.BitsPerByte && rate < TrafficValues.BitsPerByte)
        {
            throw new ArgumentException("A curve has a rate of at least 8 bits per second.");
        }
    }

    /// <summary>Gets the first rate, in bits per second.</summary>
    public long FirstRate { get; }

    /// <summary>Gets how long the class has the first rate; zero if there is one rate only.</summary>
    public TimeSpan FirstDuration { get; }

    /// <summary>Gets the rate, in bits per second.</summary>
    public long Rate { get; }

    /// <summary>Creates a curve that sends a unit of work, such as the longest packet, within a time, and has a rate in the long run.</summary>
    /// <param name="bytes">The unit of work (<c>umax</c>), in bytes; at least 1.</param>
    /// <param name="delay">The longest time that it takes (<c>dmax</c>); at least 1 µs.</param>
    /// <param name="rate">The rate in the long run, in bits per second; 8 to about 34 Gbit/s.</param>
    /// <returns>The curve.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range, or the delay needs a rate of more than 34 Gbit/s.</exception>
    public static HfscCurve FromDelay(int bytes, TimeSpan delay, long rate)
    {
        NumberRange.Require(bytes, 1, int.MaxValue, nameof(bytes));
        NumberRange.Require(rate, TrafficValues.BitsPerByte, MaxRate, nameof(rate));
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.FromMicroseconds(1), nameof(delay));
        TrafficValues.Microseconds(delay, nameof(delay));
        long bits = bytes * TrafficValues.BitsPerByte;
        double needed = bits / delay.TotalSeconds;
        if (needed > MaxRate)
        {
            throw new ArgumentOutOfRangeException(nameof(delay), delay, "The delay needs a rate of more than 34 Gbit/s.");
        }

        // A rate that is enough can start later.
        return needed > rate ? new HfscCurve((long)needed, delay, rate) : new HfscCurve(0, delay - TimeSpan.FromSeconds(bits / (double)rate), rate);
    }
}
