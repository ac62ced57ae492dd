using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Netlink;

/// <summary>The messages of the controller of generic netlink (nlctrl), which knows the families.</summary>
internal static class ControllerMessages
{
    internal static NetlinkMessageWriter StartGet(Span<byte> buffer)
    {
        NetlinkMessageWriter request = new(buffer, Linux.GENL_ID_CTRL);
        ref genlmsghdr header = ref request.WriteStruct<genlmsghdr>();
        header.cmd = Linux.CTRL_CMD_GETFAMILY;
        header.version = 1;
        return request;
    }

    internal static GenericNetlinkFamily? Parse(in NetlinkMessage message)
    {
        if (message.Type != Linux.GENL_ID_CTRL || message.ReadStruct<genlmsghdr>().cmd != Linux.CTRL_CMD_NEWFAMILY)
        {
            return null;
        }

        (string name, ushort id, uint version, uint header, uint maxAttribute) = (string.Empty, 0, 0, 0, 0);
        List<GenericNetlinkCommand> commands = [];
        Dictionary<string, int> groups = new(StringComparer.Ordinal);
        foreach (NetlinkAttribute attribute in message.AttributesAfter<genlmsghdr>())
        {
            switch (attribute.Type)
            {
                case Linux.CTRL_ATTR_FAMILY_NAME:
                    name = attribute.ReadString();
                    break;
                case Linux.CTRL_ATTR_FAMILY_ID:
                    id = attribute.ReadUInt16();
                    break;
                case Linux.CTRL_ATTR_VERSION:
                    version = attribute.ReadUInt32();
                    break;
                case Linux.CTRL_ATTR_HDRSIZE:
                    header = attribute.ReadUInt32();
                    break;
                case Linux.CTRL_ATTR_MAXATTR:
                    maxAttribute = attribute.ReadUInt32();
                    break;
                case Linux.CTRL_ATTR_OPS:
                    ReadCommands(attribute, commands);
                    break;
                case Linux.CTRL_ATTR_MCAST_GROUPS:
                    ReadGroups(attribute, groups);
                    break;
            }
        }

        return header <= ushort.MaxValue
            ? new GenericNetlinkFamily
            {
                Name = name,
                Id = id,
                Version = Bounded(version),
                HeaderLength = (int)header,
                MaxAttribute = Bounded(maxAttribute),
                Commands = commands.AsReadOnly(),
                MulticastGroups = groups.AsReadOnly(),
            }
            : throw new InvalidDataException($"The generic netlink family '{name}' has a header of {header} bytes.");
    }

    private static void ReadCommands(NetlinkAttribute array, List<GenericNetlinkCommand> commands)
    {
        foreach (NetlinkAttribute element in array.Nested)
        {
            (uint number, uint flags) = (0, 0);
            foreach (NetlinkAttribute attribute in element.Nested)
            {
                number = attribute.Type == Linux.CTRL_ATTR_OP_ID ? attribute.ReadUInt32() : number;
                flags = attribute.Type == Linux.CTRL_ATTR_OP_FLAGS ? attribute.ReadUInt32() : flags;
            }

            commands.Add(new GenericNetlinkCommand(Bounded(number), unchecked((GenericNetlinkCommandFlags)flags)));
        }
    }

    private static void ReadGroups(NetlinkAttribute array, Dictionary<string, int> groups)
    {
        foreach (NetlinkAttribute element in array.Nested)
        {
            (string? name, uint id) = (null, 0);
            foreach (NetlinkAttribute attribute in element.Nested)
            {
                name = attribute.Type == Linux.CTRL_ATTR_MCAST_GRP_NAME ? attribute.ReadString() : name;
                id = attribute.Type == Linux.CTRL_ATTR_MCAST_GRP_ID ? attribute.ReadUInt32() : id;
            }

            if (name is not null)
            {
                groups[name] = Bounded(id);
            }
        }
    }

    private static int Bounded(uint number) => (int)Math.Min(number, int.MaxValue);
}
