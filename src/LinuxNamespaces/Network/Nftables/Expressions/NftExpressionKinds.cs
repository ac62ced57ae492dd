namespace LinuxNamespaces.Network;

/// <summary>The kinds of expressions that the library knows.</summary>
internal static class NftExpressionKinds
{
    private static readonly Dictionary<string, NftExpressionKind> s_kinds = new NftExpressionKind[]
    {
        NftBitwiseExpression.Kind, NftByteOrderExpression.Kind, NftCompareExpression.Kind, NftConnectionLimitExpression.Kind, NftConntrackExpression.Kind, NftCounterExpression.Kind,
        NftDuplicateExpression.Kind, NftDynamicSetExpression.Kind, NftExtensionHeaderExpression.Kind, NftFibExpression.Kind, NftFlowOffloadExpression.Kind,
        NftForwardExpression.Kind, NftHashExpression.Kind, NftImmediateExpression.Kind, NftLimitExpression.Kind, NftLogExpression.Kind, NftLookupExpression.Kind,
        NftMasqueradeExpression.Kind, NftMetaExpression.Kind, NftNatExpression.Kind, NftNoTrackExpression.Kind, NftNumberExpression.Kind, NftObjectReferenceExpression.Kind,
        NftPayloadExpression.Kind, NftQueueExpression.Kind, NftQuotaExpression.Kind, NftRangeExpression.Kind, NftRedirectExpression.Kind, NftRejectExpression.Kind,
        NftRouteExpression.Kind, NftSocketExpression.Kind, NftTransparentProxyExpression.Kind,
    }.ToDictionary(kind => kind.Name);

    internal static IEnumerable<NftExpressionKind> All => s_kinds.Values;

    internal static NftExpressionKind? Find(string? name) => name is null ? null : s_kinds.GetValueOrDefault(name);
}
