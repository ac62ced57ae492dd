using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.NftSchema;

namespace LinuxNamespaces.Network;

/// <summary>Reads the messages about tables, chains, rules and objects.</summary>
internal static class NftParser
{
    internal static NftTable? ParseTable(in NetlinkMessage message)
    {
        if (!Is(message, NFT_MSG_NEWTABLE))
        {
            return null;
        }

        (string? name, NftTableFlags flags, long? handle, int? use, ValueList<byte>? data) = (null, default, null, null, null);
        foreach (NetlinkAttribute attribute in message.Attributes(Nfnetlink.HeaderLength))
        {
            switch (attribute.Type)
            {
                case NFTA_TABLE_NAME:
                    name = attribute.ReadString();
                    break;
                case NFTA_TABLE_FLAGS:
                    flags = unchecked((NftTableFlags)attribute.ReadUInt32BigEndian());
                    break;
                case NFTA_TABLE_USE:
                    use = Count(attribute);
                    break;
                case NFTA_TABLE_HANDLE:
                    handle = Handle(attribute);
                    break;
                case NFTA_TABLE_USERDATA:
                    data = Bytes(attribute);
                    break;
            }
        }

        return new NftTable(FamilyOf(message), Required(name, "table")) { Flags = flags, UserData = data, Reported = (handle, use) };
    }

    internal static NftChain? ParseChain(in NetlinkMessage message)
    {
        if (!Is(message, NFT_MSG_NEWCHAIN))
        {
            return null;
        }

        NftFamily family = FamilyOf(message);
        (string? table, string? name, string? type, long? handle, int? use, ValueList<byte>? data) = (null, null, null, null, null, null);
        (NftHook? hook, int priority, NftPolicy policy, uint flags) = (null, 0, NftPolicy.Accept, 0);
        List<string> devices = [];
        foreach (NetlinkAttribute attribute in message.Attributes(Nfnetlink.HeaderLength))
        {
            switch (attribute.Type)
            {
                case NFTA_CHAIN_TABLE:
                    table = attribute.ReadString();
                    break;
                case NFTA_CHAIN_NAME:
                    name = attribute.ReadString();
                    break;
                case NFTA_CHAIN_HANDLE:
                    handle = Handle(attribute);
                    break;
                case NFTA_CHAIN_HOOK:
                    (hook, priority) = ReadHook(attribute, family, devices);
                    break;
                case NFTA_CHAIN_POLICY:
                    policy = unchecked((NftPolicy)attribute.ReadUInt32BigEndian());
                    break;
                case NFTA_CHAIN_USE:
                    use = Count(attribute);
                    break;
                case NFTA_CHAIN_TYPE:
                    type = attribute.ReadString();
                    break;
                case NFTA_CHAIN_FLAGS:
                    flags = attribute.ReadUInt32BigEndian();
                    break;
                case NFTA_CHAIN_USERDATA:
                    data = Bytes(attribute);
                    break;
            }
        }

        return new NftChain(family, Required(table, "chain"), Required(name, "chain"))
        {
            Hook = hook,
            Type = hook is null ? NftChainType.Filter : NftHooks.TypeOf(type),
            Priority = priority,
            Policy = policy,
            ReportedDevices = new ValueList<string>(devices),
            HardwareOffload = (flags & NFT_CHAIN_HW_OFFLOAD) != 0,
            UserData = data,
            Reported = (handle, use),
        };
    }

    internal static NftRule? ParseRule(in NetlinkMessage message)
    {
        if (!Is(message, NFT_MSG_NEWRULE))
        {
            return null;
        }

        (string? table, string? chain, long? handle, ValueList<byte>? data) = (null, null, null, null);
        ValueList<NftExpression> expressions = ValueList<NftExpression>.Empty;
        foreach (NetlinkAttribute attribute in message.Attributes(Nfnetlink.HeaderLength))
        {
            switch (attribute.Type)
            {
                case NFTA_RULE_TABLE:
                    table = attribute.ReadString();
                    break;
                case NFTA_RULE_CHAIN:
                    chain = attribute.ReadString();
                    break;
                case NFTA_RULE_HANDLE:
                    handle = Handle(attribute);
                    break;
                case NFTA_RULE_EXPRESSIONS:
                    expressions = NftExpressionKind.ReadList(attribute);
                    break;
                case NFTA_RULE_USERDATA:
                    data = Bytes(attribute);
                    break;
            }
        }

        return expressions.Count > 128
            ? throw new InvalidDataException($"The kernel reported a rule of {expressions.Count} expressions.")
            : new NftRule(FamilyOf(message), Required(table, "rule"), Required(chain, "rule"), expressions) { UserData = data, ReportedHandle = handle };
    }

