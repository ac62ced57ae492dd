using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

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
