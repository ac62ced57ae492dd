namespace LinuxNamespaces.Ipc;

/// <summary>A System V shared memory segment, as <c>ipcs -m</c> shows it. See shmget(2).</summary>
/// <remarks>Process ids are those of the caller's PID namespace, 0 for a process that it does not have.</remarks>
public sealed record SharedMemorySegment : IpcObject
{
    /// <summary>The size in bytes.</summary>
    public required ulong Size { get; init; }

    /// <summary>How many times it is attached.</summary>
    public required ulong Attachments { get; init; }

    /// <summary>Who has created it.</summary>
    public int CreatorProcess { get; init; }

    /// <summary>Who was the last to attach or detach it; 0 when nobody has.</summary>
    public int LastProcess { get; init; }

    /// <summary>The last attachment; null when there was none.</summary>
    public DateTimeOffset? Attached { get; init; }

    /// <summary>The last detachment; null when there was none.</summary>
    public DateTimeOffset? Detached { get; init; }

    /// <summary>True when it is removed, and goes with its last attachment (SHM_DEST).</summary>
    public bool IsRemoved { get; init; }

    /// <summary>True when it is not swapped out (SHM_LOCKED).</summary>
    public bool IsLocked { get; init; }
}
