using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>A TUN or TAP link, whose packets a program sends and receives: see <see cref="TunDevice"/>.</summary>
/// <remarks>See ip-tuntap(8) and the kernel's networking/tuntap.rst.</remarks>
public sealed class TunLink : Link, ILinkKind<TunLink>
{
    internal const ushort IFLA_TUN_OWNER = 1;
    internal const ushort IFLA_TUN_GROUP = 2;
    internal const ushort IFLA_TUN_TYPE = 3;
    internal const ushort IFLA_TUN_PI = 4;
    internal const ushort IFLA_TUN_VNET_HDR = 5;
    internal const ushort IFLA_TUN_PERSIST = 6;
    internal const ushort IFLA_TUN_MULTI_QUEUE = 7;
    internal const ushort IFLA_TUN_NUM_QUEUES = 8;
    internal const ushort IFLA_TUN_NUM_DISABLED_QUEUES = 9;

    private TunLink(Link link)
        : base(link)
    {
    }

    /// <summary>Gets the kind <c>tun</c>, which both TUN and TAP links have.</summary>
    public static LinkKind<TunLink> Kind { get; } = new("tun", link => new TunLink(link))
    {
        Feature = "TUN and TAP links (CONFIG_TUN)",
        DataAttributes = new NetlinkAttributeSet(
            new(IFLA_TUN_OWNER, nameof(IFLA_TUN_OWNER)),
            new(IFLA_TUN_GROUP, nameof(IFLA_TUN_GROUP)),
            new(IFLA_TUN_TYPE, nameof(IFLA_TUN_TYPE)),
            new(IFLA_TUN_PI, nameof(IFLA_TUN_PI)),
            new(IFLA_TUN_VNET_HDR, nameof(IFLA_TUN_VNET_HDR)),
            new(IFLA_TUN_PERSIST, nameof(IFLA_TUN_PERSIST)),
            new(IFLA_TUN_MULTI_QUEUE, nameof(IFLA_TUN_MULTI_QUEUE)),
            new(IFLA_TUN_NUM_QUEUES, nameof(IFLA_TUN_NUM_QUEUES)),
            new(IFLA_TUN_NUM_DISABLED_QUEUES, nameof(IFLA_TUN_NUM_DISABLED_QUEUES))),
    };

    /// <summary>Gets the settings, as of <see cref="Link.Info"/>.</summary>
    public TunInfo Settings => TunInfo.Read(Info.GetKindData());
}

/// <summary>Describes the settings of a TUN or TAP link at one moment.</summary>
public sealed record TunInfo
{
    internal TunInfo()
    {
    }

    /// <summary>Gets what the packets are.</summary>
    public TunMode Mode { get; private set; } = TunMode.Tun;

    /// <summary>Gets the ID of the user that may attach to the link; <see langword="null"/> for users with CAP_NET_ADMIN only.</summary>
    public long? OwnerId { get; private set; }

    /// <summary>Gets the ID of the group that may attach to the link; <see langword="null"/> if there is none.</summary>
    public long? GroupId { get; private set; }

    /// <summary>Gets whether each packet starts with 4 bytes of flags and EtherType (struct tun_pi).</summary>
    public bool HasPacketInformation { get; private set; }

    /// <summary>Gets whether each packet starts with a header of struct virtio_net_hdr, after the packet information if there is one.</summary>
    public bool HasVirtioHeader { get; private set; }

    /// <summary>Gets whether the link stays when no program is attached to it.</summary>
    public bool IsPersistent { get; private set; }

    /// <summary>Gets whether several queues can be attached.</summary>
    public bool IsMultiQueue { get; private set; }

    /// <summary>Gets the number of attached queues that packets come to; <see langword="null"/> if the link has a single queue.</summary>
    public long? QueueCount { get; private set; }

    /// <summary>Gets the number of attached queues that are switched off; <see langword="null"/> if the link has a single queue.</summary>
    public long? DisabledQueueCount { get; private set; }

    internal static TunInfo Read(NetlinkAttributeReader data)
    {
        TunInfo info = new();
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
            case TunLink.IFLA_TUN_OWNER:
                OwnerId = attribute.ReadUInt32();
                break;
            case TunLink.IFLA_TUN_GROUP:
                GroupId = attribute.ReadUInt32();
                break;
            case TunLink.IFLA_TUN_TYPE:
                Mode = (TunMode)attribute.ReadByte();
                break;
            case TunLink.IFLA_TUN_PI:
                HasPacketInformation = attribute.ReadByte() != 0;
                break;
            case TunLink.IFLA_TUN_VNET_HDR:
                HasVirtioHeader = attribute.ReadByte() != 0;
                break;
            case TunLink.IFLA_TUN_PERSIST:
                IsPersistent = attribute.ReadByte() != 0;
                break;
            case TunLink.IFLA_TUN_MULTI_QUEUE:
                IsMultiQueue = attribute.ReadByte() != 0;
                break;
            case TunLink.IFLA_TUN_NUM_QUEUES:
                QueueCount = attribute.ReadUInt32();
                break;
            case TunLink.IFLA_TUN_NUM_DISABLED_QUEUES:
                DisabledQueueCount = attribute.ReadUInt32();
                break;
        }
    }
}

/// <summary>Specifies what the packets of a TUN or TAP link are.</summary>
public enum TunMode
{
    /// <summary>IP packets.</summary>
    Tun = Interop.Linux.IFF_TUN,

    /// <summary>Ethernet frames.</summary>
    Tap = Interop.Linux.IFF_TAP,
}
