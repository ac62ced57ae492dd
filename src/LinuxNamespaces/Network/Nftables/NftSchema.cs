using System.Buffers.Binary;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The messages of nf_tables and their attributes.</summary>
internal static partial class NftSchema
{
    internal static NetlinkAttributeSet Verdict { get; } = new(
        new(NFTA_VERDICT_CODE, nameof(NFTA_VERDICT_CODE)),
        new(NFTA_VERDICT_CHAIN, nameof(NFTA_VERDICT_CHAIN)),
        new(NFTA_VERDICT_CHAIN_ID, nameof(NFTA_VERDICT_CHAIN_ID)));

    internal static NetlinkAttributeSet Data { get; } = new(
        new(NFTA_DATA_VALUE, nameof(NFTA_DATA_VALUE)),
        new(NFTA_DATA_VERDICT, nameof(NFTA_DATA_VERDICT)) { Nested = Verdict });

    internal static NetlinkAttributeSet Hook { get; } = new(
        new(NFTA_HOOK_HOOKNUM, nameof(NFTA_HOOK_HOOKNUM)),
        new(NFTA_HOOK_PRIORITY, nameof(NFTA_HOOK_PRIORITY)),
        new(NFTA_HOOK_DEV, nameof(NFTA_HOOK_DEV)),
        new(NFTA_HOOK_DEVS, nameof(NFTA_HOOK_DEVS)) { Nested = new(new NetlinkAttributeSchema(NFTA_DEVICE_NAME, nameof(NFTA_DEVICE_NAME))) });

    internal static NetlinkAttributeSet SetField { get; } = new(
        new NetlinkAttributeSchema(NFTA_SET_FIELD_LEN, nameof(NFTA_SET_FIELD_LEN)));

    internal static NetlinkAttributeSet SetDescription { get; } = new(
        new(NFTA_SET_DESC_SIZE, nameof(NFTA_SET_DESC_SIZE)),
        new(NFTA_SET_DESC_CONCAT, nameof(NFTA_SET_DESC_CONCAT)) { Nested = new(new NetlinkAttributeSchema(NFTA_LIST_ELEM, nameof(NFTA_LIST_ELEM)) { Nested = SetField }) });

    internal static NetlinkAttributeSet Element { get; } = new(
        new(NFTA_SET_ELEM_KEY, nameof(NFTA_SET_ELEM_KEY)) { Nested = Data },
        new(NFTA_SET_ELEM_DATA, nameof(NFTA_SET_ELEM_DATA)) { Nested = Data },
        new(NFTA_SET_ELEM_FLAGS, nameof(NFTA_SET_ELEM_FLAGS)),
        new(NFTA_SET_ELEM_TIMEOUT, nameof(NFTA_SET_ELEM_TIMEOUT)),
        new(NFTA_SET_ELEM_EXPIRATION, nameof(NFTA_SET_ELEM_EXPIRATION)),
        new(NFTA_SET_ELEM_USERDATA, nameof(NFTA_SET_ELEM_USERDATA)),
        new(NFTA_SET_ELEM_EXPR, nameof(NFTA_SET_ELEM_EXPR)) { Selector = new(() => Expression!) },
        new(NFTA_SET_ELEM_PAD, nameof(NFTA_SET_ELEM_PAD)),
        new(NFTA_SET_ELEM_OBJREF, nameof(NFTA_SET_ELEM_OBJREF)),
        new(NFTA_SET_ELEM_KEY_END, nameof(NFTA_SET_ELEM_KEY_END)) { Nested = Data },
        new(NFTA_SET_ELEM_EXPRESSIONS, nameof(NFTA_SET_ELEM_EXPRESSIONS)) { Selector = new(() => ExpressionList!) });

    internal static NetlinkAttributeSet Table { get; } = new(
        new(NFTA_TABLE_NAME, nameof(NFTA_TABLE_NAME)),
        new(NFTA_TABLE_FLAGS, nameof(NFTA_TABLE_FLAGS)),
        new(NFTA_TABLE_USE, nameof(NFTA_TABLE_USE)),
        new(NFTA_TABLE_HANDLE, nameof(NFTA_TABLE_HANDLE)),
        new(NFTA_TABLE_PAD, nameof(NFTA_TABLE_PAD)),
        new(NFTA_TABLE_USERDATA, nameof(NFTA_TABLE_USERDATA)),
        new(NFTA_TABLE_OWNER, nameof(NFTA_TABLE_OWNER)));

