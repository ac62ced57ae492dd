using System.Runtime.InteropServices;

namespace LinuxNamespaces.Network;

/// <summary>Lets a <see cref="NetemQdisc"/> send packets together, as a shared medium does: what is due waits for the next slot.</summary>
/// <remarks>See tc-netem(8), "slot". Kernel 4.16.</remarks>
public sealed record NetemSlot
{
    /// <summary>Gets the least time between two slots.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan MinDelay
    {
        get;
        init => field = TrafficValues.Time(value, nameof(MinDelay));
    }

    /// <summary>Gets the greatest time between two slots.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan MaxDelay
    {
        get;
        init => field = TrafficValues.Time(value, nameof(MaxDelay));
    }

    /// <summary>Gets the mean time between two slots, if it follows <see cref="Distribution"/> instead of being uniform between the two others.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan MeanDelay
    {
        get;
        init => field = TrafficValues.Time(value, nameof(MeanDelay));
    }

    /// <summary>Gets the jitter of <see cref="MeanDelay"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan Jitter
    {
        get;
        init => field = TrafficValues.Time(value, nameof(Jitter));
    }

    /// <summary>Gets the distribution of the time between two slots; <see langword="null"/> if it is uniform.</summary>
    public NetemDistribution? Distribution { get; init; }

    /// <summary>Gets how many packets are sent in a slot; <see langword="null"/> for no limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? MaxPackets
    {
        get;
        init => field = NumberRange.Require(value, 1, int.MaxValue - 1, nameof(MaxPackets));
    }

    /// <summary>Gets how many bytes are sent in a slot; <see langword="null"/> for no limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? MaxBytes
    {
        get;
        init => field = NumberRange.Require(value, 1, int.MaxValue - 1, nameof(MaxBytes));
    }

    internal static NetemSlot? Read(in tc_netem_slot slot) => (slot.min_delay | slot.max_delay | slot.dist_delay | slot.dist_jitter) == 0 ? null : new NetemSlot
    {
        MinDelay = Time(slot.min_delay),
        MaxDelay = Time(slot.max_delay),
        MeanDelay = Time(slot.dist_delay),
        Jitter = Time(slot.dist_jitter),
        MaxPackets = slot.max_packets is > 0 and < int.MaxValue ? slot.max_packets : null,
        MaxBytes = slot.max_bytes is > 0 and < int.MaxValue ? slot.max_bytes : null,
    };

    internal tc_netem_slot ToStructure() => new()
    {
        min_delay = TrafficValues.ToNanoseconds(MinDelay),
        max_delay = TrafficValues.ToNanoseconds(MaxDelay),
        max_packets = MaxPackets ?? 0,
        max_bytes = MaxBytes ?? 0,
        dist_delay = TrafficValues.ToNanoseconds(MeanDelay),
        dist_jitter = TrafficValues.ToNanoseconds(Jitter),
    };

    internal void Validate()
    {
        if (MaxDelay < MinDelay)
        {
            throw new ArgumentException($"{nameof(MaxDelay)} is not less than {nameof(MinDelay)}.");
        }

        if ((Distribution is null) != (Jitter == TimeSpan.Zero))
        {
            throw new ArgumentException($"{nameof(Distribution)} and {nameof(Jitter)} need each other.");
        }

        if (MinDelay > TimeSpan.Zero && Distribution is not null)
        {
            throw new ArgumentException($"A slot has either {nameof(MinDelay)} and {nameof(MaxDelay)}, or {nameof(MeanDelay)} and {nameof(Distribution)}.");
        }
    }

    private static TimeSpan Time(long nanoseconds) => TrafficValues.FromNanoseconds(Math.Clamp(nanoseconds, 0, TrafficValues.LongestTime));
}

[StructLayout(LayoutKind.Sequential)]
internal struct tc_netem_slot
{
    internal long min_delay;
    internal long max_delay;
    internal int max_packets;
    internal int max_bytes;
    internal long dist_delay;
    internal long dist_jitter;
}
