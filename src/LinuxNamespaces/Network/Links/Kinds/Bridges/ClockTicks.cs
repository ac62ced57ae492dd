namespace LinuxNamespaces.Network;

/// <summary>The unit of times in the bridge's attributes: a hundredth of a second (USER_HZ).</summary>
internal static class ClockTicks
{
    private const long TicksPerClockTick = TimeSpan.TicksPerSecond / 100;

    internal static uint FromTimeSpan(TimeSpan time) => (uint)(time.Ticks / TicksPerClockTick);

    internal static TimeSpan ToTimeSpan(ulong clockTicks) =>
        clockTicks > (ulong)(long.MaxValue / TicksPerClockTick) ? TimeSpan.MaxValue : TimeSpan.FromTicks((long)clockTicks * TicksPerClockTick);

    /// <summary>Rejects a time that the kernel cannot express.</summary>
    /// <param name="least">The smallest number of seconds.</param>
    /// <param name="most">The greatest number of seconds; null for what 32 bits hold.</param>
    internal static TimeSpan? Require(TimeSpan? value, string name, int least = 0, int? most = null)
    {
        if (value is { } time)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.FromSeconds(least), name);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(time.Ticks / TicksPerClockTick, most * 100L ?? uint.MaxValue, name);
            if (time.Ticks % TicksPerClockTick != 0)
            {
                throw new ArgumentOutOfRangeException(name, time, "The kernel has this time in steps of 10 ms.");
            }
        }

        return value;
    }
}
