using System.Runtime.InteropServices;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>A VLAN on another link: it sends and receives the frames that carry its tag.</summary>
/// <remarks>See ip-link(8), "VLAN type support".</remarks>
public sealed class VlanLink : Link, ILinkKind<VlanLink>
{
    internal const ushort IFLA_VLAN_ID = 1;
    internal const ushort IFLA_VLAN_FLAGS = 2;
    internal const ushort IFLA_VLAN_EGRESS_QOS = 3;
    internal const ushort IFLA_VLAN_INGRESS_QOS = 4;
    internal const ushort IFLA_VLAN_PROTOCOL = 5;
    internal const ushort IFLA_VLAN_QOS_MAPPING = 1;

    private static readonly NetlinkAttributeSet s_mapping = new(new NetlinkAttributeSchema(IFLA_VLAN_QOS_MAPPING, nameof(IFLA_VLAN_QOS_MAPPING)));

    private VlanLink(Link link)
        : base(link)
    {
    }

    /// <summary>Gets the kind <c>vlan</c>.</summary>
    public static LinkKind<VlanLink> Kind { get; } = new("vlan", link => new VlanLink(link))
    {
        Feature = "VLAN links (CONFIG_VLAN_8021Q)",
        DataAttributes = new NetlinkAttributeSet(
            new(IFLA_VLAN_ID, nameof(IFLA_VLAN_ID)),
            new(IFLA_VLAN_FLAGS, nameof(IFLA_VLAN_FLAGS)),
            new(IFLA_VLAN_EGRESS_QOS, nameof(IFLA_VLAN_EGRESS_QOS)) { Nested = s_mapping },
            new(IFLA_VLAN_INGRESS_QOS, nameof(IFLA_VLAN_INGRESS_QOS)) { Nested = s_mapping },
            new(IFLA_VLAN_PROTOCOL, nameof(IFLA_VLAN_PROTOCOL))),
    };

    /// <summary>Gets the settings, as of <see cref="Link.Info"/>.</summary>
    public VlanInfo Settings => VlanInfo.Read(Info.GetKindData());
}

/// <summary>Specifies a VLAN link.</summary>
public sealed record VlanOptions : LinkOptions<VlanLink>
{
    /// <summary>Creates the options.</summary>
    /// <param name="parent">The link whose tagged frames the VLAN sends and receives. It can be in another namespace than the VLAN.</param>
    /// <param name="id">The number of the VLAN; 0 to 4094.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public VlanOptions(Link parent, int id)
    {
        ArgumentNullException.ThrowIfNull(parent);
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(id, 4094);
        Parent = parent;
        Id = id;
    }

    /// <inheritdoc/>
    public override LinkKind<VlanLink> Kind => VlanLink.Kind;

    /// <summary>Gets the number of the VLAN.</summary>
    public int Id { get; }

    /// <summary>Gets the protocol of the tag. Defaults to <see cref="VlanProtocol.Ieee8021Q"/>.</summary>
    public VlanProtocol Protocol { get; init; } = VlanProtocol.Ieee8021Q;

    /// <summary>Gets the flags. Defaults to <see cref="VlanFlags.ReorderHeader"/>, as in the kernel.</summary>
    public VlanFlags Flags { get; init; } = VlanFlags.ReorderHeader;

    /// <summary>Gets the priority that a received packet gets, by the priority in its tag (0 to 7). Defaults to an empty map: every packet gets 0.</summary>
    public IReadOnlyDictionary<uint, uint> IngressQos { get; init; } = new Dictionary<uint, uint>();

    /// <summary>Gets the priority in the tag (0 to 7) of a sent packet, by the priority of the packet. Defaults to an empty map: every tag has 0.</summary>
    public IReadOnlyDictionary<uint, uint> EgressQos { get; init; } = new Dictionary<uint, uint>();

    /// <inheritdoc/>
    protected override void Validate()
    {
        if (IngressQos.Keys.Concat(EgressQos.Values).Any(priority => priority > 7))
        {
            throw new ArgumentException("The priority in a VLAN tag is 0 to 7.");
        }
    }

