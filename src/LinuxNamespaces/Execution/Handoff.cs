using System.Diagnostics;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Execution;

/// <summary>One thread tells another that it has something for it.</summary>
/// <remarks>
/// To be woken takes longer than a visit to a namespace. So who waits looks for a while first, without a lock that the other might hold,
/// and without giving the processor away; where there is only one of these he sleeps at once.
/// </remarks>
/// <param name="microseconds">How long he looks; 0 to sleep at once.</param>
/// <param name="delay">Called between the two halves of <see cref="Set"/>, where the scheduler may take the processor away for any time; null for nothing.</param>
internal sealed class Handoff(int microseconds, Action? delay = null)
{
    // What is told, and whether somebody sleeps, is one word that changes in one step: who tells may stand still after any of his, for as
    // long as the other takes to hear it and to wait again.
    private const int Nothing = 0;
    private const int Told = 1;
    private const int Sleeps = 2;

    private readonly long _patience = Environment.ProcessorCount > 1 ? microseconds * Stopwatch.Frequency / 1_000_000 : 0;
    private readonly object _wake = new();
    private int _state;

    /// <summary>Tells the thread that waits, or will; once before it has been heard.</summary>
    internal void Set()
    {
        int before = Interlocked.Exchange(ref _state, Told);
        delay?.Invoke();
        if (before == Sleeps)
        {
            InterruptGuard.Run(this, static handoff => handoff.Wake());
        }
    }

    /// <summary>Waits until it is told.</summary>
    internal void Wait()
    {
        for (long begin = Stopwatch.GetTimestamp(); Stopwatch.GetTimestamp() - begin < _patience; Thread.SpinWait(1))
        {
            if (Volatile.Read(ref _state) == Told)
            {
                Volatile.Write(ref _state, Nothing);
                return;
            }
        }

        if (Interlocked.CompareExchange(ref _state, Sleeps, Nothing) == Nothing)
        {
            InterruptGuard.Run(this, static handoff => handoff.Sleep());
        }

        Volatile.Write(ref _state, Nothing);
    }

    // What is asked for again and again is the state: after an interrupt a semaphore may wake nobody any more.
    private void Sleep()
    {
        lock (_wake)
        {
            while (Volatile.Read(ref _state) != Told)
            {
                Monitor.Wait(_wake);
            }
        }
    }

    private void Wake()
    {
        lock (_wake)
        {
            Monitor.Pulse(_wake);
        }
    }
}
