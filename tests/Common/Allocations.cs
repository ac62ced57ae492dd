namespace LinuxNamespaces.TestTools;

/// <summary>Counts the bytes that code allocates on the managed heap.</summary>
internal static class Allocations
{
    private const int Attempts = 10;

    /// <summary>Runs an action many times.</summary>
    /// <returns>The bytes that all runs together allocate.</returns>
    internal static long Count(int rounds, Action action)
    {
        action();
        long least = long.MaxValue;
        // A collection that another thread starts meanwhile counts the unused rest of this thread's allocation buffer, about 8 KiB, as allocated.
        // What the action itself allocates is there in every attempt.
        for (int attempt = 0; attempt < Attempts && least > 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < rounds; i++)
            {
                action();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
