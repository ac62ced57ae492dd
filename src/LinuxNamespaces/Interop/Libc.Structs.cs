using System.Runtime.InteropServices;

namespace LinuxNamespaces.Interop;

/// <summary>struct statfs of sys/statfs.h on 64-bit Linux; only the first field is read.</summary>
[StructLayout(LayoutKind.Sequential, Size = 120)]
internal struct statfs
{
    internal long f_type;
}

/// <summary>struct statx of linux/stat.h, the same on every architecture; only what is read has a name.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct statx
{
    [FieldOffset(32)] internal ulong stx_ino;
    [FieldOffset(136)] internal uint stx_dev_major;
    [FieldOffset(140)] internal uint stx_dev_minor;
}

/// <summary>struct pollfd of poll.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct pollfd
{
    internal int fd;
    internal short events;
    internal short revents;
}

/// <summary>struct iovec of sys/uio.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct iovec
{
    internal void* iov_base;
    internal nuint iov_len;
}

/// <summary>struct msghdr of sys/socket.h, 64-bit.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct msghdr
{
    internal void* msg_name;
    internal uint msg_namelen;
    internal iovec* msg_iov;
    internal nuint msg_iovlen;
    internal void* msg_control;
    internal nuint msg_controllen;
    internal int msg_flags;
}

/// <summary>struct cmsghdr of sys/socket.h, 64-bit; the data follow.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct cmsghdr
{
    internal nuint cmsg_len;
    internal int cmsg_level;
    internal int cmsg_type;
}

/// <summary>struct sockaddr_nl of linux/netlink.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct sockaddr_nl
{
    internal ushort nl_family;
    internal ushort nl_pad;
    internal uint nl_pid;
    internal uint nl_groups;
}
