namespace LinuxNamespaces.Interop;

/// <summary>listns(2), kernel 6.19.</summary>
internal static unsafe class NamespaceListing
{
    private const int UsualLength = 512;

    // The kernel rejects larger lists.
    private const int MaxLength = 1_000_000;

    /// <summary>Lists the IDs of the namespaces of some kinds that the caller may see, in ascending order.</summary>
    /// <returns>Null if the kernel cannot list them.</returns>
    /// <remarks>
    /// The list contains namespaces that have processes, open descriptors or mounts, and their owners, but not namespaces that only sockets keep alive. The root
    /// user of the machine sees all of them from the first PID namespace. Other users see only the namespaces that they are in; in the first releases of 6.19 also
    /// those over which they have CAP_SYS_ADMIN.
    /// </remarks>
    internal static List<ulong>? TryList(uint types)
    {
        // Lists all at once, since continuing after an ID fails (ENOENT) if the next namespace is not visible.
        for (int length = UsualLength; ; length = Math.Min(2 * length, MaxLength))
        {
            ulong[] found = new ulong[length];
            ns_id_req request = new() { size = (uint)sizeof(ns_id_req), ns_type = types };
            nint count;
            fixed (ulong* start = found)
            {
                count = Libc.syscall(SystemCall.listns.Number, (nint)(&request), (nint)start, length, 0, 0);
            }

            if (count < 0)
            {
                return null;
            }

            if (count < length || length == MaxLength)
            {
                return [.. found.AsSpan(0, (int)count)];
            }
        }
    }
}
