namespace LinuxNamespaces.Network;

/// <summary>Specifies how a VLAN link behaves.</summary>
[Flags]
public enum VlanFlags
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>Received packets are shown without their tag (VLAN_FLAG_REORDER_HDR).</summary>
    ReorderHeader = 0x1,

    /// <summary>The VLAN is registered with the switch by GVRP (VLAN_FLAG_GVRP).</summary>
    Gvrp = 0x2,

    /// <summary>The VLAN does not follow the state of its parent (VLAN_FLAG_LOOSE_BINDING).</summary>
    LooseBinding = 0x4,

    /// <summary>The VLAN is registered with the switch by MVRP (VLAN_FLAG_MVRP).</summary>
    Mvrp = 0x8,

    /// <summary>The VLAN has a carrier while a port of its parent, a bridge, that belongs to the VLAN has one (VLAN_FLAG_BRIDGE_BINDING).</summary>
    BridgeBinding = 0x10,
}
