using System.Runtime.InteropServices;

namespace LinuxNamespaces.Interop;

/// <summary>listmount(2) and statmount(2): the mounts of a mount namespace that the caller is not in; kernel 6.11.</summary>
internal static unsafe class MountListing
{
    private const int Batch = 256;
    private const int LongestTexts = 8192;

    /// <summary>The mounts that have a namespace on them.</summary>
    /// <param name="mountNamespace">The number of the mount namespace.</param>
    /// <returns>What is mounted, as in <c>net:[4026531833]</c>, and where; null when the caller may not see it (CAP_SYS_ADMIN).</returns>
    internal static List<(byte[] Root, byte[] Point)>? TryFindNamespaces(ulong mountNamespace)
    {
        List<(byte[], byte[])> mounts = [];
        ulong* found = stackalloc ulong[Batch];
        byte[] buffer = new byte[sizeof(statmount) + LongestTexts];
        mnt_id_req list = new() { size = (uint)sizeof(mnt_id_req), mnt_id = unchecked((ulong)Linux.LSMT_ROOT), mnt_ns_id = mountNamespace };
        while (true)
        {
            nint count = Libc.syscall(SystemCall.listmount.Number, (nint)(&list), (nint)found, Batch, 0, 0);
            if (count < 0)
            {
                return null;
            }

            for (int i = 0; i < count; i++)
            {
                if (TryStat(mountNamespace, found[i], buffer) is { } mount && Text(buffer, mount.fs_type).SequenceEqual("nsfs"u8))
                {
                    mounts.Add((Text(buffer, mount.mnt_root).ToArray(), Text(buffer, mount.mnt_point).ToArray()));
                }
            }

            if (count < Batch || found[count - 1] <= list.param)
            {
                return mounts;
            }

            list.param = found[count - 1];
        }
    }

    // What has longer paths than fit is left out.
    private static statmount? TryStat(ulong mountNamespace, ulong mount, Span<byte> buffer)
    {
        mnt_id_req request = new()
        {
            size = (uint)sizeof(mnt_id_req),
            mnt_id = mount,
            param = Linux.STATMOUNT_FS_TYPE | Linux.STATMOUNT_MNT_ROOT | Linux.STATMOUNT_MNT_POINT,
            mnt_ns_id = mountNamespace,
        };
        fixed (byte* start = buffer)
        {
            return Libc.syscall(SystemCall.statmount.Number, (nint)(&request), (nint)start, buffer.Length, 0, 0) == 0 ? MemoryMarshal.Read<statmount>(buffer) : null;
        }
    }

    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> buffer, uint offset)
    {
        ReadOnlySpan<byte> texts = buffer[sizeof(statmount)..];
        ReadOnlySpan<byte> text = texts[(int)Math.Min(offset, (uint)texts.Length)..];
        return text.IndexOf((byte)0) is >= 0 and int end ? text[..end] : text;
    }
}
