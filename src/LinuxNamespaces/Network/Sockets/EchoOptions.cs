namespace LinuxNamespaces.Network;

/// <summary>Options of <see cref="NetNamespace.PingAsync"/>.</summary>
/// <remarks>See ping(8).</remarks>
public sealed record EchoOptions
{
    internal static EchoOptions Default { get; } = new();

    /// <summary>Gets the number of requests, 1 to 65535. Defaults to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not in this range.</exception>
    public int Count
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Count));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, ushort.MaxValue, nameof(Count));
            field = value;
        }
    } = 1;

    /// <summary>
    /// Gets how long to wait for each reply. Defaults to 3 seconds, because the kernel asks again for the link-layer address of a neighbour after one second if
    /// the first request is lost, for example on a link that has just come up.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive, or is longer than a day.</exception>
    public TimeSpan Timeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, nameof(Timeout));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(1), nameof(Timeout));
            field = value;
        }
    } = TimeSpan.FromSeconds(3);

    /// <summary>Gets the time from one request to the next. Defaults to zero: each request is sent after the reply to the one before.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or is longer than a day.</exception>
    public TimeSpan Interval
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(Interval));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(1), nameof(Interval));
            field = value;
        }
    }

    /// <summary>Gets the time to live of a request (hop limit in IPv6), 1 to 255. Defaults to 64.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not in this range.</exception>
    public int Ttl
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Ttl));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 255, nameof(Ttl));
            field = value;
        }
    } = 64;

    /// <summary>Gets the number of data bytes in a request, 0 to 65500. Defaults to 56.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not in this range.</exception>
    public int PayloadSize
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 0, nameof(PayloadSize));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 65500, nameof(PayloadSize));
            field = value;
        }
    } = 56;
}
