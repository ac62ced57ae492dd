namespace LinuxNamespaces.Network;

/// <summary>Specifies the "don't fragment" bit of the outer IPv4 header of a tunnel.</summary>
public enum TunnelFragmentation
{
    /// <summary>The bit is not set: a router may fragment the packet (VXLAN_DF_UNSET, GENEVE_DF_UNSET).</summary>
    Allowed = 0,

    /// <summary>The bit is set: no router fragments the packet (VXLAN_DF_SET, GENEVE_DF_SET).</summary>
    Forbidden = 1,

    /// <summary>The bit is copied from the packet inside (VXLAN_DF_INHERIT, GENEVE_DF_INHERIT).</summary>
    Inherited = 2,
}
