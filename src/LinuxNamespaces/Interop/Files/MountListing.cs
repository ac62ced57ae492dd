namespace LinuxNamespaces.Interop;

/// <summary>Lists the mounts of any mount namespace without entering it, with listmount(2) and statmount(2); kernel 6.11.</summary>
internal static unsafe class MountListing
{
    private const int Batch = 256;
    private const int UsualTexts = 8192;
    private const int MaxTexts = 1 << 20;

    // If mounts change faster than they are read, no list is ever complete.
    private const int Attempts = 4;

    /// <summary>
    /// Lists the mounts that are visible from the root directory of a namespace, oldest first. For the caller's namespace, it is the caller's root directory.
    /// </summary>
    /// <param name="mountNamespace">The ID of the mount namespace.</param>
    /// <param name="wanted">The fields to request: STATMOUNT_ flags.</param>
    /// <returns>Null if the kernel does not support it or the caller may not do it (CAP_SYS_ADMIN).</returns>
    /// <remarks>
    /// The kernel does not reuse IDs of mounts. If the list of IDs is the same before and after, the result is consistent; otherwise the list is read
    /// again a few times. Mounts that are removed meanwhile are left out.
    /// </remarks>
    internal static List<ListedMount>? TryRead(ulong mountNamespace, uint wanted)
    {
        List<ulong>? numbers = TryList(mountNamespace);
        for (int attempt = 1; numbers is not null; attempt++)
        {
            List<ListedMount>? mounts = TryStat(mountNamespace, numbers, wanted);
            List<ulong>? after = TryList(mountNamespace);
            if (mounts is null || after is null)
            {
                return null;
            }

            if (attempt == Attempts || after.SequenceEqual(numbers))
            {
                return mounts;
            }

            numbers = after;
        }

        return null;
    }

    private static List<ulong>? TryList(ulong mountNamespace)
    {
        List<ulong> all = [];
        ulong* found = stackalloc ulong[Batch];
        mnt_id_req list = new() { size = (uint)sizeof(mnt_id_req), mnt_id = unchecked((ulong)Linux.LSMT_ROOT), mnt_ns_id = mountNamespace };
        while (true)
        {
            nint count = Libc.syscall(SystemCall.listmount.Number, (nint)(&list), (nint)found, Batch, 0, 0);
            // The kernel does not return more than fits into the buffer.
            if (count is < 0 or > Batch)
            {
                return null;
            }

            all.AddRange(new ReadOnlySpan<ulong>(found, (int)count));
            // The kernel continues after the last ID in ascending order. Any other order would not end.
            if (count < Batch || found[count - 1] <= list.param)
            {
                return all;
            }

            list.param = found[count - 1];
        }
    }

    private static List<ListedMount>? TryStat(ulong mountNamespace, List<ulong> numbers, uint wanted)
    {
        List<ListedMount> mounts = [];
        byte[] buffer = new byte[sizeof(statmount) + UsualTexts];
        foreach (ulong number in numbers)
        {
            Errno? error = Stat(mountNamespace, number, wanted, buffer);
            while (error == Errno.EOVERFLOW && buffer.Length < MaxTexts)
            {
                buffer = new byte[2 * buffer.Length];
                error = Stat(mountNamespace, number, wanted, buffer);
            }

            if (error is null)
            {
                mounts.Add(new ListedMount(buffer));
            }
            else if (error != Errno.ENOENT && error != Errno.EPERM)
            {
                return null;
            }

            // The mount is gone, or has been moved to where the caller may not see it.
        }

        return mounts;
    }

    private static Errno? Stat(ulong mountNamespace, ulong mount, uint wanted, Span<byte> buffer)
    {
        mnt_id_req request = new() { size = (uint)sizeof(mnt_id_req), mnt_id = mount, param = wanted, mnt_ns_id = mountNamespace };
        fixed (byte* start = buffer)
        {
            return Libc.syscall(SystemCall.statmount.Number, (nint)(&request), (nint)start, buffer.Length, 0, 0) == 0 ? null : SystemCalls.LastError;
        }
    }
}
