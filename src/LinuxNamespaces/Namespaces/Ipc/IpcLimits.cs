namespace LinuxNamespaces.Ipc;

/// <summary>The limits of an IPC namespace: the sysctls <c>kernel.shm*</c>, <c>kernel.msg*</c>, <c>kernel.sem</c> and <c>fs.mqueue.*</c>.</summary>
/// <remarks>See proc_sys_kernel(5), ipc_namespaces(7), mq_overview(7).</remarks>
public sealed record IpcLimits
{
    /// <summary>The largest shared memory segment, in bytes (<c>shmmax</c>).</summary>
    public required ulong MaxSegmentSize { get; init; }

    /// <summary>All shared memory together, in pages (<c>shmall</c>).</summary>
    public required ulong MaxSharedPages { get; init; }

    /// <summary>Shared memory segments (<c>shmmni</c>).</summary>
    public required ulong MaxSegments { get; init; }

    /// <summary>The longest message of a System V queue, in bytes (<c>msgmax</c>).</summary>
    public required ulong MaxMessageSize { get; init; }

    /// <summary>The bytes that a new System V queue takes (<c>msgmnb</c>).</summary>
    public required ulong MaxQueueBytes { get; init; }

    /// <summary>System V message queues (<c>msgmni</c>).</summary>
    public required ulong MaxQueues { get; init; }

    /// <summary>Semaphores in a set (SEMMSL, the first field of <c>sem</c>).</summary>
    public required ulong MaxSemaphoresInSet { get; init; }

    /// <summary>All semaphores together (SEMMNS, the second).</summary>
    public required ulong MaxSemaphores { get; init; }

    /// <summary>Operations of one call (SEMOPM, the third).</summary>
    public required ulong MaxSemaphoreOperations { get; init; }

    /// <summary>Semaphore sets (SEMMNI, the fourth).</summary>
    public required ulong MaxSemaphoreSets { get; init; }

    /// <summary>POSIX message queues (<c>queues_max</c>); null when the kernel has none.</summary>
    public ulong? MaxPosixQueues { get; init; }

    /// <summary>Messages that a POSIX queue can be made for (<c>msg_max</c>); null when the kernel has none.</summary>
    public ulong? MaxPosixMessages { get; init; }

    /// <summary>The longest message that a POSIX queue can be made for, in bytes (<c>msgsize_max</c>); null when the kernel has none.</summary>
    public ulong? MaxPosixMessageSize { get; init; }
}
