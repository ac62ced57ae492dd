namespace LinuxNamespaces.Network;

/// <summary>Times that an attribute holds as a number of milliseconds or seconds.</summary>
internal static class TimeUnits
{
    /// <summary>Rejects a time that the attribute cannot hold.</summary>
    /// <param name="unit">The ticks of the attribute's unit.</param>
    /// <param name="least">The least number of units.</param>
    /// <param name="most">The greatest number of units.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is out of range, or not a multiple of the unit.</exception>
    internal static TimeSpan? Require(TimeSpan? value, string name, long unit, long least, long most)
    {
        if (value is { } time)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(time.Ticks, least * unit, name);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(time.Ticks / unit, most, name);
            if (time.Ticks % unit != 0)
            {
                throw new ArgumentOutOfRangeException(name, time, $"The kernel has this time in steps of {TimeSpan.FromTicks(unit).TotalMilliseconds} ms.");
            }
        }

        return value;
    }

    internal static uint? ToMilliseconds(TimeSpan? time) => (uint?)(time?.Ticks / TimeSpan.TicksPerMillisecond);

    internal static uint? ToSeconds(TimeSpan? time) => (uint?)(time?.Ticks / TimeSpan.TicksPerSecond);
}
