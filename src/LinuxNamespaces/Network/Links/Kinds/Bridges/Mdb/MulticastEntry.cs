using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>Describes an entry of a multicast database (mdb): a group, and a port that gets its packets.</summary>
/// <remarks>What is listed can be deleted and added again as it was. See bridge(8), "bridge mdb".</remarks>
public sealed record MulticastEntry
{
    private const int MaxNetworkId = (1 << 24) - 1;

    /// <summary>Creates an entry for a group of IPv4 or IPv6.</summary>
    /// <param name="group">The address of the group, such as 239.1.1.1.</param>
    /// <exception cref="ArgumentException">The address is neither IPv4 nor IPv6.</exception>
    public MulticastEntry(IPAddress group)
    {
        ArgumentNullException.ThrowIfNull(group);
        Group = group.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6
            ? group
            : throw new ArgumentException($"{group} is neither an IPv4 nor an IPv6 address.", nameof(group));
    }

    /// <summary>Creates an entry for a link-layer group (kernel 5.11).</summary>
    /// <param name="group">The link-layer address of the group, of 6 bytes.</param>
    /// <exception cref="ArgumentException">The address does not have 6 bytes.</exception>
    public MulticastEntry(PhysicalAddress group)
    {
        ArgumentNullException.ThrowIfNull(group);
        LinkLayerGroup = group.GetAddressBytes().Length == ForwardingEntry.AddressLength
            ? group
            : throw new ArgumentException($"The address does not have {ForwardingEntry.AddressLength} bytes.", nameof(group));
    }

    /// <summary>Gets the address of the group; <see langword="null"/> if it is a link-layer group.</summary>
    public IPAddress? Group { get; }

    /// <summary>Gets the address of the link-layer group; <see langword="null"/> if it is a group of IPv4 or IPv6.</summary>
    public PhysicalAddress? LinkLayerGroup { get; }

    /// <summary>
    /// Gets the index of the port that gets the packets. For the index of the bridge, or <see langword="null"/>, this is the host itself. It is always
    /// set on a listed entry.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? LinkIndex
    {
        get;
        init => field = NumberRange.Require(value, 1, int.MaxValue, nameof(LinkIndex));
    }

    /// <summary>Gets the VLAN of the entry; 1 to 4094. <see langword="null"/> if there is none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? VlanId
    {
        get;
        init => field = BridgeTables.RequireVlan(value, nameof(VlanId));
    }

    /// <summary>Gets the source whose packets the entry is for, of the family of the group; <see langword="null"/> for all sources.</summary>
    /// <exception cref="ArgumentException">The family is another one than that of the group.</exception>
    public IPAddress? Source
    {
        get;
        init => field = RequireFamily(value, nameof(Source));
    }

    /// <summary>Gets whether the entry stays until it is deleted. Otherwise it expires unless a host asks for the group. Defaults to <see langword="false"/>.</summary>
    public bool IsPermanent { get; init; }

    /// <summary>
    /// Gets whether <see cref="Sources"/> are the only sources, or all except them; <see langword="null"/> for the kernel's default, which is all
    /// (kernel 6.3 to set). The kernel reports it for an entry with a <see cref="Source"/> too; it is not set there.
    /// </summary>
    public MulticastFilterMode? FilterMode { get; init; }

    /// <summary>Gets the sources that <see cref="FilterMode"/> is about, of the family of the group (kernel 6.3 to set). Defaults to none.</summary>
    /// <exception cref="ArgumentException">The family of a source is another one than that of the group.</exception>
    public IReadOnlyList<IPAddress> Sources
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Sources));
            field = [.. value.Select(source => RequireFamily(source, nameof(Sources))!)];
        }
    } = [];

    /// <summary>Gets what has added the entry; <see langword="null"/> for the kernel's default, which is <see cref="RouteProtocol.Static"/> (kernel 6.3 to set).</summary>
    public RouteProtocol? Protocol { get; init; }

    /// <summary>Gets the address of the other end of the tunnel, for a VXLAN link; <see langword="null"/> if there is none.</summary>
    public IPAddress? Destination { get; init; }

    /// <summary>Gets the UDP port of the other end of the tunnel; 1 to 65535. The kernel uses that of the VXLAN link if the value is <see langword="null"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? DestinationPort
    {
        get;
        init => field = NumberRange.Require(value, 1, ushort.MaxValue, nameof(DestinationPort));
    }

    /// <summary>Gets the network identifier (VNI) that packets are sent with; 0 to 16777215. The kernel uses that of the VXLAN link if the value is <see langword="null"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? NetworkId
    {
        get;
        init => field = NumberRange.Require(value, 0, MaxNetworkId, nameof(NetworkId));
    }

    /// <summary>Gets the network identifier of the entry on a VXLAN link that serves several networks; 0 to 16777215. <see langword="null"/> if there is none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? SourceNetworkId
    {
        get;
        init => field = NumberRange.Require(value, 0, MaxNetworkId, nameof(SourceNetworkId));
    }

    /// <summary>Gets the index of the link that tunnel packets leave by; the kernel finds it if the value is <see langword="null"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? DestinationLinkIndex
    {
        get;
        init => field = NumberRange.Require(value, 1, int.MaxValue, nameof(DestinationLinkIndex));
    }

    /// <summary>Gets whether hardware forwards by the entry.</summary>
    public bool IsOffloaded { get; internal init; }

    /// <summary>Gets whether the group is left at once when one host leaves it.</summary>
    public bool FastLeave { get; internal init; }

    /// <summary>Gets whether the kernel has added the entry for a port that excludes other sources of the group.</summary>
    public bool IsAddedByExclude { get; internal init; }

    /// <summary>Gets whether packets of the source are not forwarded to the port.</summary>
    public bool IsBlocked { get; internal init; }

    /// <summary>Gets the time until the entry expires, in steps of 10 ms; <see langword="null"/> if it does not.</summary>
    public TimeSpan? ExpiresAfter { get; internal init; }

    /// <summary>Returns the group and its port in the words of bridge(8), as in <c>port #5 grp 239.1.1.1 permanent</c>.</summary>
    public override string ToString()
    {
        string port = LinkIndex is { } index ? $"port #{index} " : string.Empty;
        string group = Group?.ToString() ?? string.Join(':', LinkLayerGroup!.GetAddressBytes().Select(part => $"{part:x2}"));
        return $"{port}grp {group}{(Source is null ? null : $" src {Source}")}{(VlanId is { } vlan ? $" vid {vlan}" : null)} {(IsPermanent ? "permanent" : "temp")}";
    }

    /// <exception cref="ArgumentException">Properties contradict each other.</exception>
    internal void RequireValid()
    {
        if (Source is not null && Sources.Count > 0)
        {
            throw new ArgumentException("An entry for one source has no list of sources.");
        }
    }

    private IPAddress? RequireFamily(IPAddress? value, string name) => value is null || value.AddressFamily == Group?.AddressFamily
        ? value
        : throw new ArgumentException($"The source {value} is not of the family of the group {Group ?? (object?)LinkLayerGroup}.", name);
}

/// <summary>Specifies which sources a port wants packets of.</summary>
public enum MulticastFilterMode
{
    /// <summary>All sources except those that are listed.</summary>
    Exclude = 0,

    /// <summary>Only the sources that are listed.</summary>
    Include = 1,
}