    internal static NftObject? ParseObject(in NetlinkMessage message)
    {
        if (!Is(message, NFT_MSG_NEWOBJ))
        {
            return null;
        }

        (string? table, string? name, uint type, long? handle, int? use, ValueList<byte>? userData) = (null, null, 0, null, null, null);
        ReadOnlySpan<byte> data = [];
        foreach (NetlinkAttribute attribute in message.Attributes(Nfnetlink.HeaderLength))
        {
            switch (attribute.Type)
            {
                case NFTA_OBJ_TABLE:
                    table = attribute.ReadString();
                    break;
                case NFTA_OBJ_NAME:
                    name = attribute.ReadString();
                    break;
                case NFTA_OBJ_TYPE:
                    type = attribute.ReadUInt32BigEndian();
                    break;
                case NFTA_OBJ_DATA:
                    data = attribute.Payload;
                    break;
                case NFTA_OBJ_USE:
                    use = Count(attribute);
                    break;
                case NFTA_OBJ_HANDLE:
                    handle = Handle(attribute);
                    break;
                case NFTA_OBJ_USERDATA:
                    userData = Bytes(attribute);
                    break;
            }
        }

        // The object reads them when it is asked, where nothing is expected to be wrong.
        _ = NftObject.ReadCounter(type, data);
        return data.Length > 60000
            ? throw new InvalidDataException($"The kernel reported an object of {data.Length} bytes.")
            : new NftObject(FamilyOf(message), Required(table, "object"), Required(name, "object"), type, data) { UserData = userData, Reported = (handle, use) };
    }

    internal static bool Is(in NetlinkMessage message, ushort number) => message.Type == Nfnetlink.TypeOf(Nfnetlink.NFNL_SUBSYS_NFTABLES, number);

    internal static NftFamily FamilyOf(in NetlinkMessage message) => (NftFamily)message.ReadStruct<nfgenmsg>().nfgen_family;

    /// <summary>A name that the kernel could not have stored is no name.</summary>
    internal static string Required(string? name, string what) =>
        name is { Length: > 0 and <= NftName.MaxLength } && LinuxText.CountBytes(name) <= NftName.MaxLength
            ? name
            : throw new InvalidDataException($"The kernel reported a {what} with a name that is not valid.");

    internal static long Handle(NetlinkAttribute attribute) => (long)Math.Min(attribute.ReadUInt64BigEndian(), long.MaxValue);

    internal static ValueList<byte>? Bytes(NetlinkAttribute attribute) => attribute.Payload.Length == 0 ? null : new ValueList<byte>(attribute.Payload.ToArray());

    private static int Count(NetlinkAttribute attribute) => (int)Math.Min(attribute.ReadUInt32BigEndian(), int.MaxValue);

    private static (NftHook Hook, int Priority) ReadHook(NetlinkAttribute hook, NftFamily family, List<string> devices)
    {
        (uint number, int priority) = (0, 0);
        foreach (NetlinkAttribute attribute in hook.Nested)
        {
            switch (attribute.Type)
            {
                case NFTA_HOOK_HOOKNUM:
                    number = attribute.ReadUInt32BigEndian();
                    break;
                case NFTA_HOOK_PRIORITY:
                    priority = unchecked((int)attribute.ReadUInt32BigEndian());
                    break;
                case NFTA_HOOK_DEV when devices.Count == 0:
                    devices.Add(attribute.ReadString());
                    break;
                case NFTA_HOOK_DEVS:
                    devices.Clear();
                    foreach (NetlinkAttribute device in attribute.Nested)
                    {
                        devices.Add(device.ReadString());
                    }

                    break;
            }
        }

        return (NftHooks.HookOf(family, number), priority);
    }
}
