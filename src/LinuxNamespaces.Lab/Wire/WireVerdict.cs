namespace LinuxNamespaces.Lab;

/// <summary>Represents what a handler of <see cref="Wire.OnFrame"/> decides about a frame.</summary>
public readonly record struct WireVerdict
{
    /// <summary>Gets the verdict that leaves the frame to the conditions of the wire. This is the default value.</summary>
    public static WireVerdict Pass => default;

    /// <summary>Gets the verdict that the frame is lost.</summary>
    public static WireVerdict Drop => new() { IsDrop = true };

    /// <summary>Gets the verdict that the frame arrives twice, if the conditions do not lose it.</summary>
    public static WireVerdict Duplicate => new() { IsDuplicate = true };

    /// <summary>Gets the verdict that one bit of the frame is changed, if the conditions do not lose it.</summary>
    public static WireVerdict Corrupt => new() { IsCorrupt = true };

    internal bool IsDrop { get; private init; }

    internal bool IsDuplicate { get; private init; }

    internal bool IsCorrupt { get; private init; }

    internal TimeSpan AddedDelay { get; private init; }

    /// <summary>Creates the verdict that the frame is in flight for longer than the conditions say.</summary>
    /// <param name="delay">The additional delay.</param>
    /// <returns>The verdict.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The delay is negative.</exception>
    public static WireVerdict Delay(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return new WireVerdict { AddedDelay = delay };
    }

    /// <summary>Combines two verdicts: a drop wins, and delays add up.</summary>
    internal WireVerdict And(WireVerdict other) => new()
    {
        IsDrop = IsDrop || other.IsDrop,
        IsDuplicate = IsDuplicate || other.IsDuplicate,
        IsCorrupt = IsCorrupt || other.IsCorrupt,
        AddedDelay = AddedDelay + other.AddedDelay,
    };
}
