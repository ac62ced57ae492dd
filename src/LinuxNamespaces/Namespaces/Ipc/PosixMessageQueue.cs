namespace LinuxNamespaces.Ipc;

/// <summary>Describes a POSIX message queue. See mq_overview(7).</summary>
public sealed record PosixMessageQueue
{
    /// <summary>Gets the name, with the leading '/' as for mq_open(3).</summary>
    public required string Name { get; init; }

    /// <summary>Gets the permissions.</summary>
    public required UnixFileMode Permissions { get; init; }

    /// <summary>Gets the user that owns the queue, as an ID of the caller's user namespace.</summary>
    public required uint User { get; init; }

    /// <summary>Gets the group that owns the queue, as an ID of the caller's user namespace.</summary>
    public required uint Group { get; init; }

    /// <summary>Gets the capacity in messages.</summary>
    public required int MaxMessages { get; init; }

    /// <summary>Gets the maximum size of a message in bytes.</summary>
    public required int MaxMessageSize { get; init; }

    /// <summary>Gets the number of messages in the queue.</summary>
    public required int Messages { get; init; }
}
