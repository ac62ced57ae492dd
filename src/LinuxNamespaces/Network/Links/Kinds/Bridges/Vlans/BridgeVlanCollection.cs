using System.Collections;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Provides the VLANs of a bridge or of one of its ports. Every member asks the kernel.</summary>
/// <remarks>
/// <para>
/// The bridge forwards by VLANs while <see cref="BridgeOptions.VlanFiltering"/> is on; otherwise VLANs are only stored. A bridge and its ports start
/// with the VLAN <see cref="BridgeOptions.DefaultVlan"/>, 1 by default. Changes need CAP_NET_ADMIN. See bridge(8).
/// </para>
/// <para>Members throw <see cref="NotSupportedException"/> if a change is made and the kernel lacks CONFIG_BRIDGE_VLAN_FILTERING.</para>
/// </remarks>
/// <example>
/// <code>
/// bridge.Vlans.Add(10);                                                              // the host takes part in VLAN 10
/// bridge.VlansOf(trunk).Add(new BridgeVlan(10, 20));                                 // tagged
/// bridge.VlansOf(access).Add(new BridgeVlan(10) { IsPvid = true, IsUntagged = true });
/// </code>
/// </example>
public sealed class BridgeVlanCollection : IEnumerable<BridgeVlan>
{
    private readonly Link _link;

    internal BridgeVlanCollection(Link link) => _link = link;

    /// <summary>Lists the VLANs. Adjacent VLANs with the same properties are one range.</summary>
    /// <returns>The VLANs, in the order of their numbers; none if the kernel lacks CONFIG_BRIDGE_VLAN_FILTERING.</returns>
    /// <exception cref="NetlinkException">The link is gone (ENODEV), or the list kept changing while it was read (EINTR).</exception>
    public IReadOnlyList<BridgeVlan> List() => BridgeVlanMessages.List(_link);

    /// <summary>Looks for a VLAN by its number.</summary>
    /// <param name="id">The number; 1 to 4094.</param>
    /// <returns>The VLAN, not the range that it is in; <see langword="null"/> if the bridge or port does not have it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    /// <exception cref="NetlinkException">The link is gone (ENODEV), or the list kept changing while it was read (EINTR).</exception>
    public BridgeVlan? Find(int id)
    {
        BridgeVlan single = new(id);
        return List().FirstOrDefault(vlan => vlan.Contains(id)) is { } range
            ? single with { IsPvid = range.IsPvid, IsUntagged = range.IsUntagged, TunnelId = range.TunnelId + (id - range.FirstId) }
            : null;
    }

    /// <summary>Adds a VLAN whose frames are tagged.</summary>
    /// <param name="id">The number; 1 to 4094.</param>
    /// <inheritdoc cref="Add(BridgeVlan)" path="/exception"/>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public void Add(int id) => Add(new BridgeVlan(id));

    /// <summary>Adds a VLAN or a range of VLANs. If a VLAN exists, its properties are replaced.</summary>
    /// <param name="vlan">The VLANs and their properties.</param>
    /// <remarks>The kernel adds the VLANs of a range one by one. If it rejects one, those before it stay.</remarks>
    /// <exception cref="NetlinkException">
    /// The link is not a port of a bridge any more (EOPNOTSUPP), a tunnel ID is set and the port has no VLAN tunnels (EINVAL), or CAP_NET_ADMIN is
    /// missing (EPERM).
    /// </exception>
    /// <exception cref="NotSupportedException">The kernel lacks CONFIG_BRIDGE_VLAN_FILTERING, or VLAN tunnels (kernel 4.11).</exception>
    public void Add(BridgeVlan vlan)
    {
        ArgumentNullException.ThrowIfNull(vlan);
        NetlinkOperation operation = Operation("add VLAN", vlan);
        NetlinkMessageWriter request = BridgeVlanMessages.WriteAdd(stackalloc byte[BridgeVlanMessages.BufferSize], _link.Index, _link is Bridge, vlan);
        BridgeTables.Execute(_link, request, operation, BridgeSchema.IFLA_BR_VLAN_DEFAULT_PVID, BridgeTables.VlanFeature);
        // An older kernel ignores what it does not know inside IFLA_AF_SPEC.
        if (vlan.TunnelId is not null && Find(vlan.FirstId)?.TunnelId is null)
        {
            throw BridgeTables.NotSupported(_link, operation, "VLAN tunnels of bridges (kernel 4.11)");
        }
    }

    /// <summary>Deletes a VLAN.</summary>
    /// <param name="id">The number; 1 to 4094.</param>
    /// <inheritdoc cref="Delete(BridgeVlan)" path="/exception"/>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public void Delete(int id) => Delete(new BridgeVlan(id));

    /// <summary>Deletes a VLAN or a range of VLANs. Properties are not compared, and VLANs of the range that do not exist are passed over.</summary>
    /// <param name="vlan">The VLANs.</param>
    /// <exception cref="NetlinkException">None of the VLANs exists (ENOENT), or CAP_NET_ADMIN is missing (EPERM).</exception>
    /// <exception cref="NotSupportedException">The kernel lacks CONFIG_BRIDGE_VLAN_FILTERING.</exception>
    public void Delete(BridgeVlan vlan) => Delete(vlan, alsoOfBridge: false);

    /// <summary>
    /// Deletes a VLAN or a range of VLANs of a port and, in the same request, of its bridge. Properties are not compared, and VLANs of the range that do not exist are
    /// passed over.
    /// </summary>
    /// <param name="vlan">The VLANs.</param>
    /// <param name="alsoOfBridge">Whether the VLANs of the bridge itself are deleted, too (BRIDGE_VLAN_INFO_MASTER). It has no meaning for the VLANs of a bridge.</param>
    /// <exception cref="NetlinkException">The port has none of the VLANs (ENOENT), or CAP_NET_ADMIN is missing (EPERM).</exception>
    /// <exception cref="NotSupportedException">The kernel lacks CONFIG_BRIDGE_VLAN_FILTERING.</exception>
    public void Delete(BridgeVlan vlan, bool alsoOfBridge)
    {
        ArgumentNullException.ThrowIfNull(vlan);
        NetlinkOperation operation = Operation("delete VLAN", vlan);
        // The kernel acknowledges the request also if there is no such VLAN, and without VLAN filtering.
        if (!List().Any(vlan.Overlaps))
        {
            throw BridgeTables.Lacks(_link, BridgeSchema.IFLA_BR_VLAN_DEFAULT_PVID)
                ? BridgeTables.NotSupported(_link, operation, BridgeTables.VlanFeature)
                : _link.Connection.Failure(Errno.ENOENT, operation);
        }

        NetlinkMessageWriter request = BridgeVlanMessages.WriteDelete(stackalloc byte[BridgeVlanMessages.BufferSize], _link.Index, _link is Bridge, vlan, alsoOfBridge && _link is not Bridge);
        BridgeTables.Execute(_link, request, operation, BridgeSchema.IFLA_BR_VLAN_DEFAULT_PVID, BridgeTables.VlanFeature);
    }

    /// <inheritdoc/>
    public IEnumerator<BridgeVlan> GetEnumerator() => List().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private NetlinkOperation Operation(string name, BridgeVlan vlan) => new(name, vlan)
    {
        Detail = $"of {(_link is Bridge ? "bridge" : "port")} '{_link.Name}'",
        Schema = BridgeVlanMessages.Schema,
    };
}
