using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Specifies what can be changed of a VLAN link. A property that is <see langword="null"/> is the kernel's default, or stays as it is.</summary>
/// <remarks>See ip-link(8), "VLAN type support".</remarks>
public record VlanSettings : LinkOptions<VlanLink>
{
    private const int MaxPriority = 7;
    private const VlanFlags AllFlags = VlanFlags.ReorderHeader | VlanFlags.Gvrp | VlanFlags.LooseBinding | VlanFlags.Mvrp | VlanFlags.BridgeBinding;

    /// <inheritdoc/>
    public override LinkKind<VlanLink> Kind => VlanLink.Kind;

    /// <summary>Gets all flags of the link. The kernel's default is <see cref="VlanFlags.ReorderHeader"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value contains an unknown flag.</exception>
    public VlanFlags? Flags
    {
        get;
        init => field = Defined.RequireFlags(value, AllFlags, nameof(Flags));
    }

    /// <summary>
    /// Gets the priority that a received packet gets, by the priority in its tag (0 to 7). The kernel's default is 0 for every packet. A change
    /// leaves the priorities that are not in the map as they are.
    /// </summary>
    public IReadOnlyDictionary<uint, uint>? IngressQos { get; init; }

    /// <summary>
    /// Gets the priority in the tag (0 to 7) of a sent packet, by the priority of the packet. The kernel's default is 0 for every packet. A change
    /// leaves the priorities that are not in the map as they are.
    /// </summary>
    public IReadOnlyDictionary<uint, uint>? EgressQos { get; init; }

    /// <inheritdoc/>
    protected override void Validate()
    {
        if ((IngressQos?.Keys ?? []).Concat(EgressQos?.Values ?? []).Any(priority => priority > MaxPriority))
        {
            throw new ArgumentException($"The priority in a VLAN tag is 0 to {MaxPriority}.");
        }
    }

    /// <inheritdoc/>
    protected override void WriteData(ref NetlinkMessageWriter writer)
    {
        WriteMap(ref writer, VlanLink.IFLA_VLAN_INGRESS_QOS, IngressQos);
        WriteMap(ref writer, VlanLink.IFLA_VLAN_EGRESS_QOS, EgressQos);
        if (Flags is { } flags)
        {
            writer.WriteStruct(VlanLink.IFLA_VLAN_FLAGS, new ifla_vlan_flags { flags = unchecked((uint)flags), mask = unchecked((uint)AllFlags) });
        }
    }

    private static void WriteMap(ref NetlinkMessageWriter writer, int type, IReadOnlyDictionary<uint, uint>? map)
    {
        if (map is null or { Count: 0 })
        {
            return;
        }

        NestedAttribute nest = writer.BeginNested(type);
        foreach ((uint from, uint to) in map)
        {
            writer.WriteStruct(VlanLink.IFLA_VLAN_QOS_MAPPING, new ifla_vlan_qos_mapping { from = from, to = to });
        }

        writer.EndNested(nest);
    }
}

/// <summary>Specifies a VLAN link.</summary>
public sealed record VlanOptions : VlanSettings
{
    private const int MaxId = 4094;

    /// <summary>Creates the options.</summary>
    /// <param name="parent">The link whose tagged frames the VLAN sends and receives. It can be in another namespace than the VLAN.</param>
    /// <param name="id">The number of the VLAN; 0 to 4094.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public VlanOptions(Link parent, int id)
    {
        ArgumentNullException.ThrowIfNull(parent);
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(id, MaxId);
        Parent = parent;
        Id = id;
    }

    /// <summary>Gets the number of the VLAN.</summary>
    public int Id { get; }

    /// <summary>Gets the protocol of the tag. Defaults to <see cref="VlanProtocol.Ieee8021Q"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a protocol.</exception>
    public VlanProtocol Protocol
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Protocol), value, "There is no such protocol.");
    }
    = VlanProtocol.Ieee8021Q;

    /// <inheritdoc/>
    protected override void WriteData(ref NetlinkMessageWriter writer)
    {
        writer.WriteUInt16BigEndian(VlanLink.IFLA_VLAN_PROTOCOL, (ushort)Protocol);
        writer.WriteUInt16(VlanLink.IFLA_VLAN_ID, (ushort)Id);
        base.WriteData(ref writer);
    }
}
