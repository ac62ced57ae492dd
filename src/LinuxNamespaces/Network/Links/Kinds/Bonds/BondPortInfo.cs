using System.Net.NetworkInformation;
using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.BondSchema;

namespace LinuxNamespaces.Network;

/// <summary>Describes a port of a bond at one moment. A property is <see langword="null"/> if the kernel did not report it.</summary>
public sealed record BondPortInfo
{
    private BondPortInfo()
    {
    }

    /// <summary>Gets whether the port is a backup, and not active.</summary>
    public bool IsBackup { get; private set; }

    /// <summary>Gets the state of the monitored link.</summary>
    public BondPortLinkState LinkState { get; private set; }

    /// <summary>Gets how often the link has failed.</summary>
    public long LinkFailureCount { get; private set; }

    /// <summary>Gets the link-layer address that the port had before it was a port.</summary>
    public PhysicalAddress PermanentAddress { get; private set; } = PhysicalAddress.None;

    /// <summary>Gets the number of the transmit queue whose packets prefer the port; 0 for none.</summary>
    public int QueueId { get; private set; }

    /// <summary>Gets the priority by which the next active port is chosen. Kernel 6.0.</summary>
    public int? Priority { get; private set; }

    /// <summary>Gets the number of the aggregator of the port; only with 802.3ad.</summary>
    public int? AggregatorId { get; private set; }

    /// <summary>Gets the LACP state of this end (LACP_STATE of linux/if_bonding.h); only with 802.3ad.</summary>
    public int? ActorPortState { get; private set; }

    /// <summary>Gets the LACP state of the partner (LACP_STATE of linux/if_bonding.h); only with 802.3ad.</summary>
    public int? PartnerPortState { get; private set; }

    /// <summary>Gets the priority of the port in LACP packets; only with 802.3ad. Kernel 6.18.</summary>
    public int? ActorPortPriority { get; private set; }

    /// <summary>Reads what <see cref="Link.Info"/> tells about a port.</summary>
    /// <param name="link">The link.</param>
    /// <returns>The description; <see langword="null"/> if the link is not a port of a bond.</returns>
    public static BondPortInfo? Of(Link link)
    {
        ArgumentNullException.ThrowIfNull(link);
        return link.Info.PortKind == BondLink.Kind.Name ? Read(link.Info.GetPortData()) : null;
    }

    internal static BondPortInfo Read(NetlinkAttributeReader data)
    {
        BondPortInfo info = new();
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
            case IFLA_BOND_SLAVE_STATE:
                IsBackup = attribute.ReadByte() != 0;
                break;
            case IFLA_BOND_SLAVE_MII_STATUS:
                LinkState = (BondPortLinkState)attribute.ReadByte();
                break;
            case IFLA_BOND_SLAVE_LINK_FAILURE_COUNT:
                LinkFailureCount = attribute.ReadUInt32();
                break;
            case IFLA_BOND_SLAVE_PERM_HWADDR:
                PermanentAddress = new PhysicalAddress(attribute.Payload.ToArray());
                break;
            case IFLA_BOND_SLAVE_QUEUE_ID:
                QueueId = attribute.ReadUInt16();
                break;
            case IFLA_BOND_SLAVE_PRIO:
                Priority = attribute.ReadInt32();
                break;
            case IFLA_BOND_SLAVE_AD_AGGREGATOR_ID:
                AggregatorId = attribute.ReadUInt16();
                break;
            case IFLA_BOND_SLAVE_AD_ACTOR_OPER_PORT_STATE:
                ActorPortState = attribute.ReadByte();
                break;
            case IFLA_BOND_SLAVE_AD_PARTNER_OPER_PORT_STATE:
                PartnerPortState = attribute.ReadUInt16();
                break;
            case IFLA_BOND_SLAVE_ACTOR_PORT_PRIO:
                ActorPortPriority = attribute.ReadUInt16();
                break;
        }
    }
}

/// <summary>Specifies the state of the link of a port of a bond, as its monitor sees it (linux/if_bonding.h).</summary>
public enum BondPortLinkState
{
    /// <summary>It is up (BOND_LINK_UP).</summary>
    Up = 0,

    /// <summary>It has just failed, and <see cref="BondOptions.DownDelay"/> is not over (BOND_LINK_FAIL).</summary>
    Failing = 1,

    /// <summary>It is down (BOND_LINK_DOWN).</summary>
    Down = 2,

    /// <summary>It has come back, and <see cref="BondOptions.UpDelay"/> is not over (BOND_LINK_BACK).</summary>
    Returning = 3,
}
