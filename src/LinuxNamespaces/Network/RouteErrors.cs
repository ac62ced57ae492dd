using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Makes exceptions of what the kernel answers, with a remedy where one is known.</summary>
internal static class RouteErrors
{
    /// <summary>What the kernel would answer.</summary>
    internal static NetlinkException Create(Errno error, RouteOperation operation, NetNamespace netNamespace) =>
        Create(new NetlinkResult(error, null, false), [], operation, netNamespace);

    internal static NetlinkException Create(in NetlinkResult result, ReadOnlySpan<byte> request, RouteOperation operation, NetNamespace netNamespace)
    {
        ExtendedAck? details = result.Details;
        return new NetlinkException(
            result.Error,
            operation.Name,
            operation.Target,
            Remedy(result.Error, operation),
            details?.Message,
            details?.Offset is { } offset ? AttributeNames.At(request, offset) : null,
            details?.MissingType is { } missing ? AttributeNames.Missing(request, missing, details.MissingNest) : null,
            details?.Policy,
            $"{(operation.Detail is null ? null : $" {operation.Detail}")} {operation.Preposition} '{netNamespace}'");
    }

    private static string? Remedy(Errno error, RouteOperation operation) =>
        error == Errno.EPERM ? "It needs CAP_NET_ADMIN in the user namespace that owns the network namespace: run as root, or use a namespace that NetNamespace.Create() has made for this user."
        : error == Errno.EOPNOTSUPP && operation.Feature is not null ? $"The kernel lacks {operation.Feature}: it is neither built in nor a module that can be loaded."
        : error == Errno.EEXIST ? operation.ExistsRemedy
        : error == Errno.ENODEV ? "There is no such link in this namespace; it may have been deleted or moved to another one."
        : null;
}
