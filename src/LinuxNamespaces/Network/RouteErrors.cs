using System.Buffers.Binary;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Placement;

namespace LinuxNamespaces.Network;

/// <summary>Makes exceptions of what the kernel answers, with a remedy where the cause can be found out.</summary>
internal static class RouteErrors
{
    // What the kernel says of a kind of links that it does not have, since 4.20.
    private const string UnknownKind = "Unknown device type";

    private const int HeaderSize = NetlinkMessageWriter.HeaderLength;

    // Finding out a cause takes requests, which may fail too.
    [ThreadStatic]
    private static bool s_isExplaining;

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
            Explain(new RouteFailure(result.Error, details?.Message, netNamespace, operation), request),
            details?.Message,
            details?.Offset is { } offset ? AttributeNames.At(request, offset) : null,
            details?.MissingType is { } missing ? AttributeNames.Missing(request, missing, details.MissingNest) : null,
            details?.Policy,
            $"{(operation.Detail is null ? null : $" {operation.Detail}")} {operation.Preposition} '{netNamespace}'");
    }

    private static string? Explain(RouteFailure failure, ReadOnlySpan<byte> request)
    {
        if (s_isExplaining)
        {
            return null;
        }

        s_isExplaining = true;
        try
        {
            return failure.Operation.Remedy?.Invoke(failure) ?? Remedy(failure, request);
        }
        catch (Exception e) when (e is LinuxException or ObjectDisposedException or InvalidDataException or TimeoutException)
        {
            // What was asked for failed; why is a question of its own.
            return null;
        }
        finally
        {
            s_isExplaining = false;
        }
    }

    private static string? Remedy(RouteFailure failure, ReadOnlySpan<byte> request) =>
        failure.Error == Errno.EPERM && RightsOver.Has(failure.Namespace.Handle, Linux.CAP_NET_ADMIN) == false
            ? "It needs CAP_NET_ADMIN in the user namespace that owns the network namespace: run as root, or use a namespace that NetNamespace.Create() has created for this user."
        : failure.Error == Errno.EOPNOTSUPP && failure.Operation.Feature is not null && failure.KernelMessage is null or UnknownKind
            ? $"The kernel lacks {failure.Operation.Feature}: it is neither built in nor a module that can be loaded."
        : failure.Error == Errno.ENODEV && IsGone(failure.Namespace, request)
            ? "There is no such link in this namespace; it may have been deleted or moved to another one."
        : null;

    /// <summary>Whether it is the link of the request that is missing, and not one that the request speaks of besides.</summary>
    private static bool IsGone(NetNamespace netNamespace, ReadOnlySpan<byte> request)
    {
        if (request.Length < HeaderSize + (2 * sizeof(int)))
        {
            return false;
        }

        ushort type = BinaryPrimitives.ReadUInt16LittleEndian(request[4..]);
        // ifinfomsg and ifaddrmsg both have the index after four bytes.
        int index = BinaryPrimitives.ReadInt32LittleEndian(request[(HeaderSize + sizeof(int))..]);
        return type == Linux.RTM_GETLINK
            || (type is Linux.RTM_NEWLINK or Linux.RTM_DELLINK or Linux.RTM_NEWLINKPROP or Linux.RTM_DELLINKPROP or Linux.RTM_NEWADDR or Linux.RTM_DELADDR or Linux.RTM_GETADDR
                && index > 0 && !LinkRemedies.Exists(netNamespace, index));
    }
}
