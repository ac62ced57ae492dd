namespace LinuxNamespaces.Network;

/// <summary>Specifies whether a bridge or one of its ports counts as leading to a multicast router, which gets all multicast.</summary>
/// <remarks>See ip-link(8), "mcast_router".</remarks>
public enum BridgeMulticastRouter
{
    /// <summary>Never.</summary>
    Disabled = BridgePortSchema.MDB_RTR_TYPE_DISABLED,

    /// <summary>While multicast queries arrive. This is the default.</summary>
    Learned = BridgePortSchema.MDB_RTR_TYPE_TEMP_QUERY,

    /// <summary>Always.</summary>
    Permanent = BridgePortSchema.MDB_RTR_TYPE_PERM,

    /// <summary>For some time, also without queries. Only a port can have this value.</summary>
    Temporary = BridgePortSchema.MDB_RTR_TYPE_TEMP,
}
