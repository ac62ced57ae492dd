using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Netlink;

/// <summary>The descriptions that a connection knows, by message type and command. Thread-safe.</summary>
internal sealed class MessageSchemas(IEnumerable<NetlinkMessageSchema> messages)
{
    private readonly Lock _sync = new();
    private readonly Dictionary<(ushort Type, byte? Command), NetlinkMessageSchema> _messages = messages.ToDictionary(KeyOf);

    internal void Add(NetlinkMessageSchema message)
    {
        lock (_sync)
        {
            _messages[KeyOf(message)] = message;
        }
    }

    /// <summary>Finds the description of a request; null when there is none.</summary>
    internal NetlinkMessageSchema? Find(ReadOnlySpan<byte> request)
    {
        if (request.Length < NetlinkMessageWriter.HeaderLength)
        {
            return null;
        }

        ushort type = MemoryMarshal.Read<nlmsghdr>(request).nlmsg_type;
        lock (_sync)
        {
            // genlmsghdr starts with the command.
            return (request.Length > NetlinkMessageWriter.HeaderLength
                    ? _messages.GetValueOrDefault((type, request[NetlinkMessageWriter.HeaderLength]))
                    : null)
                ?? _messages.GetValueOrDefault((type, null));
        }
    }

    private static (ushort Type, byte? Command) KeyOf(NetlinkMessageSchema message) => (message.Type, message.Command);
}
