namespace LinuxNamespaces.Ipc;

/// <summary>A set of System V semaphores, as <c>ipcs -s</c> shows it. See semget(2).</summary>
public sealed record SemaphoreSet : IpcObject
{
    /// <summary>How many semaphores it has.</summary>
    public required int Count { get; init; }

    /// <summary>The last operation; null when there was none.</summary>
    public DateTimeOffset? LastOperation { get; init; }
}
