using Microsoft.Extensions.Logging;

namespace LinuxNamespaces;

/// <summary>Options of a <see cref="NetNamespace"/> object.</summary>
public sealed record NetNamespaceOptions
{
    internal static NetNamespaceOptions Default { get; } = new();

    /// <summary>Gets the factory of loggers. Defaults to <see langword="null"/>, which disables logging.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>Gets how long to wait for the answer to a netlink request. Defaults to 5 seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive, or more than a day.</exception>
    public TimeSpan NetlinkTimeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, nameof(NetlinkTimeout));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(1), nameof(NetlinkTimeout));
            field = value;
        }
    } = TimeSpan.FromSeconds(5);
}
