namespace LinuxNamespaces.Network;

/// <summary>Describes a port of a bridge behind which a multicast router is, so that it gets the packets of all groups.</summary>
/// <remarks>See bridge(8), "bridge mdb", and <c>mcast_router</c> there.</remarks>
public sealed record MulticastRouterPort
{
    internal MulticastRouterPort()
    {
    }

    /// <summary>Gets the index of the port.</summary>
    public int LinkIndex { get; internal init; }

    /// <summary>Gets how the kernel knows of the router.</summary>
    public MulticastRouterType Type { get; internal init; }

    /// <summary>Gets the VLAN; <see langword="null"/> if there is none.</summary>
    public int? VlanId { get; internal init; }

    /// <summary>Gets the time until the port is no router port any more, in steps of 10 ms; <see langword="null"/> if it stays one.</summary>
    public TimeSpan? ExpiresAfter { get; internal init; }
}

/// <summary>Specifies how the kernel knows of a multicast router.</summary>
public enum MulticastRouterType
{
    /// <summary>There is none (MDB_RTR_TYPE_DISABLED).</summary>
    Disabled = 0,

    /// <summary>The kernel has seen its queries (MDB_RTR_TYPE_TEMP_QUERY).</summary>
    Query = 1,

    /// <summary>The administrator has said so (MDB_RTR_TYPE_PERM).</summary>
    Permanent = 2,

    /// <summary>The administrator has said so for a time (MDB_RTR_TYPE_TEMP).</summary>
    Temporary = 3,
}
