using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>A virtual routing and forwarding domain (VRF): its ports use a routing table of their own.</summary>
/// <remarks>A link becomes a port of the VRF if the VRF is its master. See ip-link(8), "VRF type support", and the kernel's networking/vrf.rst.</remarks>
public sealed class VrfLink : Link, ILinkKind<VrfLink>
{
    internal const ushort IFLA_VRF_TABLE = 1;
    internal const ushort IFLA_VRF_PORT_TABLE = 1;

    private VrfLink(Link link)
        : base(link)
    {
    }

    /// <summary>Gets the kind <c>vrf</c>.</summary>
    public static LinkKind<VrfLink> Kind { get; } = new("vrf", link => new VrfLink(link))
    {
        Feature = "VRF links (CONFIG_NET_VRF)",
        DataAttributes = new NetlinkAttributeSet(new NetlinkAttributeSchema(IFLA_VRF_TABLE, nameof(IFLA_VRF_TABLE))),
        PortAttributes = new NetlinkAttributeSet(new NetlinkAttributeSchema(IFLA_VRF_PORT_TABLE, nameof(IFLA_VRF_PORT_TABLE))),
    };

    /// <summary>Gets the settings, as of <see cref="Link.Info"/>.</summary>
    public VrfInfo Settings => VrfInfo.Read(Info.GetKindData());
}

/// <summary>Specifies a VRF link. The kernel cannot change its table.</summary>
public sealed record VrfOptions : LinkOptions<VrfLink>
{
    /// <summary>Creates the options.</summary>
    /// <param name="table">The routing table of the ports; 1 to 2^32 - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The table is out of range.</exception>
    public VrfOptions(long table)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(table, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(table, uint.MaxValue);
        Table = table;
    }

    /// <inheritdoc/>
    public override LinkKind<VrfLink> Kind => VrfLink.Kind;

    /// <summary>Gets the routing table of the ports.</summary>
    public long Table { get; }

    /// <inheritdoc/>
    protected override void WriteData(ref NetlinkMessageWriter writer) => writer.WriteUInt32(VrfLink.IFLA_VRF_TABLE, (uint)Table);

    /// <inheritdoc/>
    protected override void ValidateChange(VrfLink link) =>
        throw new ArgumentException($"The kernel cannot change the table of a VRF. {nameof(LinkSettings)} change what links of all kinds have.");
}

/// <summary>Describes the settings of a VRF link at one moment.</summary>
public sealed record VrfInfo
{
    private VrfInfo()
    {
    }

    /// <summary>Gets the routing table of the ports.</summary>
    public long Table { get; private set; }

    internal static VrfInfo Read(NetlinkAttributeReader data)
    {
        VrfInfo info = new();
        foreach (NetlinkAttribute attribute in data)
        {
            if (attribute.Type == VrfLink.IFLA_VRF_TABLE)
            {
                info.Table = attribute.ReadUInt32();
            }
        }

        return info;
    }
}

/// <summary>Describes a port of a VRF link at one moment.</summary>
public sealed record VrfPortInfo
{
    private VrfPortInfo()
    {
    }

    /// <summary>Gets the routing table of the port.</summary>
    public long Table { get; private set; }

    /// <summary>Reads what <see cref="Link.Info"/> tells about a port.</summary>
    /// <param name="link">The link.</param>
    /// <returns>The description; <see langword="null"/> if the link is not a port of a VRF.</returns>
    public static VrfPortInfo? Of(Link link)
    {
        ArgumentNullException.ThrowIfNull(link);
        return link.Info.PortKind == VrfLink.Kind.Name ? Read(link.Info.GetPortData()) : null;
    }

    internal static VrfPortInfo Read(NetlinkAttributeReader data)
    {
        VrfPortInfo info = new();
        foreach (NetlinkAttribute attribute in data)
        {
            if (attribute.Type == VrfLink.IFLA_VRF_PORT_TABLE)
            {
                info.Table = attribute.ReadUInt32();
            }
        }

        return info;
    }
}
