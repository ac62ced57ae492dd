using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Netlink;

/// <summary>Describes a generic netlink family, as the kernel's controller (nlctrl) returned it.</summary>
/// <seealso cref="GenericNetlinkConnection.GetFamily"/>
public sealed class GenericNetlinkFamily
{
    internal GenericNetlinkFamily()
    {
    }

    /// <summary>Gets the name, such as "ethtool".</summary>
    public string Name { get; internal init; } = string.Empty;

    /// <summary>Gets the number, which is the type of the family's messages. The kernel assigns it anew at each start.</summary>
    public ushort Id { get; internal init; }

    /// <summary>Gets the version of the family's interface.</summary>
    public int Version { get; internal init; }

    /// <summary>Gets the length of the structure that the family has between <c>genlmsghdr</c> and the attributes, in bytes. Usually 0.</summary>
    public int HeaderLength { get; internal init; }

    /// <summary>Gets the highest number of an attribute; 0 if each command has a policy of its own.</summary>
    public int MaxAttribute { get; internal init; }

    /// <summary>Gets the commands that can be sent to the kernel.</summary>
    public IReadOnlyList<GenericNetlinkCommand> Commands { get; internal init; } = [];

    /// <summary>Gets the numbers of the multicast groups by their names.</summary>
    public IReadOnlyDictionary<string, int> MulticastGroups { get; internal init; } = new Dictionary<string, int>();

    /// <summary>Starts a message of the family: its header and its <c>genlmsghdr</c>.</summary>
    /// <param name="buffer">The memory for the message; often <c>stackalloc</c>.</param>
    /// <param name="command">The command.</param>
    /// <param name="flags">The flags that change what the request does.</param>
    /// <returns>A writer, which takes the attributes next.</returns>
    /// <exception cref="InvalidOperationException">The buffer is too short.</exception>
    public NetlinkMessageWriter StartMessage(Span<byte> buffer, byte command, NetlinkMessageFlags flags = NetlinkMessageFlags.None)
    {
        NetlinkMessageWriter message = new(buffer, Id, flags);
        ref genlmsghdr header = ref message.WriteStruct<genlmsghdr>();
        header.cmd = command;
        header.version = unchecked((byte)Version);
        return message;
    }

    /// <summary>Gets the attributes of a received message of the family.</summary>
    /// <param name="message">The message.</param>
    /// <returns>The attributes.</returns>
    public NetlinkAttributeReader AttributesOf(in NetlinkMessage message) => message.Attributes(GenericNetlinkConnection.HeaderLength + HeaderLength);

    /// <summary>Returns the name.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Name;
}
