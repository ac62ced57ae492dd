namespace LinuxNamespaces.Network;

/// <summary>Specifies kinds of objects of a network namespace.</summary>
[Flags]
public enum NetworkObjects
{
    /// <summary>No objects.</summary>
    None = 0,

    /// <summary>Links.</summary>
    Links = 1,

    /// <summary>IPv4 and IPv6 addresses of links.</summary>
    Addresses = 2,

    /// <summary>IPv4 and IPv6 routes of all tables.</summary>
    Routes = 4,

    /// <summary>Rules of policy routing.</summary>
    Rules = 8,

    /// <summary>Neighbours (ARP and NDP), without proxy entries and forwarding databases.</summary>
    Neighbours = 16,

    /// <summary>Nexthop objects.</summary>
    Nexthops = 32,

    /// <summary>IDs of other namespaces (nsid).</summary>
    NamespaceIds = 64,

    /// <summary>All of these.</summary>
    All = Links | Addresses | Routes | Rules | Neighbours | Nexthops | NamespaceIds,
}
