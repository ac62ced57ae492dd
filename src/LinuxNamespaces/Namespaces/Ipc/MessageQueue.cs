namespace LinuxNamespaces.Ipc;

/// <summary>A System V message queue, as <c>ipcs -q</c> shows it. See msgget(2).</summary>
/// <remarks>Process ids are those of the caller's PID namespace, 0 for a process that it does not have.</remarks>
public sealed record MessageQueue : IpcObject
{
    /// <summary>How many bytes the messages in it have.</summary>
    public required ulong Bytes { get; init; }

    /// <summary>How many messages are in it.</summary>
    public required ulong Messages { get; init; }

    /// <summary>Who was the last to send; 0 when nobody has.</summary>
    public int LastSender { get; init; }

    /// <summary>Who was the last to receive; 0 when nobody has.</summary>
    public int LastReceiver { get; init; }

    /// <summary>When the last message was sent; null when none was.</summary>
    public DateTimeOffset? Sent { get; init; }

    /// <summary>When the last message was received; null when none was.</summary>
    public DateTimeOffset? Received { get; init; }
}
