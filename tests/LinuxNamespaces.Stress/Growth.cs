namespace LinuxNamespaces.Stress;

/// <summary>What is left of something that was done many times, and how much memory each time takes for good.</summary>
/// <remarks>
/// The heap of the runtime grows by some megabytes while it settles, however often something is done. So what counts is how much it grows per time
/// between two later points, not how much it grows in all.
/// </remarks>
internal sealed record Growth(Residue Before, Residue Middle, Residue After, int LaterCount)
{
    /// <summary>The most bytes of memory per time. The smallest leak of a page, a buffer or a thread is more.</summary>
    internal const long BytesEach = 1024;

    // The heap is never twice the same.
    private const long Noise = 2 << 20;

    /// <summary>What has been left; null when nothing has.</summary>
    internal string? Left => After.Compare(Before) ?? (After.Memory - Middle.Memory > Math.Max(Noise, BytesEach * LaterCount) ? Memory : null);

    /// <summary>The memory at the three points, and what that means.</summary>
    internal string Memory => $"memory {Before.Memory >> 10} -> {Middle.Memory >> 10} -> {After.Memory >> 10} KiB, "
        + $"{(After.Memory - Middle.Memory) / Math.Max(1, LaterCount)} bytes each in the second half (at most {Math.Max(Noise / Math.Max(1, LaterCount), BytesEach)})";

    /// <summary>Does something in two halves, and looks before, between and after.</summary>
    internal static Growth Measure(int count, Action<int> run)
    {
        Residue before = Residue.Take();
        run(count / 2);
        Residue middle = Residue.Take();
        run(count - (count / 2));
        return new Growth(before, middle, Residue.Take(), count - (count / 2));
    }
}
