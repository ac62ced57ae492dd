using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Excludes a packet from connection tracking.</summary>
/// <remarks>See linux/netfilter/nf_tables.h, <c>enum nft_ct_attributes</c>.</remarks>
public sealed record NftNoTrackExpression : NftExpression
{
    internal static NftExpressionKind Kind { get; } = new("notrack", "CONFIG_NFT_CT", Parse);

    /// <inheritdoc/>
    public override string Name => Kind.Name;

    internal override void Write(ref NetlinkMessageWriter writer)
    {
    }

    private static NftNoTrackExpression? Parse(NetlinkAttributeReader attributes) => attributes.MoveNext() ? null : new NftNoTrackExpression();
}
