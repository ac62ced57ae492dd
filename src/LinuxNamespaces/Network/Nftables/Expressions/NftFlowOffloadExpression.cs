using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Adds the connection of a packet to a flow table, so that its other packets skip the rules.</summary>
/// <remarks>See linux/netfilter/nf_tables.h, <c>enum nft_offload_attributes</c>.</remarks>
public sealed record NftFlowOffloadExpression : NftExpression
{
    internal const ushort NFTA_FLOW_TABLE_NAME = 1;

    internal static NftExpressionKind Kind { get; } = new(
        "flow_offload",
        "CONFIG_NFT_FLOW_OFFLOAD",
        Parse,
        new NetlinkAttributeSchema(NFTA_FLOW_TABLE_NAME, nameof(NFTA_FLOW_TABLE_NAME)));

    /// <inheritdoc/>
    public override string Name => Kind.Name;

    /// <summary>Gets the name of the flow table.</summary>
    /// <exception cref="ArgumentException">The text is empty, has more than 255 bytes or contains a NUL character.</exception>
    public required string FlowTable
    {
        get;
        init => field = NftName.RequireText(value, 255, nameof(FlowTable));
    }

    internal override void Write(ref NetlinkMessageWriter writer)
    {
        writer.WriteString(NFTA_FLOW_TABLE_NAME, FlowTable);
    }

    private static NftFlowOffloadExpression? Parse(NetlinkAttributeReader attributes)
    {
        string? flowTable = null;
        foreach (NetlinkAttribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case NFTA_FLOW_TABLE_NAME:
                    flowTable = attribute.ReadString();
                    break;
                default:
                    return null;
            }
        }

        return flowTable is null ? null : new NftFlowOffloadExpression
        {
            FlowTable = flowTable,
        };
    }
}
