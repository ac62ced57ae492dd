namespace LinuxNamespaces.Lab;

/// <summary>Represents what a wire has done so far in one direction.</summary>
public sealed record WireStatistics
{
    private readonly long[] _drops;

    internal WireStatistics(ReadOnlySpan<long> drops) => _drops = drops.ToArray();

    /// <summary>Gets the frames that came in.</summary>
    public long Frames { get; internal init; }

    /// <summary>Gets their bytes.</summary>
    public long Bytes { get; internal init; }

    /// <summary>Gets the frames that were delivered, second copies included.</summary>
    public long Delivered { get; internal init; }

    /// <summary>Gets the frames that have a second copy.</summary>
    public long Duplicated { get; internal init; }

    /// <summary>Gets the frames of which a bit was changed.</summary>
    public long Corrupted { get; internal init; }

    /// <summary>Gets the frames that had no delay so that they overtake others.</summary>
    public long Reordered { get; internal init; }

    /// <summary>Gets the frames in flight, second copies included.</summary>
    public long InFlight { get; internal init; }

    /// <summary>Gets the frames in flight that wait for <see cref="LinkConditions.Rate"/>. Those that are delayed only do not count.</summary>
    public long Queued { get; internal init; }

    /// <summary>Gets the bytes of the frames that wait for <see cref="LinkConditions.Rate"/>.</summary>
    public long QueuedBytes { get; internal init; }

    /// <summary>Gets the frames that never came in, as the wire was too slow to take them from the kernel.</summary>
    public long Missed { get; internal init; }

    /// <summary>Gets the frames that the kernel did not take for the other end, as when that was down.</summary>
    public long Rejected { get; internal init; }

    /// <summary>Gets all frames that were dropped.</summary>
    public long Dropped => _drops.Sum();

    /// <summary>Gets the frames that were dropped for a reason.</summary>
    /// <param name="reason">The reason.</param>
    /// <returns>The number of frames.</returns>
    public long DroppedBy(WireDrop reason) => (int)reason >= 0 && (int)reason < _drops.Length ? _drops[(int)reason] : 0;

    /// <summary>What a link tells of every kind of wire.</summary>
    internal LinkMeasure Measure() => new(
        [
            .. Enum.GetValues<WireDrop>().Where(reason => reason != WireDrop.None).Select(reason => new LinkDrops(LinkDrops.NameOf(reason), DroppedBy(reason))),
            new LinkDrops("missed", Missed),
            new LinkDrops("rejected", Rejected),
        ],
        Queued,
        QueuedBytes);
}
