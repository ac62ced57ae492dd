using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.NftSchema;

namespace LinuxNamespaces.Network;

/// <summary>The messages about flow tables.</summary>
internal static class NftFlowTableMessages
{
    internal const ushort NFTA_FLOWTABLE_TABLE = 1;
    internal const ushort NFTA_FLOWTABLE_NAME = 2;
    internal const ushort NFTA_FLOWTABLE_HOOK = 3;
    internal const ushort NFTA_FLOWTABLE_USE = 4;
    internal const ushort NFTA_FLOWTABLE_HANDLE = 5;
    internal const ushort NFTA_FLOWTABLE_PAD = 6;
    internal const ushort NFTA_FLOWTABLE_FLAGS = 7;
    internal const ushort NFTA_FLOWTABLE_HOOK_NUM = 1;
    internal const ushort NFTA_FLOWTABLE_HOOK_PRIORITY = 2;
    internal const ushort NFTA_FLOWTABLE_HOOK_DEVS = 3;

    private const uint NFT_FLOWTABLE_HW_OFFLOAD = 1;
    private const uint NFT_FLOWTABLE_COUNTER = 2;

    // NF_NETDEV_INGRESS
    private const uint Ingress = 0;

    internal static NetlinkAttributeSet Attributes { get; } = new(
        new(NFTA_FLOWTABLE_TABLE, nameof(NFTA_FLOWTABLE_TABLE)),
        new(NFTA_FLOWTABLE_NAME, nameof(NFTA_FLOWTABLE_NAME)),
        new(NFTA_FLOWTABLE_HOOK, nameof(NFTA_FLOWTABLE_HOOK))
        {
            Nested = new NetlinkAttributeSet(
                new(NFTA_FLOWTABLE_HOOK_NUM, nameof(NFTA_FLOWTABLE_HOOK_NUM)),
                new(NFTA_FLOWTABLE_HOOK_PRIORITY, nameof(NFTA_FLOWTABLE_HOOK_PRIORITY)),
                new(NFTA_FLOWTABLE_HOOK_DEVS, nameof(NFTA_FLOWTABLE_HOOK_DEVS)) { Nested = new(new NetlinkAttributeSchema(NFTA_DEVICE_NAME, nameof(NFTA_DEVICE_NAME))) }),
        },
        new(NFTA_FLOWTABLE_USE, nameof(NFTA_FLOWTABLE_USE)),
        new(NFTA_FLOWTABLE_HANDLE, nameof(NFTA_FLOWTABLE_HANDLE)),
        new(NFTA_FLOWTABLE_PAD, nameof(NFTA_FLOWTABLE_PAD)),
        new(NFTA_FLOWTABLE_FLAGS, nameof(NFTA_FLOWTABLE_FLAGS)));

    internal static NetlinkMessageWriter Write(Span<byte> buffer, NftFlowTable flowTable, int flags)
    {
        NetlinkMessageWriter request = Start(buffer, NFT_MSG_NEWFLOWTABLE, flowTable, flags);
        NestedAttribute hook = request.BeginNested(NFTA_FLOWTABLE_HOOK);
        request.WriteUInt32BigEndian(NFTA_FLOWTABLE_HOOK_NUM, Ingress);
        request.WriteUInt32BigEndian(NFTA_FLOWTABLE_HOOK_PRIORITY, unchecked((uint)flowTable.Priority));
        if (flowTable.DeviceSpan.Length > 0)
        {
            NestedAttribute list = request.BeginNested(NFTA_FLOWTABLE_HOOK_DEVS);
            foreach (string device in flowTable.DeviceSpan)
            {
                request.WriteString(NFTA_DEVICE_NAME, device);
            }

            request.EndNested(list);
        }

        request.EndNested(hook);
        uint options = (flowTable.HardwareOffload ? NFT_FLOWTABLE_HW_OFFLOAD : 0) | (flowTable.Counts ? NFT_FLOWTABLE_COUNTER : 0);
        if (options != 0)
        {
            request.WriteUInt32BigEndian(NFTA_FLOWTABLE_FLAGS, options);
        }

        return request;
    }

    internal static NetlinkMessageWriter WriteDelete(Span<byte> buffer, NftFlowTable flowTable) => Start(buffer, NFT_MSG_DELFLOWTABLE, flowTable, 0);

    internal static NftFlowTable? Parse(in NetlinkMessage message)
    {
        if (!NftParser.Is(message, NFT_MSG_NEWFLOWTABLE))
        {
            return null;
        }

        (string? table, string? name, long? handle, int? use, uint flags, int priority) = (null, null, null, null, 0, 0);
        List<string> devices = [];
        foreach (NetlinkAttribute attribute in message.Attributes(Nfnetlink.HeaderLength))
        {
            switch (attribute.Type)
            {
                case NFTA_FLOWTABLE_TABLE:
                    table = attribute.ReadString();
                    break;
                case NFTA_FLOWTABLE_NAME:
                    name = attribute.ReadString();
                    break;
                case NFTA_FLOWTABLE_HOOK:
                    priority = ReadHook(attribute, devices);
                    break;
                case NFTA_FLOWTABLE_USE:
                    use = (int)Math.Min(attribute.ReadUInt32BigEndian(), int.MaxValue);
                    break;
                case NFTA_FLOWTABLE_HANDLE:
                    handle = NftParser.Handle(attribute);
                    break;
                case NFTA_FLOWTABLE_FLAGS:
                    flags = attribute.ReadUInt32BigEndian();
                    break;
            }
        }

        return new NftFlowTable(NftParser.FamilyOf(message), NftParser.Required(table, "flow table"), NftParser.Required(name, "flow table"))
        {
            Priority = priority,
            ReportedDevices = new ValueList<string>(devices),
            HardwareOffload = (flags & NFT_FLOWTABLE_HW_OFFLOAD) != 0,
            Counts = (flags & NFT_FLOWTABLE_COUNTER) != 0,
            Reported = (handle, use),
        };
    }

    private static NetlinkMessageWriter Start(Span<byte> buffer, ushort message, NftFlowTable flowTable, int flags)
    {
        NetlinkMessageWriter request = NftMessages.Start(buffer, message, flowTable.Family, flags);
        request.WriteString(NFTA_FLOWTABLE_TABLE, flowTable.Table);
        request.WriteString(NFTA_FLOWTABLE_NAME, flowTable.Name);
        return request;
    }

    private static int ReadHook(NetlinkAttribute hook, List<string> devices)
    {
        int priority = 0;
        foreach (NetlinkAttribute attribute in hook.Nested)
        {
            switch (attribute.Type)
            {
                case NFTA_FLOWTABLE_HOOK_PRIORITY:
                    priority = unchecked((int)attribute.ReadUInt32BigEndian());
                    break;
                case NFTA_FLOWTABLE_HOOK_DEVS:
                    foreach (NetlinkAttribute device in attribute.Nested)
                    {
                        devices.Add(device.ReadString());
                    }

                    break;
            }
        }

        return priority;
    }
}