    internal static NetlinkAttributeSet Chain { get; } = new(
        new(NFTA_CHAIN_TABLE, nameof(NFTA_CHAIN_TABLE)),
        new(NFTA_CHAIN_HANDLE, nameof(NFTA_CHAIN_HANDLE)),
        new(NFTA_CHAIN_NAME, nameof(NFTA_CHAIN_NAME)),
        new(NFTA_CHAIN_HOOK, nameof(NFTA_CHAIN_HOOK)) { Nested = Hook },
        new(NFTA_CHAIN_POLICY, nameof(NFTA_CHAIN_POLICY)),
        new(NFTA_CHAIN_USE, nameof(NFTA_CHAIN_USE)),
        new(NFTA_CHAIN_TYPE, nameof(NFTA_CHAIN_TYPE)),
        new(NFTA_CHAIN_COUNTERS, nameof(NFTA_CHAIN_COUNTERS)) { Nested = NftCounterExpression.Kind.Attributes },
        new(NFTA_CHAIN_PAD, nameof(NFTA_CHAIN_PAD)),
        new(NFTA_CHAIN_FLAGS, nameof(NFTA_CHAIN_FLAGS)),
        new(NFTA_CHAIN_ID, nameof(NFTA_CHAIN_ID)),
        new(NFTA_CHAIN_USERDATA, nameof(NFTA_CHAIN_USERDATA)));

    internal static NetlinkAttributeSet Rule { get; } = new(
        new(NFTA_RULE_TABLE, nameof(NFTA_RULE_TABLE)),
        new(NFTA_RULE_CHAIN, nameof(NFTA_RULE_CHAIN)),
        new(NFTA_RULE_HANDLE, nameof(NFTA_RULE_HANDLE)),
        new(NFTA_RULE_EXPRESSIONS, nameof(NFTA_RULE_EXPRESSIONS)) { Selector = new(() => ExpressionList!) },
        new(NFTA_RULE_COMPAT, nameof(NFTA_RULE_COMPAT)),
        new(NFTA_RULE_POSITION, nameof(NFTA_RULE_POSITION)),
        new(NFTA_RULE_USERDATA, nameof(NFTA_RULE_USERDATA)),
        new(NFTA_RULE_PAD, nameof(NFTA_RULE_PAD)),
        new(NFTA_RULE_ID, nameof(NFTA_RULE_ID)),
        new(NFTA_RULE_POSITION_ID, nameof(NFTA_RULE_POSITION_ID)),
        new(NFTA_RULE_CHAIN_ID, nameof(NFTA_RULE_CHAIN_ID)));

    internal static NetlinkAttributeSet Set { get; } = new(
        new(NFTA_SET_TABLE, nameof(NFTA_SET_TABLE)),
        new(NFTA_SET_NAME, nameof(NFTA_SET_NAME)),
        new(NFTA_SET_FLAGS, nameof(NFTA_SET_FLAGS)),
        new(NFTA_SET_KEY_TYPE, nameof(NFTA_SET_KEY_TYPE)),
        new(NFTA_SET_KEY_LEN, nameof(NFTA_SET_KEY_LEN)),
        new(NFTA_SET_DATA_TYPE, nameof(NFTA_SET_DATA_TYPE)),
        new(NFTA_SET_DATA_LEN, nameof(NFTA_SET_DATA_LEN)),
        new(NFTA_SET_POLICY, nameof(NFTA_SET_POLICY)),
        new(NFTA_SET_DESC, nameof(NFTA_SET_DESC)) { Nested = SetDescription },
        new(NFTA_SET_ID, nameof(NFTA_SET_ID)),
        new(NFTA_SET_TIMEOUT, nameof(NFTA_SET_TIMEOUT)),
        new(NFTA_SET_GC_INTERVAL, nameof(NFTA_SET_GC_INTERVAL)),
        new(NFTA_SET_USERDATA, nameof(NFTA_SET_USERDATA)),
        new(NFTA_SET_PAD, nameof(NFTA_SET_PAD)),
        new(NFTA_SET_OBJ_TYPE, nameof(NFTA_SET_OBJ_TYPE)),
        new(NFTA_SET_HANDLE, nameof(NFTA_SET_HANDLE)),
        new(NFTA_SET_EXPR, nameof(NFTA_SET_EXPR)) { Selector = new(() => Expression!) },
        new(NFTA_SET_EXPRESSIONS, nameof(NFTA_SET_EXPRESSIONS)) { Selector = new(() => ExpressionList!) });

    internal static NetlinkAttributeSet Elements { get; } = new(
        new(NFTA_SET_ELEM_LIST_TABLE, nameof(NFTA_SET_ELEM_LIST_TABLE)),
        new(NFTA_SET_ELEM_LIST_SET, nameof(NFTA_SET_ELEM_LIST_SET)),
        new(NFTA_SET_ELEM_LIST_ELEMENTS, nameof(NFTA_SET_ELEM_LIST_ELEMENTS)) { Nested = Element, IsArray = true },
        new(NFTA_SET_ELEM_LIST_SET_ID, nameof(NFTA_SET_ELEM_LIST_SET_ID)));

