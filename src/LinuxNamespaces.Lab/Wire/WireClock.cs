namespace LinuxNamespaces.Lab;

/// <summary>The clock of a wire, in ticks since its creation. It stands still during pauses.</summary>
internal struct WireClock(TimeProvider provider)
{
    private readonly long _start = Read(provider);
    private long _paused;
    private long? _pausedAt;

    internal readonly bool IsPaused => _pausedAt is not null;

    internal readonly long Now => (_pausedAt ?? Read(provider)) - _start - _paused;

    internal void Pause() => _pausedAt ??= Read(provider);

    internal void Resume()
    {
        if (_pausedAt is { } since)
        {
            _paused += Read(provider) - since;
            _pausedAt = null;
        }
    }

    private static long Read(TimeProvider provider)
    {
        const long nanosecondsPerSecond = 1_000_000_000;
        long stamp = provider.GetTimestamp();
        return provider.TimestampFrequency switch
        {
            TimeSpan.TicksPerSecond => stamp,
            nanosecondsPerSecond => stamp / (nanosecondsPerSecond / TimeSpan.TicksPerSecond),
            long frequency => (long)((Int128)stamp * TimeSpan.TicksPerSecond / frequency),
        };
    }
}
