namespace LinuxNamespaces.Network;

/// <summary>Specifies flags of a table.</summary>
/// <remarks>See linux/netfilter/nf_tables.h, <c>enum nft_table_flags</c>.</remarks>
[Flags]
public enum NftTableFlags
{
    /// <summary>No flags.</summary>
    None = 0,

    /// <summary>The chains of the table do nothing (NFT_TABLE_F_DORMANT).</summary>
    Dormant = 1,

    /// <summary>The table belongs to the connection that created it and ends with it (NFT_TABLE_F_OWNER). Kernel 5.12.</summary>
    Owner = 2,

    /// <summary>The table stays after its owner has ended (NFT_TABLE_F_PERSIST). Kernel 6.9.</summary>
    Persist = 4,
}
