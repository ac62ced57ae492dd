using System.Diagnostics;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Execution;

/// <summary>A signal from one thread to another, like <see cref="AutoResetEvent"/>, but faster for short waits.</summary>
/// <remarks>
/// Waking a thread takes longer than a system call in a namespace. So the waiting thread spins for a while first, without a lock that the other thread
/// might hold and without yielding the processor. With a single processor it sleeps at once. An interrupt of a waiting thread is left for its next wait.
/// </remarks>
/// <param name="microseconds">How long to spin; 0 to sleep at once.</param>
/// <param name="delay">Called between the two halves of <see cref="Set"/>, where the scheduler may suspend the thread for any time; null for nothing.</param>
/// <param name="state">The state; null for a new one.</param>
internal sealed class Handoff(int microseconds, Action? delay = null, FutexWord? state = null)
{
    // One word holds whether the signal is set and whether a thread sleeps, and changes atomically: the setting thread may be suspended after any step, for
    // as long as the other thread takes to continue and to wait again.
    private const int Nothing = 0;
    private const int Told = 1;
    internal const int Sleeps = 2;

    private readonly long _patience = Environment.ProcessorCount > 1 ? microseconds * Stopwatch.Frequency / 1_000_000 : 0;
    private readonly FutexWord _state = state ?? new();

    /// <summary>Sets the signal. It must not be set again before the other thread has seen it.</summary>
    internal void Set()
    {
        int before = Interlocked.Exchange(ref _state.Value, Told);
        delay?.Invoke();
        if (before == Sleeps)
        {
            _state.Wake();
        }
    }

    /// <summary>Waits for the signal and resets it.</summary>
    internal void Wait()
    {
        for (long begin = Stopwatch.GetTimestamp(); Stopwatch.GetTimestamp() - begin < _patience; Thread.SpinWait(1))
        {
            if (Volatile.Read(ref _state.Value) == Told)
            {
                Volatile.Write(ref _state.Value, Nothing);
                return;
            }
        }

        if (Interlocked.CompareExchange(ref _state.Value, Sleeps, Nothing) == Nothing)
        {
            // A late call of the other thread for an earlier wait wakes this thread too.
            while (Volatile.Read(ref _state.Value) != Told)
            {
                _state.Wait(Sleeps);
            }
        }

        Volatile.Write(ref _state.Value, Nothing);
    }
}
