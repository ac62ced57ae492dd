namespace LinuxNamespaces.Interop;

/// <summary>listns(2), kernel 6.19.</summary>
internal static unsafe class NamespaceListing
{
    private const int UsualLength = 512;

    // More than that the kernel refuses.
    private const int MaxLength = 1_000_000;

    /// <summary>The numbers of the namespaces of these kinds that the caller may see, in ascending order.</summary>
    /// <returns>Null where the kernel cannot list them.</returns>
    /// <remarks>
    /// Listed are those that processes are in, that are open or mounted somewhere, and their owners; not those that only sockets keep alive. Root of the
    /// machine may see all of them, in the first PID namespace. Others see where they are themselves; in the first releases of 6.19 also what they have CAP_SYS_ADMIN over.
    /// </remarks>
    internal static List<ulong>? TryList(uint types)
    {
        // All at once, since the kernel goes on after a number with an error (ENOENT) when what follows it is not to be listed.
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
