using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.NftSchema;

namespace LinuxNamespaces.Network;

/// <summary>Writes the messages about tables, chains, rules and objects.</summary>
internal static class NftMessages
{
    internal static NetlinkMessageWriter WriteTable(Span<byte> buffer, NftTable table, int flags)
    {
        NetlinkMessageWriter request = Start(buffer, NFT_MSG_NEWTABLE, table.Family, flags);
        request.WriteString(NFTA_TABLE_NAME, table.Name);
        request.WriteUInt32BigEndian(NFTA_TABLE_FLAGS, unchecked((uint)table.Flags));
        WriteUserData(ref request, NFTA_TABLE_USERDATA, table.UserData);
        return request;
    }

    internal static NetlinkMessageWriter WriteDeleteTable(Span<byte> buffer, NftFamily family, string name)
    {
        NetlinkMessageWriter request = Start(buffer, NFT_MSG_DELTABLE, family, 0);
        request.WriteString(NFTA_TABLE_NAME, name);
        return request;
    }

    internal static NetlinkMessageWriter WriteChain(Span<byte> buffer, NftChain chain, int flags)
    {
        NetlinkMessageWriter request = Start(buffer, NFT_MSG_NEWCHAIN, chain.Family, flags);
        request.WriteString(NFTA_CHAIN_TABLE, chain.Table);
        request.WriteString(NFTA_CHAIN_NAME, chain.Name);
        if (chain.Hook is { } hook)
        {
            request.WriteString(NFTA_CHAIN_TYPE, NftHooks.NameOf(chain.Type));
            request.WriteUInt32BigEndian(NFTA_CHAIN_POLICY, (uint)chain.Policy);
            NestedAttribute nest = request.BeginNested(NFTA_CHAIN_HOOK);
            request.WriteUInt32BigEndian(NFTA_HOOK_HOOKNUM, NftHooks.NumberOf(chain.Family, hook));
            request.WriteUInt32BigEndian(NFTA_HOOK_PRIORITY, unchecked((uint)chain.Priority));
            WriteDevices(ref request, chain.DeviceSpan);
            request.EndNested(nest);
            if (chain.HardwareOffload)
            {
                request.WriteUInt32BigEndian(NFTA_CHAIN_FLAGS, NFT_CHAIN_BASE | NFT_CHAIN_HW_OFFLOAD);
            }
        }

        WriteUserData(ref request, NFTA_CHAIN_USERDATA, chain.UserData);
        return request;
    }

    internal static NetlinkMessageWriter WriteDeleteChain(Span<byte> buffer, NftChain chain)
    {
        NetlinkMessageWriter request = Start(buffer, NFT_MSG_DELCHAIN, chain.Family, 0);
        request.WriteString(NFTA_CHAIN_TABLE, chain.Table);
        request.WriteString(NFTA_CHAIN_NAME, chain.Name);
        return request;
    }

    /// <param name="position">The handle of the rule that the new rule goes before or, with NLM_F_APPEND, after.</param>
    /// <param name="replaces">The handle of the rule that is replaced.</param>
    internal static NetlinkMessageWriter WriteRule(Span<byte> buffer, NftRule rule, ReadOnlySpan<NftExpression> expressions, int flags, long? position, long? replaces)
    {
        NetlinkMessageWriter request = Start(buffer, NFT_MSG_NEWRULE, rule.Family, flags);
        request.WriteString(NFTA_RULE_TABLE, rule.Table);
        request.WriteString(NFTA_RULE_CHAIN, rule.Chain);
        if (replaces is { } replaced)
        {
            request.WriteUInt64BigEndian(NFTA_RULE_HANDLE, (ulong)replaced);
        }

        if (position is { } place)
        {
            request.WriteUInt64BigEndian(NFTA_RULE_POSITION, (ulong)place);
        }

        WriteExpressions(ref request, NFTA_RULE_EXPRESSIONS, expressions);
        WriteUserData(ref request, NFTA_RULE_USERDATA, rule.UserData);
        return request;
    }

    /// <param name="chain">The chain; null for all chains of the table.</param>
    /// <param name="handle">The handle; null for all rules of the chain.</param>
    internal static NetlinkMessageWriter WriteDeleteRule(Span<byte> buffer, NftFamily family, string table, string? chain, long? handle)
    {
        NetlinkMessageWriter request = Start(buffer, NFT_MSG_DELRULE, family, 0);
        request.WriteString(NFTA_RULE_TABLE, table);
        if (chain is not null)
        {
            request.WriteString(NFTA_RULE_CHAIN, chain);
        }

        if (handle is { } number)
        {
            request.WriteUInt64BigEndian(NFTA_RULE_HANDLE, (ulong)number);
        }

        return request;
    }

    internal static NetlinkMessageWriter WriteObject(Span<byte> buffer, NftObject item, int flags)
    {
        NetlinkMessageWriter request = Start(buffer, NFT_MSG_NEWOBJ, item.Family, flags);
        request.WriteString(NFTA_OBJ_TABLE, item.Table);
        request.WriteString(NFTA_OBJ_NAME, item.Name);
        request.WriteUInt32BigEndian(NFTA_OBJ_TYPE, item.Type);
        NestedAttribute data = request.BeginNested(NFTA_OBJ_DATA);
        request.WriteRaw(item.DataSpan);
        request.EndNested(data);
        WriteUserData(ref request, NFTA_OBJ_USERDATA, item.UserData);
        return request;
    }

    internal static NetlinkMessageWriter WriteDeleteObject(Span<byte> buffer, NftObject item) => WriteNamed(buffer, NFT_MSG_DELOBJ, item);

    internal static NetlinkMessageWriter WriteResetObject(Span<byte> buffer, NftObject item) => WriteNamed(buffer, NFT_MSG_GETOBJ_RESET, item);

    internal static NetlinkMessageWriter Start(Span<byte> buffer, ushort message, NftFamily? family, int flags) =>
        Nfnetlink.Start(buffer, Nfnetlink.NFNL_SUBSYS_NFTABLES, message, (byte)(family ?? 0), flags);

    internal static void WriteExpressions(ref NetlinkMessageWriter request, int type, ReadOnlySpan<NftExpression> expressions)
    {
        NestedAttribute list = request.BeginNested(type);
        foreach (NftExpression expression in expressions)
        {
            expression.WriteNested(ref request, NFTA_LIST_ELEM);
        }

        request.EndNested(list);
    }

    internal static void WriteUserData(ref NetlinkMessageWriter request, int type, ValueList<byte>? data)
    {
        if (data is not null)
        {
            request.WriteBytes(type, data.Span);
        }
    }

    private static void WriteDevices(ref NetlinkMessageWriter request, ReadOnlySpan<string> devices)
    {
        if (devices.Length == 1)
        {
            request.WriteString(NFTA_HOOK_DEV, devices[0]);
        }
        else if (devices.Length > 1)
        {
            NestedAttribute list = request.BeginNested(NFTA_HOOK_DEVS);
            foreach (string device in devices)
            {
                request.WriteString(NFTA_DEVICE_NAME, device);
            }

            request.EndNested(list);
        }
    }

    private static NetlinkMessageWriter WriteNamed(Span<byte> buffer, ushort message, NftObject item)
    {
        NetlinkMessageWriter request = Start(buffer, message, item.Family, 0);
        request.WriteString(NFTA_OBJ_TABLE, item.Table);
        request.WriteString(NFTA_OBJ_NAME, item.Name);
        request.WriteUInt32BigEndian(NFTA_OBJ_TYPE, item.Type);
        return request;
    }
}
