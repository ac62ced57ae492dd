using System.Runtime.InteropServices;

namespace LinuxNamespaces.Interop;

/// <summary>struct statfs of sys/statfs.h on 64-bit Linux; only what is read has a name.</summary>
[StructLayout(LayoutKind.Explicit, Size = 120)]
internal struct statfs
{
    [FieldOffset(0)] internal long f_type;
    [FieldOffset(80)] internal long f_flags;
}

/// <summary>struct statx of linux/stat.h, the same on every architecture; only what is read has a name.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct statx
{
    internal const int Size = 256;
    internal const int InodeOffset = 32;
    internal const int DeviceOffset = 136;

    [FieldOffset(20)] internal uint stx_uid;
    [FieldOffset(24)] internal uint stx_gid;
    [FieldOffset(28)] internal ushort stx_mode;
    [FieldOffset(InodeOffset)] internal ulong stx_ino;
    [FieldOffset(DeviceOffset)] internal uint stx_dev_major;
    [FieldOffset(DeviceOffset + sizeof(uint))] internal uint stx_dev_minor;
}

/// <summary>struct pollfd of poll.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct pollfd
{
    internal int fd;
    internal short events;
    internal short revents;
}

/// <summary>struct timespec of time.h, 64-bit.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct timespec
{
    internal long tv_sec;
    internal long tv_nsec;
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

/// <summary>struct sock_filter of linux/filter.h: an instruction.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct sock_filter
{
    internal ushort code;
    internal byte jt;
    internal byte jf;
    internal uint k;
}

/// <summary>struct sock_fprog of linux/filter.h: a program.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct sock_fprog
{
    internal ushort len;
    internal sock_filter* filter;
}

/// <summary>struct sock_extended_err of linux/errqueue.h; the address of the sender follows.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct sock_extended_err
{
    internal uint ee_errno;
    internal byte ee_origin;
    internal byte ee_type;
    internal byte ee_code;
    internal byte ee_pad;
    internal uint ee_info;
    internal uint ee_data;
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

/// <summary>As waitid(2) fills it in.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct siginfo_t
{
    [FieldOffset(0)] internal int si_signo;
    [FieldOffset(8)] internal int si_code;
    [FieldOffset(16)] internal int si_pid;
    [FieldOffset(20)] internal uint si_uid;
    [FieldOffset(24)] internal int si_status;
}

/// <summary>The arguments of clone3(2), version of Linux 5.7.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct clone_args
{
    internal ulong flags;
    internal ulong pidfd;
    internal ulong child_tid;
    internal ulong parent_tid;
    internal ulong exit_signal;
    internal ulong stack;
    internal ulong stack_size;
    internal ulong tls;
    internal ulong set_tid;
    internal ulong set_tid_size;
    internal ulong cgroup;
}

/// <summary>linux/sched/types.h, version of Linux 5.3.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct sched_attr
{
    internal uint size;
    internal uint sched_policy;
    internal ulong sched_flags;
    internal int sched_nice;
    internal uint sched_priority;
    internal ulong sched_runtime;
    internal ulong sched_deadline;
    internal ulong sched_period;
    internal uint sched_util_min;
    internal uint sched_util_max;
}

/// <summary>linux/pidfd.h, first version.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct pidfd_info
{
    internal ulong mask;
    internal ulong cgroupid;
    internal uint pid;
    internal uint tgid;
    internal uint ppid;
    internal uint ruid;
    internal uint rgid;
    internal uint euid;
    internal uint egid;
    internal uint suid;
    internal uint sgid;
    internal uint fsuid;
    internal uint fsgid;
    internal int exit_code;
}

[StructLayout(LayoutKind.Sequential)]
internal struct timeval
{
    internal long tv_sec;
    internal long tv_usec;
}

/// <summary>sys/resource.h; what getrusage(2) and waitid(2) give.</summary>
[StructLayout(LayoutKind.Sequential, Size = 144)]
internal struct rusage
{
    internal timeval ru_utime;
    internal timeval ru_stime;
    internal long ru_maxrss;
}

/// <summary>An entry of the user database; pwd.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct passwd
{
    internal byte* pw_name;
    internal byte* pw_passwd;
    internal uint pw_uid;
    internal uint pw_gid;
    internal byte* pw_gecos;
    internal byte* pw_dir;
    internal byte* pw_shell;
}

/// <summary>linux/openat2.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct open_how
{
    internal ulong flags;
    internal ulong mode;
    internal ulong resolve;
}

/// <summary>What listmount(2) and statmount(2) are asked; linux/mount.h, version of Linux 6.11.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct mnt_id_req
{
    internal uint size;
    internal uint spare;
    internal ulong mnt_id;
    internal ulong param;
    internal ulong mnt_ns_id;
}

/// <summary>What statmount(2) says, before the texts; only what is read has a name. linux/mount.h, kernel 6.15.</summary>
[StructLayout(LayoutKind.Explicit, Size = 512)]
internal struct statmount
{
    [FieldOffset(0)] internal uint size;
    [FieldOffset(4)] internal uint mnt_opts;
    [FieldOffset(8)] internal ulong mask;
    [FieldOffset(16)] internal uint sb_dev_major;
    [FieldOffset(20)] internal uint sb_dev_minor;
    [FieldOffset(32)] internal uint sb_flags;
    [FieldOffset(36)] internal uint fs_type;
    [FieldOffset(56)] internal uint mnt_id_old;
    [FieldOffset(60)] internal uint mnt_parent_id_old;
    [FieldOffset(64)] internal ulong mnt_attr;
    [FieldOffset(72)] internal ulong mnt_propagation;
    [FieldOffset(80)] internal ulong mnt_peer_group;
    [FieldOffset(88)] internal ulong mnt_master;
    [FieldOffset(104)] internal uint mnt_root;
    [FieldOffset(108)] internal uint mnt_point;
    [FieldOffset(120)] internal uint fs_subtype;
    [FieldOffset(124)] internal uint sb_source;
    [FieldOffset(144)] internal ulong supported_mask;
}

/// <summary>What listns(2) is asked; linux/nsfs.h, kernel 6.19.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ns_id_req
{
    internal uint size;
    internal uint spare;
    internal ulong ns_id;
    internal uint ns_type;
    internal uint spare2;
    internal ulong user_ns_id;
}
