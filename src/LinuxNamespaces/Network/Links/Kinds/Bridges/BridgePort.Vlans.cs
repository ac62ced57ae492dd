namespace LinuxNamespaces.Network;

/// <content>The VLANs of the port.</content>
public sealed partial record BridgePort
{
    /// <summary>Gets the VLANs of the port (<c>bridge vlan show dev PORT</c>). Every member of the collection asks the kernel.</summary>
    public BridgeVlanCollection Vlans => new(Link);
}
