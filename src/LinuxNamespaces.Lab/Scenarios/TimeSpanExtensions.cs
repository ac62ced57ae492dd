namespace LinuxNamespaces.Lab;

/// <summary>Times as a timetable reads, such as <c>2.Seconds()</c>.</summary>
public static class TimeSpanExtensions
{
    /// <summary>Returns a number of milliseconds.</summary>
    /// <param name="count">The number.</param>
    /// <returns>The time.</returns>
    public static TimeSpan Milliseconds(this int count) => TimeSpan.FromMilliseconds(count);

    /// <summary>Returns a number of seconds.</summary>
    /// <param name="count">The number.</param>
    /// <returns>The time.</returns>
    public static TimeSpan Seconds(this int count) => TimeSpan.FromSeconds(count);

    /// <summary>Returns a number of minutes.</summary>
    /// <param name="count">The number.</param>
    /// <returns>The time.</returns>
    public static TimeSpan Minutes(this int count) => TimeSpan.FromMinutes(count);
}
