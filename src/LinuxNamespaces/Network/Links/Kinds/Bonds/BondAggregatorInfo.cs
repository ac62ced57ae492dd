using System.Net.NetworkInformation;
using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.BondSchema;

namespace LinuxNamespaces.Network;

/// <summary>Describes the active aggregator of an 802.3ad bond at one moment.</summary>
public sealed record BondAggregatorInfo
{
    private BondAggregatorInfo()
    {
    }

    /// <summary>Gets the number of the aggregator.</summary>
    public int Id { get; private set; }

    /// <summary>Gets the number of its ports.</summary>
    public int PortCount { get; private set; }

    /// <summary>Gets the key of this system.</summary>
    public int ActorKey { get; private set; }

    /// <summary>Gets the key of the partner.</summary>
    public int PartnerKey { get; private set; }

    /// <summary>Gets the address of the partner.</summary>
    public PhysicalAddress PartnerAddress { get; private set; } = PhysicalAddress.None;

    internal static BondAggregatorInfo Read(NetlinkAttributeReader data)
    {
        BondAggregatorInfo info = new();
        foreach (NetlinkAttribute attribute in data)
        {
            switch (attribute.Type)
            {
                case IFLA_BOND_AD_INFO_AGGREGATOR:
                    info.Id = attribute.ReadUInt16();
                    break;
                case IFLA_BOND_AD_INFO_NUM_PORTS:
                    info.PortCount = attribute.ReadUInt16();
                    break;
                case IFLA_BOND_AD_INFO_ACTOR_KEY:
                    info.ActorKey = attribute.ReadUInt16();
                    break;
                case IFLA_BOND_AD_INFO_PARTNER_KEY:
                    info.PartnerKey = attribute.ReadUInt16();
                    break;
                case IFLA_BOND_AD_INFO_PARTNER_MAC:
                    info.PartnerAddress = new PhysicalAddress(attribute.Payload.ToArray());
                    break;
            }
        }

        return info;
    }
}
