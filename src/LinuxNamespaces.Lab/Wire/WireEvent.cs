namespace LinuxNamespaces.Lab;

/// <summary>Represents what a wire did with a frame.</summary>
public readonly record struct WireEvent
{
    /// <summary>Gets when the frame came in, since the creation of the wire. Pauses do not count.</summary>
    public TimeSpan Time { get; init; }

    /// <summary>Gets the direction of the frame.</summary>
    public WireDirection Direction { get; init; }

    /// <summary>Gets the number of the frame in its direction. The first one is 0.</summary>
    public long Number { get; init; }

    /// <summary>Gets the length of the frame, in bytes.</summary>
    public int Length { get; init; }

    /// <summary>Gets why the frame is not delivered; <see cref="WireDrop.None"/> if it is.</summary>
    public WireDrop Drop { get; init; }

    /// <summary>Gets how long the frame is in flight, including its wait for the rate.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Gets how long the second copy of the frame is in flight; <see langword="null"/> without a second copy.</summary>
    public TimeSpan? DuplicateDelay { get; init; }

    /// <summary>Gets the number of the bit that is changed; <see langword="null"/> if none is.</summary>
    public int? CorruptedBit { get; init; }

    /// <summary>Gets whether the frame had no delay so that it overtakes others: <see cref="LinkConditions.Reordering"/>.</summary>
    public bool Reordered { get; init; }
}
