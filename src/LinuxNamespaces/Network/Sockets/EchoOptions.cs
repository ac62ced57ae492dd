namespace LinuxNamespaces.Network;

/// <summary>How <see cref="NetNamespace.PingAsync"/> asks.</summary>
/// <remarks>See ping(8).</remarks>
public sealed record EchoOptions
{
    internal static EchoOptions Default { get; } = new();

    /// <summary>How many requests to send; 1 to 65535, 1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of this range.</exception>
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
    /// How long to wait for each reply; 3 s by default: the kernel asks for the hardware address of a neighbour again after 1 s, so a request that is
    /// lost, as on a link that has just come up, need not be a reply that is missing.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive, or more than a day.</exception>
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

    /// <summary>The time from one request to the next; none by default: the next goes out when the reply is there.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or more than a day.</exception>
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

    /// <summary>How many routers a request may pass (IPv6: hop limit); 1 to 255, 64 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of this range.</exception>
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

    /// <summary>How many bytes a request carries; 0 to 65500, 56 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of this range.</exception>
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
