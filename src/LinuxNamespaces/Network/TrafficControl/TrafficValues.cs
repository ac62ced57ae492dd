namespace LinuxNamespaces.Network;

/// <summary>The units of traffic control outside and in the kernel.</summary>
internal static class TrafficValues
{
    // PSCHED_SHIFT of the kernel; /proc/net/psched has it as its second number.
    internal const int NanosecondsPerTick = 64;

    internal const long BitsPerByte = 8;

    /// <summary>What fits 32 bits of ticks, in nanoseconds: 274 seconds.</summary>
    internal const long LongestTime = 274 * NanosecondsPerSecond;

    private const int ProbabilityDigits = 10;

    // The controlled delay algorithm counts time in 2^10 ns.
    private const int CodelShift = 10;
    private const int NanosecondsPerMicrosecond = 1000;

    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long TicksPerMicrosecond = 10;

    /// <summary>Requires a part of 1.</summary>
    internal static double Ratio(double value, string name) =>
        value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(name, value, "The value is a ratio from 0 to 1.");

    /// <summary>Requires a rate in bits per second.</summary>
    internal static long Rate(long value, string name) => NumberRange.Require(value, BitsPerByte, long.MaxValue, name);

    internal static long? Rate(long? value, string name) => value is { } rate ? Rate(rate, name) : null;

    /// <summary>Requires a time that fits the kernel's unit.</summary>
    internal static TimeSpan Time(TimeSpan value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, FromNanoseconds(LongestTime), name);
        return value;
    }

    /// <summary>Requires a time that an attribute holds in microseconds.</summary>
    internal static TimeSpan? Microseconds(TimeSpan? value, string name)
    {
        if (value is { } time)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero, name);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(time.Ticks / TicksPerMicrosecond, uint.MaxValue, name);
        }

        return value;
    }

    internal static uint? ToMicroseconds(TimeSpan? time) => (uint?)(time?.Ticks / TicksPerMicrosecond);

    internal static TimeSpan FromMicroseconds(uint value) => TimeSpan.FromTicks(value * TicksPerMicrosecond);

    /// <summary>The time of the controlled delay algorithm that the kernel reports, which is rounded down twice. What was written reads back, or 1 µs less.</summary>
    internal static TimeSpan FromCodel(uint microseconds)
    {
        const long unit = 1 << CodelShift;
        long units = (((long)microseconds * NanosecondsPerMicrosecond) + unit - 1) / unit;
        return TimeSpan.FromTicks(((units * unit) + NanosecondsPerMicrosecond - 1) / NanosecondsPerMicrosecond * TicksPerMicrosecond);
    }

    internal static long ToNanoseconds(TimeSpan time) => checked(time.Ticks * TimeSpan.NanosecondsPerTick);

    internal static TimeSpan FromNanoseconds(long value) => TimeSpan.FromTicks(value / TimeSpan.NanosecondsPerTick);

    /// <summary>A time in ticks of the packet scheduler.</summary>
    internal static uint ToTicks(TimeSpan time) => (uint)Math.Min(uint.MaxValue, ToNanoseconds(time) / NanosecondsPerTick);

    internal static TimeSpan FromTicks(uint ticks) => FromNanoseconds((long)ticks * NanosecondsPerTick);

    /// <summary>The time that a number of bytes takes, in ticks of the packet scheduler.</summary>
    /// <param name="rate">Bytes per second.</param>
    internal static uint TransmitTicks(ulong bytes, ulong rate) =>
        rate == 0 ? 0 : (uint)UInt128.Min(uint.MaxValue, (UInt128)bytes * NanosecondsPerSecond / ((UInt128)rate * NanosecondsPerTick));

    /// <summary>Requires a number of bytes that fits the kernel's unit, which is the time that they take.</summary>
    /// <param name="rate">Bits per second.</param>
    internal static void RequireBurst(long bytes, long rate, string name)
    {
        if (TransmitTicks((ulong)bytes, ToBytes(rate)) == uint.MaxValue)
        {
            throw new ArgumentException($"{name} takes more than 274 seconds at the rate.");
        }
    }

    /// <summary>The bytes that are sent in a time. A tick is less than the time of one byte at most rates, so the result is rounded up.</summary>
    internal static long TransmitBytes(uint ticks, ulong rate) =>
        (long)UInt128.Min(long.MaxValue, (((UInt128)ticks * NanosecondsPerTick * rate) + NanosecondsPerSecond - 1) / NanosecondsPerSecond);

    internal static ulong ToBytes(long bits) => (ulong)(bits / BitsPerByte);

    internal static long ToBits(ulong bytes) => bytes > long.MaxValue / BitsPerByte ? long.MaxValue : (long)bytes * BitsPerByte;

    /// <summary>A ratio as the part of 2^32-1 that the kernel compares random numbers with.</summary>
    internal static uint ToProbability(double ratio) => (uint)Math.Round(ratio * uint.MaxValue);

    /// <summary>The shortest ratio that the kernel has as this number, so that what was written reads back.</summary>
    internal static double FromProbability(uint value)
    {
        double ratio = value / (double)uint.MaxValue;
        for (int digits = 1; digits <= ProbabilityDigits; digits++)
        {
            double rounded = Math.Round(ratio, digits);
            if (ToProbability(rounded) == value)
            {
                return rounded;
            }
        }

        return ratio;
    }
}
