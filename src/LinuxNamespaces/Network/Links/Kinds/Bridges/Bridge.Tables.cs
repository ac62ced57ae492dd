using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <content>The tables of the bridge.</content>
public sealed partial class Bridge
{
    /// <summary>
    /// Gets the VLANs of the bridge itself (<c>bridge vlan show dev br0</c>). The host sends and receives frames of these VLANs by the bridge. The
    /// VLANs of a port are in <see cref="VlansOf"/>.
    /// </summary>
    /// <remarks>They have an effect while <see cref="BridgeInfo.VlanFiltering"/> is on. See bridge(8).</remarks>
    public BridgeVlanCollection Vlans => new(this);

    /// <summary>Gets the VLANs of a port.</summary>
    /// <param name="port">A link that is a port of the bridge.</param>
    /// <returns>The VLANs. Every member asks the kernel.</returns>
    /// <exception cref="ArgumentException">The link is not a port of this bridge.</exception>
    /// <exception cref="NetlinkException">The link is gone (ENODEV).</exception>
    public BridgeVlanCollection VlansOf(Link port)
    {
        RequireNeighbour(port);
        RequirePresent(new NetlinkOperation("list VLANs of port", port.Name));
        return port.Refresh().MasterIndex == Index
            ? new BridgeVlanCollection(port)
            : throw new ArgumentException($"{PrintableText.Quote(port.Name)} is not a port of bridge {PrintableText.Quote(Name)}.", nameof(port));
    }
}
