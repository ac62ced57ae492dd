namespace LinuxNamespaces.Network;

/// <summary>Selects entries of a multicast database (mdb) for <see cref="MulticastDatabase.Flush"/>. A property that is <see langword="null"/> selects all entries.</summary>
/// <remarks>See bridge(8), "bridge mdb flush".</remarks>
public sealed record MulticastFilter
{
    /// <summary>Gets the port of the bridge whose entries are selected; the bridge for those of the host. It is for the database of a bridge only.</summary>
    public Link? Port { get; init; }

    /// <summary>Gets the VLAN; 1 to 4094. It is for the database of a bridge only.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? VlanId
    {
        get;
        init => field = BridgeTables.RequireVlan(value, nameof(VlanId));
    }

    /// <summary>Gets whether the entries stay until they are deleted.</summary>
    public bool? IsPermanent { get; init; }

    /// <summary>Gets the origin of the entries, such as <see cref="RouteProtocol.Kernel"/> for those that the kernel learned.</summary>
    public RouteProtocol? Protocol { get; init; }

    internal static MulticastFilter All { get; } = new();
}
