namespace LinuxNamespaces.Interop;

/// <summary>Constants of linux/nsfs.h, linux/exportfs.h, linux/sockios.h, linux/fcntl.h; ioctl_ns(2).</summary>
internal static partial class Linux
{
    internal const uint NS_GET_USERNS = 0xb701;
    internal const uint NS_GET_PARENT = 0xb702;
    internal const uint NS_GET_NSTYPE = 0xb703;

    /// <summary>Kernel 6.11: process ids from and to another PID namespace.</summary>
    internal const uint NS_GET_PID_FROM_PIDNS = 0x8004b706;
    internal const uint NS_GET_PID_IN_PIDNS = 0x8004b708;

    /// <summary>Kernel 6.18: the 64-bit number of a namespace, which is never given to another one.</summary>
    internal const uint NS_GET_ID = 0x8008b70d;

    /// <summary>Kernel 6.11: the same for mount namespaces.</summary>
    internal const uint NS_GET_MNTNS_ID = 0x8008b705;

    /// <summary>Kernel 6.18: in place of a descriptor, for the file handles of namespaces.</summary>
    internal const int FD_NSFS_ROOT = -10003;

    /// <summary>Kernel 6.18: the kind of file handles that namespaces have.</summary>
    internal const int FILEID_NSFS = 0xf1;

    internal const uint SIOCGSKNS = 0x894c;
}
