namespace LinuxNamespaces.Network;

/// <summary>The unit of times in the bridge's attributes: a hundredth of a second (USER_HZ).</summary>
internal static class ClockTicks
{
    private const long TicksPerClockTick = TimeSpan.TicksPerSecond / 100;

    internal static uint FromTimeSpan(TimeSpan time) => (uint)(time.Ticks / TicksPerClockTick);

    internal static TimeSpan ToTimeSpan(ulong clockTicks) =>
        clockTicks > (ulong)(long.MaxValue / TicksPerClockTick) ? TimeSpan.MaxValue : TimeSpan.FromTicks((long)clockTicks * TicksPerClockTick);

    internal static TimeSpan? Require(TimeSpan? value, string name)
    {
        if (value is { } time)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero, name);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(time.Ticks / TicksPerClockTick, uint.MaxValue, name);
        }

        return value;
    }
}
