using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace LinuxNamespaces.Placement;

/// <summary>One thread tells another that it has something for it.</summary>
/// <remarks>
/// To be woken takes longer than a visit to a namespace. So who waits looks for a while first, without a lock that the other might hold,
/// and without giving the processor away; where there is only one of these he sleeps at once.
/// </remarks>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "Lives as long as the threads.")]
internal sealed class Handoff
{
    private const int Microseconds = 50;

    private static readonly long s_patience = Environment.ProcessorCount > 1 ? Microseconds * Stopwatch.Frequency / 1_000_000 : 0;

    private readonly SemaphoreSlim _wake = new(0);
    private int _told;
    private int _sleeps;

    /// <summary>Tells the thread that waits, or will; once before it has been heard.</summary>
    internal void Tell()
    {
        Volatile.Write(ref _told, 1);
        if (Interlocked.Exchange(ref _sleeps, 0) == 1)
        {
            _wake.Release();
        }
    }

    /// <summary>Waits until it is told.</summary>
    internal void Await()
    {
        for (long begin = Stopwatch.GetTimestamp(); Stopwatch.GetTimestamp() - begin < s_patience; Thread.SpinWait(1))
        {
            if (Volatile.Read(ref _told) == 1)
            {
                Volatile.Write(ref _told, 0);
                return;
            }
        }

        Interlocked.Exchange(ref _sleeps, 1);
        // Told in between: then who tells wakes us too, unless he has not seen that we sleep.
        if (Volatile.Read(ref _told) == 0 || Interlocked.Exchange(ref _sleeps, 0) == 0)
        {
            _wake.Wait();
        }

        Volatile.Write(ref _told, 0);
    }
}
