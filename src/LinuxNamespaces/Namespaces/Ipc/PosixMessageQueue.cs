namespace LinuxNamespaces.Ipc;

/// <summary>A POSIX message queue. See mq_overview(7).</summary>
/// <param name="Name">The name, with the '/' in front of it that mq_open(3) takes.</param>
/// <param name="Permissions">Who may use it.</param>
/// <param name="User">The user that it belongs to, as the caller's user namespace sees him.</param>
/// <param name="Group">The group that it belongs to, as the caller's user namespace sees it.</param>
/// <param name="MaxMessages">How many messages fit.</param>
/// <param name="MaxMessageSize">How long a message may be, in bytes.</param>
/// <param name="Messages">How many messages are in it.</param>
public sealed record PosixMessageQueue(
    string Name, UnixFileMode Permissions, uint User, uint Group, int MaxMessages, int MaxMessageSize, int Messages);
