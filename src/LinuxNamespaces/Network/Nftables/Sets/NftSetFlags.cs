namespace LinuxNamespaces.Network;

/// <summary>Specifies flags of a set.</summary>
/// <remarks>See linux/netfilter/nf_tables.h, <c>enum nft_set_flags</c>.</remarks>
[Flags]
public enum NftSetFlags
{
    /// <summary>No flags.</summary>
    None = 0,

    /// <summary>The set belongs to the rule that uses it and ends with it (NFT_SET_ANONYMOUS).</summary>
    Anonymous = 0x1,

    /// <summary>The elements do not change while a rule uses the set (NFT_SET_CONSTANT).</summary>
    Constant = 0x2,

    /// <summary>Elements can be ranges (NFT_SET_INTERVAL).</summary>
    Interval = 0x4,

    /// <summary>Elements can expire (NFT_SET_TIMEOUT).</summary>
    Timeout = 0x10,

    /// <summary>Rules add elements (NFT_SET_EVAL).</summary>
    Dynamic = 0x20,
}
