using Microsoft.Extensions.Logging;

namespace LinuxNamespaces.Netlink;

/// <summary>The log messages of connections. Names and texts from outside have gone through <see cref="PrintableText"/>.</summary>
internal static partial class NetlinkLog
{
    [LoggerMessage(EventId = 10, Level = LogLevel.Trace, Message = "Netlink: {Operation} in {NetNamespace}")]
    internal static partial void Request(ILogger logger, NetlinkOperation operation, string netNamespace);

    [LoggerMessage(EventId = 11, Level = LogLevel.Warning, Message = "Netlink: {Operation} in {NetNamespace} succeeded, but the kernel says: {Warning}")]
    internal static partial void Warning(ILogger logger, NetlinkOperation operation, string netNamespace, string warning);
}
