namespace LinuxNamespaces.Lab;

/// <summary>Random numbers that depend on a seed, the number of a frame and a purpose, and not on those before (SplitMix64 by its index).</summary>
internal readonly struct WireRandom(ulong seed, WireDirection direction)
{
    private const ulong Step = 0x9e3779b97f4a7c15;
    private const int PurposeBits = 4;
    private const int MantissaShift = 11;
    private const double Unit = 1.0 / (1UL << (64 - MantissaShift));

    private readonly ulong _key = Mix(unchecked(Mix(seed) + ((ulong)direction + 1) * Step));

    internal enum Purpose
    {
        Loss,
        BurstState,
        Duplication,
        Corruption,
        CorruptedBit,
        Reordering,
        Jitter,
        DuplicateJitter,
    }

    /// <summary>A number from 0 to less than 1.</summary>
    internal double Next(long frame, Purpose purpose) => (Bits(frame, purpose) >> MantissaShift) * Unit;

    internal ulong Bits(long frame, Purpose purpose) => Mix(unchecked(_key + ((((ulong)frame << PurposeBits) | (uint)purpose) + 1) * Step));

    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
            value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
            return value ^ (value >> 31);
        }
    }
}
