namespace LinuxNamespaces.Processes;

/// <summary>Specifies a capability, with the value of the kernel. See capabilities(7).</summary>
public enum Capability
{
    /// <summary>Change owner and group of files.</summary>
    Chown = 0,

    /// <summary>Bypass the permissions of files.</summary>
    DacOverride = 1,

    /// <summary>Bypass the permissions for reading files and searching directories.</summary>
    DacReadSearch = 2,

    /// <summary>Perform operations on files that are reserved for their owner.</summary>
    Fowner = 3,

    /// <summary>Keep the set-user-ID and set-group-ID bits when a file is modified.</summary>
    Fsetid = 4,

    /// <summary>Send signals to processes of other users.</summary>
    Kill = 5,

    /// <summary>Change groups, and map them in user namespaces.</summary>
    Setgid = 6,

    /// <summary>Change the user, and map users in user namespaces.</summary>
    Setuid = 7,

    /// <summary>Drop capabilities from the bounding set, and set secure bits.</summary>
    Setpcap = 8,

    /// <summary>Set the immutable and append-only attributes of files.</summary>
    LinuxImmutable = 9,

    /// <summary>Listen on ports below 1024.</summary>
    NetBindService = 10,

    /// <summary>Without effect in current kernels.</summary>
    NetBroadcast = 11,

    /// <summary>Configure the network: links, addresses, routes, filters.</summary>
    NetAdmin = 12,

    /// <summary>Open raw and packet sockets.</summary>
    NetRaw = 13,

    /// <summary>Lock memory.</summary>
    IpcLock = 14,

    /// <summary>Bypass the permissions of System V IPC objects.</summary>
    IpcOwner = 15,

    /// <summary>Load and unload kernel modules.</summary>
    SysModule = 16,

    /// <summary>Access ports and memory of devices.</summary>
    SysRawio = 17,

    /// <summary>Use chroot, and enter mount namespaces.</summary>
    SysChroot = 18,

    /// <summary>Trace and inspect any process.</summary>
    SysPtrace = 19,

    /// <summary>Turn process accounting on and off.</summary>
    SysPacct = 20,

    /// <summary>Mount, create and enter namespaces, and much else.</summary>
    SysAdmin = 21,

    /// <summary>Reboot, and load another kernel.</summary>
    SysBoot = 22,

    /// <summary>Raise priorities, and set the scheduling and affinity of other processes.</summary>
    SysNice = 23,

    /// <summary>Exceed resource limits and quotas.</summary>
    SysResource = 24,

    /// <summary>Set the clocks.</summary>
    SysTime = 25,

    /// <summary>Configure virtual terminals.</summary>
    SysTtyConfig = 26,

    /// <summary>Create device files.</summary>
    Mknod = 27,

    /// <summary>Take leases on files of other users.</summary>
    Lease = 28,

    /// <summary>Write to the audit log.</summary>
    AuditWrite = 29,

    /// <summary>Configure auditing.</summary>
    AuditControl = 30,

    /// <summary>Give capabilities to files, and map user 0 in user namespaces.</summary>
    Setfcap = 31,

    /// <summary>Bypass Smack.</summary>
    MacOverride = 32,

    /// <summary>Configure Smack.</summary>
    MacAdmin = 33,

    /// <summary>Read the kernel log and kernel addresses.</summary>
    Syslog = 34,

    /// <summary>Set timers that wake the machine.</summary>
    WakeAlarm = 35,

    /// <summary>Prevent the machine from suspending.</summary>
    BlockSuspend = 36,

    /// <summary>Read the audit log (kernel 3.16).</summary>
    AuditRead = 37,

    /// <summary>Use performance monitoring (kernel 5.8).</summary>
    Perfmon = 38,

    /// <summary>Use privileged BPF (kernel 5.8).</summary>
    Bpf = 39,

    /// <summary>Checkpoint and restore processes (kernel 5.9).</summary>
    CheckpointRestore = 40,
}