    internal static NetlinkAttributeSet Object { get; } = new(
        new(NFTA_OBJ_TABLE, nameof(NFTA_OBJ_TABLE)),
        new(NFTA_OBJ_NAME, nameof(NFTA_OBJ_NAME)),
        new(NFTA_OBJ_TYPE, nameof(NFTA_OBJ_TYPE)),
        new(NFTA_OBJ_DATA, nameof(NFTA_OBJ_DATA)) { Selector = NetlinkAttributeSelector.ByValue(NFTA_OBJ_TYPE, ObjectData) },
        new(NFTA_OBJ_USE, nameof(NFTA_OBJ_USE)),
        new(NFTA_OBJ_HANDLE, nameof(NFTA_OBJ_HANDLE)),
        new(NFTA_OBJ_PAD, nameof(NFTA_OBJ_PAD)),
        new(NFTA_OBJ_USERDATA, nameof(NFTA_OBJ_USERDATA)));

    internal static NetlinkAttributeSet Generation { get; } = new(
        new(NFTA_GEN_ID, nameof(NFTA_GEN_ID)),
        new(NFTA_GEN_PROC_PID, nameof(NFTA_GEN_PROC_PID)),
        new(NFTA_GEN_PROC_NAME, nameof(NFTA_GEN_PROC_NAME)));

    internal static NetlinkAttributeSet Expression { get; } = new(
        new(NFTA_EXPR_NAME, nameof(NFTA_EXPR_NAME)),
        new(NFTA_EXPR_DATA, nameof(NFTA_EXPR_DATA)) { Selector = new(NFTA_EXPR_NAME, name => NftExpressionKind.Find(name)?.Attributes) });

    internal static NetlinkAttributeSet ExpressionList { get; } = new(new NetlinkAttributeSchema(NFTA_LIST_ELEM, nameof(NFTA_LIST_ELEM)) { Nested = Expression });

    internal static IReadOnlyList<NetlinkMessageSchema> Messages { get; } =
    [
        .. Describe(Table, NFT_MSG_NEWTABLE, NFT_MSG_GETTABLE, NFT_MSG_DELTABLE),
        .. Describe(Chain, NFT_MSG_NEWCHAIN, NFT_MSG_GETCHAIN, NFT_MSG_DELCHAIN),
        .. Describe(Rule, NFT_MSG_NEWRULE, NFT_MSG_GETRULE, NFT_MSG_DELRULE, NFT_MSG_GETRULE_RESET),
        .. Describe(Set, NFT_MSG_NEWSET, NFT_MSG_GETSET, NFT_MSG_DELSET),
        .. Describe(Elements, NFT_MSG_NEWSETELEM, NFT_MSG_GETSETELEM, NFT_MSG_DELSETELEM, NFT_MSG_GETSETELEM_RESET),
        .. Describe(Object, NFT_MSG_NEWOBJ, NFT_MSG_GETOBJ, NFT_MSG_DELOBJ, NFT_MSG_GETOBJ_RESET),
        .. Describe(NftFlowTableMessages.Attributes, NFT_MSG_NEWFLOWTABLE, NFT_MSG_GETFLOWTABLE, NFT_MSG_DELFLOWTABLE),
        .. Describe(Generation, NFT_MSG_NEWGEN, NFT_MSG_GETGEN),
        new(Nfnetlink.NFNL_MSG_BATCH_BEGIN, Nfnetlink.HeaderLength, new(new NetlinkAttributeSchema(Nfnetlink.NFNL_BATCH_GENID, nameof(Nfnetlink.NFNL_BATCH_GENID)))),
    ];

    /// <summary>The data of an object has the attributes of the expression of the same kind.</summary>
    /// <param name="type">The type, which is big-endian in the message.</param>
    private static NetlinkAttributeSet? ObjectData(ulong? type) => type is not <= uint.MaxValue ? null : BinaryPrimitives.ReverseEndianness((uint)type.Value) switch
    {
        NFT_OBJECT_COUNTER => NftCounterExpression.Kind.Attributes,
        NFT_OBJECT_QUOTA => NftQuotaExpression.Kind.Attributes,
        NFT_OBJECT_LIMIT => NftLimitExpression.Kind.Attributes,
        NFT_OBJECT_CONNLIMIT => NftConnectionLimitExpression.Kind.Attributes,
        _ => null,
    };

    private static IEnumerable<NetlinkMessageSchema> Describe(NetlinkAttributeSet attributes, params ushort[] messages) =>
        messages.Select(message => new NetlinkMessageSchema(Nfnetlink.TypeOf(Nfnetlink.NFNL_SUBSYS_NFTABLES, message), Nfnetlink.HeaderLength, attributes));
}
