namespace LinuxNamespaces.Ipc;

/// <summary>Describes a System V semaphore set, as <c>ipcs -s</c> does. See semget(2).</summary>
public sealed record SemaphoreSet : IpcObject
{
    /// <summary>Gets the number of semaphores.</summary>
    public required int Count { get; init; }

    /// <summary>Gets when the last operation was made; <see langword="null"/> if there was none.</summary>
    public DateTimeOffset? LastOperation { get; init; }
}
