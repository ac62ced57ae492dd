namespace LinuxNamespaces.Ipc;

/// <summary>The limits of an IPC namespace, from the sysctls <c>kernel.shm*</c>, <c>kernel.msg*</c>, <c>kernel.sem</c> and <c>fs.mqueue.*</c>.</summary>
/// <remarks>See proc_sys_kernel(5), ipc_namespaces(7), mq_overview(7).</remarks>
public sealed record IpcLimits
{
    /// <summary>Gets the maximum size of a shared memory segment, in bytes (<c>shmmax</c>).</summary>
    public required ulong MaxSegmentSize { get; init; }

    /// <summary>Gets the maximum size of all shared memory, in pages (<c>shmall</c>).</summary>
    public required ulong MaxSharedPages { get; init; }

    /// <summary>Gets the maximum number of shared memory segments (<c>shmmni</c>).</summary>
    public required ulong MaxSegments { get; init; }

    /// <summary>Gets the maximum size of a message in a System V queue, in bytes (<c>msgmax</c>).</summary>
    public required ulong MaxMessageSize { get; init; }

    /// <summary>Gets the initial capacity of a System V queue, in bytes (<c>msgmnb</c>).</summary>
    public required ulong MaxQueueBytes { get; init; }

    /// <summary>Gets the maximum number of System V message queues (<c>msgmni</c>).</summary>
    public required ulong MaxQueues { get; init; }

    /// <summary>Gets the maximum number of semaphores in a set (SEMMSL, the first field of <c>sem</c>).</summary>
    public required ulong MaxSemaphoresInSet { get; init; }

    /// <summary>Gets the maximum number of semaphores in all sets (SEMMNS, the second field of <c>sem</c>).</summary>
    public required ulong MaxSemaphores { get; init; }

    /// <summary>Gets the maximum number of operations in one call of semop(2) (SEMOPM, the third field of <c>sem</c>).</summary>
    public required ulong MaxSemaphoreOperations { get; init; }

    /// <summary>Gets the maximum number of semaphore sets (SEMMNI, the fourth field of <c>sem</c>).</summary>
    public required ulong MaxSemaphoreSets { get; init; }

    /// <summary>Gets the maximum number of POSIX message queues (<c>queues_max</c>); <see langword="null"/> if the kernel does not support them.</summary>
    public ulong? MaxPosixQueues { get; init; }

    /// <summary>Gets the maximum number of messages in a POSIX queue (<c>msg_max</c>); <see langword="null"/> if the kernel does not support them.</summary>
    public ulong? MaxPosixMessages { get; init; }

    /// <summary>Gets the maximum size of a message in a POSIX queue, in bytes (<c>msgsize_max</c>); <see langword="null"/> if the kernel does not support them.</summary>
    public ulong? MaxPosixMessageSize { get; init; }
}
