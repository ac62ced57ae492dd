namespace LinuxNamespaces.Ipc;

/// <summary>Describes a System V message queue, as <c>ipcs -q</c> does. See msgget(2).</summary>
/// <remarks>Process IDs are those of the caller's PID namespace, or 0 for a process that has no ID there.</remarks>
public sealed record MessageQueue : IpcObject
{
    /// <summary>Gets the size of the messages in the queue, in bytes.</summary>
    public required ulong Bytes { get; init; }

    /// <summary>Gets the number of messages in the queue.</summary>
    public required ulong Messages { get; init; }

    /// <summary>Gets the process that last sent a message; 0 if there is none.</summary>
    public int LastSender { get; init; }

    /// <summary>Gets the process that last received a message; 0 if there is none.</summary>
    public int LastReceiver { get; init; }

    /// <summary>Gets when the last message was sent; <see langword="null"/> if there is none.</summary>
    public DateTimeOffset? Sent { get; init; }

    /// <summary>Gets when the last message was received; <see langword="null"/> if there is none.</summary>
    public DateTimeOffset? Received { get; init; }
}
