using Microsoft.Extensions.Logging;

namespace LinuxNamespaces.Network;

/// <summary>The log messages about network namespaces. Names and texts from outside have gone through <see cref="PrintableText"/>.</summary>
internal static partial class Log
{
    internal const string Category = "LinuxNamespaces";

    [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "Created network namespace {NetNamespace}")]
    internal static partial void NamespaceCreated(ILogger logger, NetNamespace netNamespace);
}
