namespace LinuxNamespaces.Ipc;

/// <summary>Describes a POSIX message queue. See mq_overview(7).</summary>
/// <param name="Name">The name, with the leading '/' as for mq_open(3).</param>
/// <param name="Permissions">The permissions.</param>
/// <param name="User">The user that owns the queue, as an ID of the caller's user namespace.</param>
/// <param name="Group">The group that owns the queue, as an ID of the caller's user namespace.</param>
/// <param name="MaxMessages">The capacity in messages.</param>
/// <param name="MaxMessageSize">The maximum size of a message in bytes.</param>
/// <param name="Messages">The number of messages in the queue.</param>
public sealed record PosixMessageQueue(
    string Name, UnixFileMode Permissions, uint User, uint Group, int MaxMessages, int MaxMessageSize, int Messages);
