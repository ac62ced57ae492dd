namespace LinuxNamespaces.Netlink;

/// <summary>Makes exceptions of what the kernel answers.</summary>
internal static class NetlinkErrors
{
    // Finding out a cause takes requests, which may fail too.
    [ThreadStatic]
    private static bool s_isExplaining;

    internal static string? FindRemedy(in NetlinkFailure failure)
    {
        if (s_isExplaining)
        {
            return null;
        }

        s_isExplaining = true;
        try
        {
            return failure.Operation.Remedy?.Invoke(failure) ?? failure.Connection.RemedyOf(failure);
        }
        catch (Exception e) when (e is LinuxException or ObjectDisposedException or InvalidDataException or TimeoutException)
        {
            // The request failed; the cause is another question.
            return null;
        }
        finally
        {
            s_isExplaining = false;
        }
    }

    internal static NetlinkException Create(
        in NetlinkResult result, NetlinkMessageSchema? schema, ReadOnlySpan<byte> request, in NetlinkOperation operation, string place, string? remedy)
    {
        ExtendedAck? details = result.Details;
        return new NetlinkException(
            result.Error,
            operation.Name,
            operation.Target,
            remedy,
            details?.Message,
            details?.Offset is { } offset ? AttributePath.At(schema, request, offset) : null,
            details?.MissingType is { } missing ? AttributePath.Missing(schema, request, missing, details.MissingNest) : null,
            details?.Policy,
            Where(operation, place));
    }

    /// <summary>A dump that was interrupted every time.</summary>
    internal static NetlinkException Interrupted(in NetlinkOperation operation, string place) =>
        new(Errno.EINTR, operation.Name, operation.Target, "The table kept changing while it was read. Try again when it changes less often.", detail: Where(operation, place));

    private static string Where(in NetlinkOperation operation, string place) =>
        $"{(operation.Detail is null ? null : $" {operation.Detail}")} {operation.Preposition ?? "in"} '{place}'";
}
