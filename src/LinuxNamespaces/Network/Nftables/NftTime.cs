namespace LinuxNamespaces.Network;

/// <summary>Times of nf_tables, which are numbers of seconds or milliseconds.</summary>
internal static class NftTime
{
    internal static TimeSpan Require(TimeSpan value, string parameter)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, parameter);
        return value;
    }

    internal static ulong ToSeconds(TimeSpan value) => (ulong)(value.Ticks / TimeSpan.TicksPerSecond);

    /// <summary>Rounds up, as 0 means no timeout.</summary>
    internal static ulong ToMilliseconds(TimeSpan value) => (ulong)((value.Ticks / TimeSpan.TicksPerMillisecond) + (value.Ticks % TimeSpan.TicksPerMillisecond > 0 ? 1 : 0));

    internal static TimeSpan FromSeconds(ulong value) => TimeSpan.FromTicks((long)Math.Min(value, long.MaxValue / TimeSpan.TicksPerSecond) * TimeSpan.TicksPerSecond);

    internal static TimeSpan FromMilliseconds(ulong value) =>
        TimeSpan.FromTicks((long)Math.Min(value, long.MaxValue / TimeSpan.TicksPerMillisecond) * TimeSpan.TicksPerMillisecond);
}
