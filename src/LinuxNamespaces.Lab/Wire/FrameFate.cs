namespace LinuxNamespaces.Lab;

/// <summary>What happens to a frame. Times are in ticks.</summary>
internal struct FrameFate
{
    internal WireDrop Drop;
    internal long Delay;
    internal bool IsDuplicate;
    internal long DuplicateDelay;
    internal bool IsCorrupt;
    internal ulong CorruptedBit;
    internal bool IsReordered;

    /// <summary>Delays are those of a recording, and final.</summary>
    internal bool IsFinal;
}
