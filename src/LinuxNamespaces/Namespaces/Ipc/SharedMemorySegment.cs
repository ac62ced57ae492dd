namespace LinuxNamespaces.Ipc;

/// <summary>Describes a System V shared memory segment, as <c>ipcs -m</c> does. See shmget(2).</summary>
/// <remarks>Process IDs are those of the caller's PID namespace, or 0 for a process that has no ID there.</remarks>
public sealed record SharedMemorySegment : IpcObject
{
    /// <summary>Gets the size in bytes.</summary>
    public required ulong Size { get; init; }

    /// <summary>Gets the number of attachments.</summary>
    public required ulong Attachments { get; init; }

    /// <summary>Gets the process that created the segment.</summary>
    public int CreatorProcess { get; init; }

    /// <summary>Gets the process that last attached or detached the segment; 0 if there is none.</summary>
    public int LastProcess { get; init; }

    /// <summary>Gets when the segment was last attached; <see langword="null"/> if never.</summary>
    public DateTimeOffset? Attached { get; init; }

    /// <summary>Gets when the segment was last detached; <see langword="null"/> if never.</summary>
    public DateTimeOffset? Detached { get; init; }

    /// <summary>Gets whether the segment is deleted and ceases to exist with its last attachment (SHM_DEST).</summary>
    public bool IsDeleted { get; init; }

    /// <summary>Gets whether the segment is locked in memory (SHM_LOCKED).</summary>
    public bool IsLocked { get; init; }
}
