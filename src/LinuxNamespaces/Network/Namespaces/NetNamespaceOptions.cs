using Microsoft.Extensions.Logging;

namespace LinuxNamespaces;

/// <summary>How a <see cref="NetNamespace"/> object behaves.</summary>
public sealed record NetNamespaceOptions
{
    internal static NetNamespaceOptions Default { get; } = new();

    /// <summary>Where to log to; nothing is logged without one.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>How long to wait for the kernel's answer to a netlink request; 5 s by default.</summary>
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
