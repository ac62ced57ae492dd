using System.Runtime.InteropServices;

namespace LinuxNamespaces.Interop;

/// <summary>Constants of fcntl.h, sys/file.h, sys/stat.h, sys/mount.h, linux/magic.h.</summary>
internal static partial class Linux
{
    internal const int O_RDONLY = 0x0;
    internal const int O_WRONLY = 0x1;
    internal const int O_RDWR = 0x2;
    internal const int O_CREAT = 0x40;
    internal const int O_EXCL = 0x80;
    internal const int O_NONBLOCK = 0x800;
    internal const int O_CLOEXEC = 0x80000;
    internal const int O_PATH = 0x200000;

    /// <summary>One of the few that differ.</summary>
    internal static int O_DIRECTORY => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 : 0x10000;

    /// <summary>One of the few that differ.</summary>
    internal static int O_NOFOLLOW => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x8000 : 0x20000;

    internal const int S_IFMT = 0xf000;
    internal const int S_IFDIR = 0x4000;
    internal const int S_IFREG = 0x8000;

    internal const int LOCK_EX = 2;
    internal const int LOCK_UN = 8;

    internal const int AT_FDCWD = -100;
    internal const int AT_EMPTY_PATH = 0x1000;
    internal const int AT_NO_AUTOMOUNT = 0x800;
    internal const int AT_STATX_DONT_SYNC = 0x4000;

    internal const uint STATX_BASIC_STATS = 0x7ff;

    internal const uint MS_BIND = 0x1000;
    internal const uint MS_REC = 0x4000;
    internal const uint MS_PRIVATE = 0x40000;
    internal const uint MS_SHARED = 0x100000;

    internal const int MNT_DETACH = 0x2;
    internal const int UMOUNT_NOFOLLOW = 0x8;

    internal const uint NSFS_MAGIC = 0x6e736673;

    internal const int O_NOCTTY = 0x100;
    internal const int O_APPEND = 0x400;
    internal const int O_TRUNC = 0x200;

    internal const int F_GETFD = 1;
    internal const int F_SETFD = 2;
    internal const int F_GETFL = 3;
    internal const int F_SETFL = 4;
    internal const int FD_CLOEXEC = 1;
    internal const int F_DUPFD_CLOEXEC = 1030;
    internal const int F_OFD_SETLK = 37;
    internal const int W_OK = 2;
    internal const int PATH_MAX = 4096;
    internal const int FUTEX_CMP_REQUEUE_PRIVATE = 4 | 128;
    internal const uint CLOSE_RANGE_UNSHARE = 2;
    internal const uint CLOSE_RANGE_CLOEXEC = 4;

    internal const uint MFD_CLOEXEC = 1;
    internal const uint MFD_EXEC = 0x10;

    internal const int PROT_READ = 1;
    internal const int PROT_EXEC = 4;
    internal const int MAP_PRIVATE = 2;

    internal const int EPOLL_CLOEXEC = 0x80000;
    internal const int EPOLL_CTL_ADD = 1;
    internal const int EPOLL_CTL_DEL = 2;
    internal const int EPOLL_CTL_MOD = 3;
    internal const uint EPOLLIN = 1;
    internal const uint EPOLLOUT = 4;
    internal const uint EPOLLONESHOT = 0x40000000;

    internal const uint MS_RDONLY = 0x1;
    internal const uint MS_NOSUID = 0x2;
    internal const uint MS_NODEV = 0x4;
    internal const uint MS_NOEXEC = 0x8;
    internal const uint MS_REMOUNT = 0x20;
    internal const uint MS_NOSYMFOLLOW = 0x100;
    internal const uint MS_NOATIME = 0x400;
    internal const uint MS_UNBINDABLE = 0x20000;
    internal const uint MS_SLAVE = 0x80000;

    internal const uint OPEN_TREE_CLONE = 1;
    internal const uint OPEN_TREE_CLOEXEC = 0x80000;
    internal const uint AT_RECURSIVE = 0x8000;
    internal const uint MOVE_MOUNT_F_EMPTY_PATH = 4;
    internal const uint MOVE_MOUNT_T_SYMLINKS = 0x10;
    internal const uint MOVE_MOUNT_T_EMPTY_PATH = 0x40;
    internal const uint FSOPEN_CLOEXEC = 1;
    internal const uint FSMOUNT_CLOEXEC = 1;
    internal const uint FSCONFIG_SET_FLAG = 0;
    internal const uint FSCONFIG_SET_STRING = 1;
    internal const uint FSCONFIG_CMD_CREATE = 6;
    internal const ulong MOUNT_ATTR_RDONLY = 1;
    internal const ulong MOUNT_ATTR_NOSUID = 2;
    internal const ulong MOUNT_ATTR_NODEV = 4;
    internal const ulong MOUNT_ATTR_NOEXEC = 8;
    internal const ulong MOUNT_ATTR__ATIME = 0x70;
    internal const ulong MOUNT_ATTR_NOATIME = 0x10;
    internal const ulong MOUNT_ATTR_STRICTATIME = 0x20;
    internal const ulong MOUNT_ATTR_NODIRATIME = 0x80;
    internal const ulong MOUNT_ATTR_IDMAP = 0x100000;
    internal const ulong MOUNT_ATTR_NOSYMFOLLOW = 0x200000;

    internal const ulong RESOLVE_NO_MAGICLINKS = 0x2;
    internal const ulong RESOLVE_NO_SYMLINKS = 0x4;
    internal const ulong RESOLVE_IN_ROOT = 0x10;
    internal const ulong RESOLVE_CACHED = 0x20;

    internal const long LSMT_ROOT = -1;
    internal const uint STATMOUNT_SB_BASIC = 0x1;
    internal const uint STATMOUNT_MNT_BASIC = 0x2;
    internal const uint STATMOUNT_MNT_ROOT = 0x8;
    internal const uint STATMOUNT_MNT_POINT = 0x10;
    internal const uint STATMOUNT_FS_TYPE = 0x20;
    internal const uint STATMOUNT_MNT_OPTS = 0x80;
    internal const uint STATMOUNT_FS_SUBTYPE = 0x100;
    internal const uint STATMOUNT_SB_SOURCE = 0x200;
    internal const uint STATMOUNT_SUPPORTED_MASK = 0x1000;
    internal const uint SB_RDONLY = 0x1;
    internal const uint SB_SYNCHRONOUS = 0x10;
    internal const uint SB_DIRSYNC = 0x80;
    internal const uint SB_LAZYTIME = 0x2000000;
}
