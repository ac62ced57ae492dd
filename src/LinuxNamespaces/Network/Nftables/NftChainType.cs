namespace LinuxNamespaces.Network;

/// <summary>Specifies what a base chain is for.</summary>
/// <remarks>See nft(8), "CHAINS".</remarks>
public enum NftChainType
{
    /// <summary>Any rules (filter).</summary>
    Filter = 0,

    /// <summary>Address translation; only the first packet of a connection runs through the chain (nat).</summary>
    Nat = 1,

    /// <summary>Packets that this host sends are routed again if a rule changed them (route).</summary>
    Route = 2,
}
