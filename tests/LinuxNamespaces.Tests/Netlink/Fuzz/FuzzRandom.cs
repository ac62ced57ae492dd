namespace LinuxNamespaces.Tests.Netlink.Fuzz;

/// <summary>Random numbers that depend on nothing but the seed (splitmix64).</summary>
internal sealed class FuzzRandom(ulong seed)
{
    private static readonly ulong[] s_extremes =
    [
        0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 31, 32, 33, 64, 127, 128, 129, 255, 256, 4094, 4095, 4096, 0x7fff, 0x8000, 0xffff, 0x10000,
        0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff, 0x100000000, 0x7fffffffffffffff, 0x8000000000000000, 0xfffffffffffffffe, 0xffffffffffffffff,
    ];

    private ulong _state = seed;

    internal ulong Next()
    {
        unchecked
        {
            ulong z = _state += 0x9e3779b97f4a7c15;
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
            z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
            return z ^ (z >> 31);
        }
    }

    internal int Below(int limit) => (int)(Next() % (uint)limit);

    internal bool OneIn(int times) => Below(times) == 0;

    internal T Pick<T>(IReadOnlyList<T> list) => list[Below(list.Count)];

    internal byte NextByte() => unchecked((byte)Next());

    /// <summary>A number at which arithmetic goes wrong, of any width.</summary>
    internal ulong Extreme() => Pick(s_extremes);
}
