using LinuxNamespaces.Netlink;
using Microsoft.Extensions.Logging;

namespace LinuxNamespaces;

/// <summary>All that is ever logged. What is logged of names and texts from outside has gone through <see cref="PrintableText"/>.</summary>
internal static partial class Log
{
    internal const string Category = "LinuxNamespaces";

    [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "Created network namespace {NetNamespace}")]
    internal static partial void NamespaceCreated(ILogger logger, NetNamespace netNamespace);

    [LoggerMessage(EventId = 10, Level = LogLevel.Trace, Message = "Netlink: {Operation} in {NetNamespace}")]
    internal static partial void NetlinkRequest(ILogger logger, NetlinkOperation operation, string netNamespace);

    [LoggerMessage(EventId = 11, Level = LogLevel.Warning, Message = "Netlink: {Operation} in {NetNamespace} succeeded, but the kernel says: {Warning}")]
    internal static partial void NetlinkWarning(ILogger logger, NetlinkOperation operation, string netNamespace, string warning);
}
