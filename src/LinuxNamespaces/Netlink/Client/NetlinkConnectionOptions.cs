using Microsoft.Extensions.Logging;

namespace LinuxNamespaces.Netlink;

/// <summary>Specifies how a <see cref="NetlinkConnection"/> behaves.</summary>
public sealed record NetlinkConnectionOptions
{
    internal static NetlinkConnectionOptions Default { get; } = new();

    /// <summary>Gets how long to wait for the kernel's answer. Defaults to 5 seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive, or it is more than a day.</exception>
    public TimeSpan Timeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, nameof(Timeout));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(1), nameof(Timeout));
            field = value;
        }
    } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Gets the name of the place that requests are made in, such as the name of a network namespace. It is part of exception messages and
    /// log entries. Defaults to the number of the socket's port.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>Gets the logger. Requests are logged at the level Trace, warnings of the kernel at the level Warning. Nothing is logged without a logger.</summary>
    public ILogger? Logger { get; init; }

    /// <summary>Gets the descriptions of the messages that are sent. An exception names attributes with them.</summary>
    public IReadOnlyCollection<NetlinkMessageSchema> Messages
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Messages));
            field = [.. value];
        }
    } = [];
}
