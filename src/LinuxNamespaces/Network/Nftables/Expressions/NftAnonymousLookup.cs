using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>A lookup in a set that belongs to the rule. The transaction that adds the rule adds the set before it.</summary>
internal sealed record NftAnonymousLookup(NftDataType KeyType, ValueList<NftSetElement> Elements) : NftExpression
{
    // The kernel replaces the end by a number.
    internal const string SetName = "__set%d";

    public override string Name => NftLookupExpression.Kind.Name;

    internal override void Write(ref NetlinkMessageWriter writer) => throw new InvalidOperationException("The set of the rule has no number yet.");

    internal NftSet CreateSet(NftRule rule) => new(rule.Family, rule.Table, SetName, KeyType) { Flags = NftSetFlags.Anonymous | NftSetFlags.Constant, Size = (uint)Elements.Count };

    internal static NftLookupExpression Lookup(uint setId) => new() { Set = SetName, SourceRegister = NftRegister.NFT_REG_1, SetId = setId };
}
