using System.Globalization;

namespace LinuxNamespaces.Network;

/// <summary>Describes a VLAN, or a range of VLANs with the same properties, of a bridge or of a port of a bridge.</summary>
/// <remarks>See bridge(8), "bridge vlan".</remarks>
public sealed record BridgeVlan
{
    /// <summary>The greatest number of a VLAN.</summary>
    public const int MaxId = 4094;

    /// <summary>The greatest tunnel ID, such as a VXLAN network identifier.</summary>
    public const int MaxTunnelId = (1 << 24) - 1;

    /// <summary>Describes one VLAN.</summary>
    /// <param name="id">The number of the VLAN; 1 to 4094.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public BridgeVlan(int id)
        : this(id, id)
    {
    }

    /// <summary>Describes a range of VLANs.</summary>
    /// <param name="firstId">The number of the first VLAN; 1 to 4094.</param>
    /// <param name="lastId">The number of the last VLAN; <paramref name="firstId"/> to 4094.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public BridgeVlan(int firstId, int lastId)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(firstId, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(lastId, firstId);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lastId, MaxId);
        FirstId = firstId;
        LastId = lastId;
    }

    /// <summary>Gets the number of the first VLAN.</summary>
    public int FirstId { get; }

    /// <summary>Gets the number of the last VLAN, which is <see cref="FirstId"/> for a single VLAN.</summary>
    public int LastId { get; }

    /// <summary>
    /// Gets whether frames that arrive without a tag belong to the VLAN (PVID). A port has one such VLAN at most. Defaults to <see langword="false"/>.
    /// </summary>
    /// <exception cref="ArgumentException">This is a range of several VLANs.</exception>
    public bool IsPvid
    {
        get;
        init => field = value && FirstId != LastId
            ? throw new ArgumentException($"Only one VLAN can be the one of untagged frames (PVID), and not the range {this}.", nameof(IsPvid))
            : value;
    }

    /// <summary>Gets whether frames of the VLAN leave without a tag. Defaults to <see langword="false"/>.</summary>
    public bool IsUntagged { get; init; }

    /// <summary>
    /// Gets the tunnel ID that the VLAN is mapped to, such as the VXLAN network identifier; 0 to 16777215. The VLANs of a range have consecutive IDs
    /// from this one. <see langword="null"/> if it is not mapped.
    /// </summary>
    /// <remarks>
    /// The port has to be a tunnel, such as a VXLAN link, with VLAN tunnels switched on (<c>vlan_tunnel</c>; kernel 4.11).
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The ID of the first or last VLAN is out of range.</exception>
    public int? TunnelId
    {
        get;
        init => field = NumberRange.Require(value, 0, MaxTunnelId - (LastId - FirstId), nameof(TunnelId));
    }

    /// <summary>Returns the numbers and the properties in the words of bridge(8), as in <c>10-12 PVID untagged</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{FirstId}{(FirstId == LastId ? string.Empty : $"-{LastId}")}{(IsPvid ? " PVID" : null)}{(IsUntagged ? " untagged" : null)}{(TunnelId is { } tunnel ? $" tunnel {tunnel}" : null)}");

    internal bool Contains(int id) => FirstId <= id && id <= LastId;

    internal bool Overlaps(BridgeVlan other) => FirstId <= other.LastId && other.FirstId <= LastId;
}
