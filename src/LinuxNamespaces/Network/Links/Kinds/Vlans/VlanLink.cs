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
