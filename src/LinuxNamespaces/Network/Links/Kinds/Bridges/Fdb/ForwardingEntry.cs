using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;

namespace LinuxNamespaces.Network;

/// <summary>Describes an entry of a forwarding database (fdb): a link-layer address, and where frames for it go.</summary>
/// <remarks>What is listed can be deleted and added again as it was. See bridge(8), "bridge fdb".</remarks>
public sealed record ForwardingEntry
{
    private const int MaxNetworkId = (1 << 24) - 1;

    private readonly ulong _address;

    /// <summary>Creates an entry.</summary>
    /// <param name="address">The link-layer address, of 6 bytes. On a VXLAN link, all zeros stands for every address without an entry.</param>
    /// <exception cref="ArgumentException">The address does not have 6 bytes.</exception>
    public ForwardingEntry(PhysicalAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        byte[] bytes = address.GetAddressBytes();
        if (bytes.Length != AddressLength)
        {
            throw new ArgumentException($"The address has {bytes.Length} bytes. A forwarding database has addresses of {AddressLength} bytes.", nameof(address));
        }

        Address = address;
        _address = BinaryPrimitives.ReadUInt32BigEndian(bytes) | ((ulong)BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(4)) << 32);
    }

    /// <summary>Gets the link-layer address.</summary>
    public PhysicalAddress Address { get; }

    /// <summary>
    /// Gets the index of the link that the entry belongs to, such as a port of the bridge; the link of the database if the value is
    /// <see langword="null"/>. It is always set on a listed entry.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? LinkIndex
    {
        get;
        init => field = NumberRange.Require(value, 1, int.MaxValue, nameof(LinkIndex));
    }

    /// <summary>
    /// Gets whether the entry is in the table of the link itself (<c>self</c>, NTF_SELF), such as that of a VXLAN link or an address filter, and not in
    /// the table of the bridge that the link is a port of (<c>master</c>). Defaults to <see langword="false"/>; an entry of a link that is not a port
    /// is always in its own table.
    /// </summary>
    public bool IsSelf { get; init; }

    /// <summary>Gets the index of the bridge whose table has the entry; <see langword="null"/> if the kernel did not report one.</summary>
    public int? MasterIndex { get; internal init; }

    /// <summary>
    /// Gets how long the entry lasts. If the value is <see langword="null"/>, a new entry is <see cref="ForwardingEntryState.Static"/> in the table of a
    /// bridge and <see cref="ForwardingEntryState.Permanent"/> in that of the link itself. It is always set on a listed entry.
    /// </summary>
    /// <remarks>bridge(8) assumes a permanent entry in both tables. In the table of a bridge, such an entry is an address of the host.</remarks>
    public ForwardingEntryState? State { get; init; }

    /// <summary>Gets the VLAN of the entry; 1 to 4094. <see langword="null"/> if there is none.</summary>
    /// <remarks>An entry of a port with VLANs that is added without a VLAN is added to every VLAN of the port.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? VlanId
    {
        get;
        init => field = BridgeTables.RequireVlan(value, nameof(VlanId));
    }

    /// <summary>Gets whether the entry stays on its port when a frame with the address arrives on another one (kernel 4.20). Such an entry cannot be permanent.</summary>
    public bool IsSticky { get; init; }

    /// <summary>Gets whether a control plane outside of the kernel has learned the entry, so that it does not age (<c>extern_learn</c>).</summary>
    public bool IsExternallyLearned { get; init; }

    /// <summary>Gets whether hardware forwards by the entry.</summary>
    public bool IsOffloaded { get; internal init; }

    /// <summary>Gets whether the entry is on a locked port that rejects the address until user space permits it (kernel 6.2).</summary>
    public bool IsLocked { get; internal init; }

    /// <summary>Gets the address of the other end of the tunnel, for a VXLAN link; <see langword="null"/> if there is none.</summary>
    public IPAddress? Destination { get; init; }

    /// <summary>Gets the UDP port of the other end of the tunnel; 1 to 65535. The kernel uses that of the VXLAN link if the value is <see langword="null"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? DestinationPort
    {
        get;
        init => field = NumberRange.Require(value, 1, ushort.MaxValue, nameof(DestinationPort));
    }

    /// <summary>Gets the network identifier (VNI) that frames are sent with; 0 to 16777215. The kernel uses that of the VXLAN link if the value is <see langword="null"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? NetworkId
    {
        get;
        init => field = NumberRange.Require(value, 0, MaxNetworkId, nameof(NetworkId));
    }

    /// <summary>Gets the network identifier of the entry on a VXLAN link that serves several networks (<c>src_vni</c>); 0 to 16777215. <see langword="null"/> if there is none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? SourceNetworkId
    {
        get;
        init => field = NumberRange.Require(value, 0, MaxNetworkId, nameof(SourceNetworkId));
    }

    /// <summary>Gets the index of the link that tunnel packets leave by (<c>via</c>); the kernel finds it if the value is <see langword="null"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? DestinationLinkIndex
    {
        get;
        init => field = NumberRange.Require(value, 1, int.MaxValue, nameof(DestinationLinkIndex));
    }

    /// <summary>
    /// Gets the ID of the nexthop object (<c>nhid</c>) that has the other ends of the tunnel; 1 to 2^32 - 1 (kernel 5.8). <see langword="null"/> if there
    /// is none. It excludes the four properties of one other end.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public long? NexthopId
    {
        get;
        init => field = NumberRange.Require(value, 1, uint.MaxValue, nameof(NexthopId));
    }

    /// <summary>Gets the time since the entry was last used, in steps of 10 ms; <see langword="null"/> if the kernel did not report it.</summary>
    public TimeSpan? SinceUsed { get; internal init; }

    /// <summary>Gets the time since the entry was last changed, in steps of 10 ms; <see langword="null"/> if the kernel did not report it.</summary>
    public TimeSpan? SinceUpdated { get; internal init; }

    internal const int AddressLength = 6;

    /// <summary>Returns the address and its place in the words of bridge(8), as in <c>02:fc:00:00:00:01 dev #5 vlan 10 static</c>.</summary>
    public override string ToString()
    {
        string address = string.Join(':', Address.GetAddressBytes().Select(part => $"{part:x2}"));
        string link = LinkIndex is { } index ? $" dev #{index}" : string.Empty;
        string vlan = VlanId is { } id ? $" vlan {id}" : string.Empty;
        string destination = Destination is null ? string.Empty : $" dst {Destination}";
        string table = IsSelf ? " self" : string.Empty;
        return $"{address}{link}{vlan}{destination}{table}{(State is { } state ? $" {state.ToString().ToLowerInvariant()}" : null)}";
    }

    internal void CopyAddress(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)(_address & uint.MaxValue));
        BinaryPrimitives.WriteUInt16BigEndian(bytes[4..], (ushort)(_address >> 32));
    }

    /// <exception cref="ArgumentException">Properties contradict each other.</exception>
    internal void RequireValid()
    {
        if (NexthopId is not null && (Destination is not null || DestinationPort is not null || NetworkId is not null || DestinationLinkIndex is not null))
        {
            throw new ArgumentException("An entry has either a nexthop object or its own destination, port, network identifier and link.");
        }

        if (IsSticky && State == ForwardingEntryState.Permanent)
        {
            throw new ArgumentException("A permanent entry is an address of the host, and cannot be sticky.");
        }
    }
}

/// <summary>Specifies how long an entry of a forwarding database lasts.</summary>
public enum ForwardingEntryState
{
    /// <summary>The entry does not age. In the table of a bridge, frames for the address go to the host (<c>permanent</c> or <c>local</c>).</summary>
    Permanent,

    /// <summary>The entry does not age.</summary>
    Static,

    /// <summary>The entry ages, and is removed after <see cref="BridgeInfo.AgeingTime"/> without use.</summary>
    Dynamic,

    /// <summary>The entry has aged, and will be removed. As a value for a new entry, this is the same as <see cref="Dynamic"/>.</summary>
    Stale,
}
