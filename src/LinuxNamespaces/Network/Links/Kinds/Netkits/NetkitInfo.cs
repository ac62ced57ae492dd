using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Describes the settings of one end of a netkit pair at one moment. A property is <see langword="null"/> if the kernel did not report it.</summary>
public sealed record NetkitInfo
{
    private NetkitInfo()
    {
    }

    /// <summary>Gets whether this end is the primary one, by which the pair can be changed.</summary>
    public bool IsPrimary { get; private set; }

    /// <summary>Gets whether the ends pass frames or IP packets.</summary>
    public NetkitMode Mode { get; private set; }

    /// <summary>Gets what this end does with packets if it has no program.</summary>
    public NetkitPolicy Policy { get; private set; }

    /// <summary>Gets what the other end does with packets if it has no program.</summary>
    public NetkitPolicy? PeerPolicy { get; private set; }

    /// <summary>Gets whether mark and priority of a packet stay for the program of this end. Kernel 6.13.</summary>
    public NetkitScrub? Scrub { get; private set; }

    /// <summary>Gets whether mark and priority of a packet stay for the program of the other end. Kernel 6.13.</summary>
    public NetkitScrub? PeerScrub { get; private set; }

    /// <summary>Gets the room in front of each packet, in bytes. Kernel 6.14.</summary>
    public int? Headroom { get; private set; }

    /// <summary>Gets the room behind each packet, in bytes. Kernel 6.14.</summary>
    public int? Tailroom { get; private set; }

    internal static NetkitInfo Read(NetlinkAttributeReader data)
    {
        NetkitInfo info = new();
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
            case NetkitLink.IFLA_NETKIT_PRIMARY:
                IsPrimary = attribute.ReadByte() != 0;
                break;
            case NetkitLink.IFLA_NETKIT_MODE:
                Mode = (NetkitMode)attribute.ReadInt32();
                break;
            case NetkitLink.IFLA_NETKIT_POLICY:
                Policy = (NetkitPolicy)attribute.ReadInt32();
                break;
            case NetkitLink.IFLA_NETKIT_PEER_POLICY:
                PeerPolicy = (NetkitPolicy)attribute.ReadInt32();
                break;
            case NetkitLink.IFLA_NETKIT_SCRUB:
                Scrub = (NetkitScrub)attribute.ReadInt32();
                break;
            case NetkitLink.IFLA_NETKIT_PEER_SCRUB:
                PeerScrub = (NetkitScrub)attribute.ReadInt32();
                break;
            case NetkitLink.IFLA_NETKIT_HEADROOM:
                Headroom = attribute.ReadUInt16();
                break;
            case NetkitLink.IFLA_NETKIT_TAILROOM:
                Tailroom = attribute.ReadUInt16();
                break;
        }
    }
}

/// <summary>Specifies whether a netkit pair passes frames or IP packets (linux/if_link.h).</summary>
public enum NetkitMode
{
    /// <summary>Frames; the ends have link-layer addresses (NETKIT_L2).</summary>
    L2 = 0,

    /// <summary>IP packets, without ARP and neighbour discovery (NETKIT_L3).</summary>
    L3 = 1,
}

/// <summary>Specifies what an end of a netkit pair does with packets if it has no BPF program.</summary>
public enum NetkitPolicy
{
    /// <summary>They go to the other end (NETKIT_PASS).</summary>
    Forward = 0,

    /// <summary>They are dropped (NETKIT_DROP).</summary>
    Blackhole = 2,
}

/// <summary>Specifies whether mark and priority of a packet are cleared before the BPF program of a netkit end, if the two ends are in different namespaces.</summary>
public enum NetkitScrub
{
    /// <summary>They stay (NETKIT_SCRUB_NONE).</summary>
    None = 0,

    /// <summary>They are cleared (NETKIT_SCRUB_DEFAULT).</summary>
    Default = 1,
}