    /// <inheritdoc/>
    protected override void WriteData(ref NetlinkMessageWriter writer)
    {
        writer.WriteUInt16BigEndian(VlanLink.IFLA_VLAN_PROTOCOL, (ushort)Protocol);
        writer.WriteUInt16(VlanLink.IFLA_VLAN_ID, (ushort)Id);
        WriteMap(ref writer, VlanLink.IFLA_VLAN_INGRESS_QOS, IngressQos);
        WriteMap(ref writer, VlanLink.IFLA_VLAN_EGRESS_QOS, EgressQos);
        // A kernel that does not know a flag rejects it, so only what differs from the default is sent.
        if (Flags != VlanFlags.ReorderHeader)
        {
            writer.WriteStruct(VlanLink.IFLA_VLAN_FLAGS, new ifla_vlan_flags { flags = unchecked((uint)Flags), mask = unchecked((uint)(Flags ^ VlanFlags.ReorderHeader)) });
        }
    }

    private static void WriteMap(ref NetlinkMessageWriter writer, int type, IReadOnlyDictionary<uint, uint> map)
    {
        if (map.Count == 0)
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

/// <summary>Describes the settings of a VLAN link at one moment.</summary>
public sealed class VlanInfo
{
    private readonly Dictionary<uint, uint> _ingressQos = [];
    private readonly Dictionary<uint, uint> _egressQos = [];

    internal VlanInfo()
    {
    }

    /// <summary>Gets the number of the VLAN.</summary>
    public int Id { get; private set; }

    /// <summary>Gets the protocol of the tag.</summary>
    public VlanProtocol Protocol { get; private set; }

    /// <summary>Gets the flags.</summary>
    public VlanFlags Flags { get; private set; }

    /// <summary>Gets the priority that a received packet gets, by the priority in its tag. What is missing gets 0.</summary>
    public IReadOnlyDictionary<uint, uint> IngressQos => _ingressQos;

    /// <summary>Gets the priority in the tag of a sent packet, by the priority of the packet. What is missing gets 0.</summary>
    public IReadOnlyDictionary<uint, uint> EgressQos => _egressQos;

    internal static VlanInfo Read(NetlinkAttributeReader data)
    {
        VlanInfo info = new();
        foreach (NetlinkAttribute attribute in data)
        {
            info.Apply(attribute);
        }

        return info;
    }

    private void Apply(NetlinkAttribute attribute)
    {
        switch (attribute.Type)
        {
            case VlanLink.IFLA_VLAN_ID:
                Id = attribute.ReadUInt16();
                break;
            case VlanLink.IFLA_VLAN_PROTOCOL:
                Protocol = (VlanProtocol)attribute.ReadUInt16BigEndian();
                break;
            case VlanLink.IFLA_VLAN_FLAGS:
                Flags = unchecked((VlanFlags)attribute.ReadStruct<ifla_vlan_flags>().flags);
                break;
            case VlanLink.IFLA_VLAN_INGRESS_QOS:
                ReadMap(attribute, _ingressQos);
                break;
            case VlanLink.IFLA_VLAN_EGRESS_QOS:
                ReadMap(attribute, _egressQos);
                break;
        }
    }

    private static void ReadMap(NetlinkAttribute attribute, Dictionary<uint, uint> map)
    {
        foreach (NetlinkAttribute mapping in attribute.Nested)
        {
            ifla_vlan_qos_mapping pair = mapping.ReadStruct<ifla_vlan_qos_mapping>();
            map[pair.from] = pair.to;
        }
    }
}

/// <summary>Specifies the protocol of a VLAN tag.</summary>
public enum VlanProtocol
{
    /// <summary>IEEE 802.1Q: the tag of a customer (ETH_P_8021Q).</summary>
    Ieee8021Q = 0x8100,

    /// <summary>IEEE 802.1ad: the outer tag of a provider (ETH_P_8021AD).</summary>
    Ieee8021AD = 0x88A8,
}

[StructLayout(LayoutKind.Sequential)]
internal struct ifla_vlan_flags
{
    internal uint flags;
    internal uint mask;
}

[StructLayout(LayoutKind.Sequential)]
internal struct ifla_vlan_qos_mapping
{
    internal uint from;
    internal uint to;
}

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
