using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Interop;

/// <summary>Files of an mqueue file system; mq_overview(7).</summary>
internal static unsafe class PosixQueueCalls
{
    /// <summary>Gets the attributes of a queue; null if it is gone.</summary>
    internal static (uint Mode, uint User, uint Group, int MaxMessages, int MaxMessageSize, int Messages)? TryExamine(string path)
    {
        const string operation = "examine the message queue";
        using SafeFileHandle file = SystemCalls.TryOpen(path, Linux.O_RDONLY);
        Errno error = SystemCalls.LastError;
        if (file.IsInvalid)
        {
            return error == Errno.ENOENT ? null : throw SystemCalls.Failure(error, operation, Path.GetFileName(path));
        }

        statx status;
        SystemCalls.Check(Libc.statx(file, string.Empty, Linux.AT_EMPTY_PATH, Linux.STATX_BASIC_STATS, &status), operation, Path.GetFileName(path));
        // struct mq_attr.
        long* attributes = stackalloc long[8];
        using DescriptorLease lease = new(file);
        SystemCalls.Check(Libc.syscall(SystemCall.mq_getsetattr.Number, lease.Descriptor, 0, (nint)attributes, 0, 0), operation, Path.GetFileName(path));
        return (status.stx_mode, status.stx_uid, status.stx_gid, (int)attributes[1], (int)attributes[2], (int)attributes[3]);
    }
}
