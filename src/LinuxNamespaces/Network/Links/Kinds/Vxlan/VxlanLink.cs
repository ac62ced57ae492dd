using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>A VXLAN: an Ethernet network whose frames travel in UDP packets.</summary>
/// <remarks>See ip-link(8), "VXLAN type support", and the kernel's networking/vxlan.rst.</remarks>
public sealed class VxlanLink : Link, ILinkKind<VxlanLink>
{
    internal const ushort IFLA_VXLAN_ID = 1;
    internal const ushort IFLA_VXLAN_GROUP = 2;
    internal const ushort IFLA_VXLAN_LINK = 3;
    internal const ushort IFLA_VXLAN_LOCAL = 4;
    internal const ushort IFLA_VXLAN_TTL = 5;
    internal const ushort IFLA_VXLAN_TOS = 6;
    internal const ushort IFLA_VXLAN_LEARNING = 7;
    internal const ushort IFLA_VXLAN_AGEING = 8;
    internal const ushort IFLA_VXLAN_LIMIT = 9;
    internal const ushort IFLA_VXLAN_PORT_RANGE = 10;
    internal const ushort IFLA_VXLAN_PROXY = 11;
    internal const ushort IFLA_VXLAN_RSC = 12;
    internal const ushort IFLA_VXLAN_L2MISS = 13;
    internal const ushort IFLA_VXLAN_L3MISS = 14;
    internal const ushort IFLA_VXLAN_PORT = 15;
    internal const ushort IFLA_VXLAN_GROUP6 = 16;
    internal const ushort IFLA_VXLAN_LOCAL6 = 17;
    internal const ushort IFLA_VXLAN_UDP_CSUM = 18;
    internal const ushort IFLA_VXLAN_UDP_ZERO_CSUM6_TX = 19;
    internal const ushort IFLA_VXLAN_UDP_ZERO_CSUM6_RX = 20;
    internal const ushort IFLA_VXLAN_REMCSUM_TX = 21;
    internal const ushort IFLA_VXLAN_REMCSUM_RX = 22;
    internal const ushort IFLA_VXLAN_GBP = 23;
    internal const ushort IFLA_VXLAN_REMCSUM_NOPARTIAL = 24;
    internal const ushort IFLA_VXLAN_COLLECT_METADATA = 25;
    internal const ushort IFLA_VXLAN_LABEL = 26;
    internal const ushort IFLA_VXLAN_GPE = 27;
    internal const ushort IFLA_VXLAN_TTL_INHERIT = 28;
    internal const ushort IFLA_VXLAN_DF = 29;
    internal const ushort IFLA_VXLAN_VNIFILTER = 30;
    internal const ushort IFLA_VXLAN_LOCALBYPASS = 31;
    internal const ushort IFLA_VXLAN_LABEL_POLICY = 32;
    internal const ushort IFLA_VXLAN_RESERVED_BITS = 33;

    private VxlanLink(Link link)
        : base(link)
    {
    }

    /// <summary>Gets the kind <c>vxlan</c>.</summary>
    public static LinkKind<VxlanLink> Kind { get; } = new("vxlan", link => new VxlanLink(link))
    {
        Feature = "VXLAN links (CONFIG_VXLAN)",
        DataAttributes = new NetlinkAttributeSet(
            new(IFLA_VXLAN_ID, nameof(IFLA_VXLAN_ID)),
            new(IFLA_VXLAN_GROUP, nameof(IFLA_VXLAN_GROUP)),
            new(IFLA_VXLAN_LINK, nameof(IFLA_VXLAN_LINK)),
            new(IFLA_VXLAN_LOCAL, nameof(IFLA_VXLAN_LOCAL)),
            new(IFLA_VXLAN_TTL, nameof(IFLA_VXLAN_TTL)),
            new(IFLA_VXLAN_TOS, nameof(IFLA_VXLAN_TOS)),
            new(IFLA_VXLAN_LEARNING, nameof(IFLA_VXLAN_LEARNING)),
            new(IFLA_VXLAN_AGEING, nameof(IFLA_VXLAN_AGEING)),
            new(IFLA_VXLAN_LIMIT, nameof(IFLA_VXLAN_LIMIT)),
            new(IFLA_VXLAN_PORT_RANGE, nameof(IFLA_VXLAN_PORT_RANGE)),
            new(IFLA_VXLAN_PROXY, nameof(IFLA_VXLAN_PROXY)),
            new(IFLA_VXLAN_RSC, nameof(IFLA_VXLAN_RSC)),
            new(IFLA_VXLAN_L2MISS, nameof(IFLA_VXLAN_L2MISS)),
            new(IFLA_VXLAN_L3MISS, nameof(IFLA_VXLAN_L3MISS)),
            new(IFLA_VXLAN_PORT, nameof(IFLA_VXLAN_PORT)),
            new(IFLA_VXLAN_GROUP6, nameof(IFLA_VXLAN_GROUP6)),
            new(IFLA_VXLAN_LOCAL6, nameof(IFLA_VXLAN_LOCAL6)),
            new(IFLA_VXLAN_UDP_CSUM, nameof(IFLA_VXLAN_UDP_CSUM)),
            new(IFLA_VXLAN_UDP_ZERO_CSUM6_TX, nameof(IFLA_VXLAN_UDP_ZERO_CSUM6_TX)),
            new(IFLA_VXLAN_UDP_ZERO_CSUM6_RX, nameof(IFLA_VXLAN_UDP_ZERO_CSUM6_RX)),
            new(IFLA_VXLAN_REMCSUM_TX, nameof(IFLA_VXLAN_REMCSUM_TX)),
            new(IFLA_VXLAN_REMCSUM_RX, nameof(IFLA_VXLAN_REMCSUM_RX)),
            new(IFLA_VXLAN_GBP, nameof(IFLA_VXLAN_GBP)),
            new(IFLA_VXLAN_REMCSUM_NOPARTIAL, nameof(IFLA_VXLAN_REMCSUM_NOPARTIAL)),
            new(IFLA_VXLAN_COLLECT_METADATA, nameof(IFLA_VXLAN_COLLECT_METADATA)),
            new(IFLA_VXLAN_LABEL, nameof(IFLA_VXLAN_LABEL)),
            new(IFLA_VXLAN_GPE, nameof(IFLA_VXLAN_GPE)),
            new(IFLA_VXLAN_TTL_INHERIT, nameof(IFLA_VXLAN_TTL_INHERIT)),
            new(IFLA_VXLAN_DF, nameof(IFLA_VXLAN_DF)),
            new(IFLA_VXLAN_VNIFILTER, nameof(IFLA_VXLAN_VNIFILTER)),
            new(IFLA_VXLAN_LOCALBYPASS, nameof(IFLA_VXLAN_LOCALBYPASS)),
            new(IFLA_VXLAN_LABEL_POLICY, nameof(IFLA_VXLAN_LABEL_POLICY)),
            new(IFLA_VXLAN_RESERVED_BITS, nameof(IFLA_VXLAN_RESERVED_BITS))),
    };

    /// <summary>Gets the settings, as of <see cref="Link.Info"/>.</summary>
    public VxlanInfo Settings => VxlanInfo.Read(Info.GetKindData());
}
