using System.Runtime.InteropServices;

namespace LinuxNamespaces.Interop;

/// <summary>listns(2), kernel 6.19, and the file handles of namespaces by which those that it lists are opened.</summary>
internal static unsafe class NamespaceListing
{
    private const int Batch = 512;

    // struct file_handle and, in it, struct nsfs_file_handle: number, kind, inode.
    private const int HandleHeader = 8;
    private const int HandleLength = 16;

    /// <summary>The numbers of all namespaces that the caller may see.</summary>
    /// <returns>Null where the kernel cannot list them, or does not let the caller.</returns>
    internal static List<ulong>? TryList()
    {
        List<ulong> all = [];
        ulong* found = stackalloc ulong[Batch];
        ns_id_req request = new() { size = (uint)sizeof(ns_id_req) };
        while (true)
        {
            nint count = Libc.syscall(SystemCall.listns.Number, (nint)(&request), (nint)found, Batch, 0, 0);
            if (count < 0)
            {
                return null;
            }

            all.AddRange(new ReadOnlySpan<ulong>(found, (int)count));
            // The kernel goes on after the last one, in ascending order; anything else would not end.
            if (count < Batch || found[count - 1] <= request.ns_id)
            {
                return all;
            }

            request.ns_id = found[count - 1];
        }
    }

    /// <summary>Opens a namespace by its number; null when it is gone, or the caller may not.</summary>
    internal static NamespaceHandle? TryOpen(ulong id)
    {
        Span<byte> handle = stackalloc byte[HandleHeader + HandleLength];
        handle.Clear();
        MemoryMarshal.Write(handle, HandleLength);
        MemoryMarshal.Write(handle[4..], Linux.FILEID_NSFS);
        MemoryMarshal.Write(handle[HandleHeader..], id);
        fixed (byte* start = handle)
        {
            int opened = Libc.open_by_handle_at(Linux.FD_NSFS_ROOT, start, Linux.O_RDONLY | Linux.O_CLOEXEC);
            return opened == -1 ? null : new NamespaceHandle(opened, ownsHandle: true);
        }
    }
}
