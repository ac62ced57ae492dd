using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Describes the settings that all tunnels over IPv6 have, at one moment.</summary>
public abstract class IPv6TunnelInfo : TunnelInfo
{
    private uint _flags;

    private protected IPv6TunnelInfo()
    {
    }

    /// <summary>Gets the hop limit of sent packets; 0 if the route decides.</summary>
    public byte HopLimit { get; private set; }

    /// <summary>Gets how many more times a sent packet may be encapsulated; <see langword="null"/> if there is no limit.</summary>
    public byte? EncapsulationLimit => Has(IPv6TunnelFlags.IP6_TNL_F_IGN_ENCAP_LIMIT) ? null : Limit;

    /// <summary>Gets the traffic class of sent packets.</summary>
    public byte TrafficClass { get; private set; }

    /// <summary>Gets whether the traffic class is copied from the packet inside.</summary>
    public bool InheritTrafficClass => Has(IPv6TunnelFlags.IP6_TNL_F_USE_ORIG_TCLASS);

    /// <summary>Gets the flow label of sent packets.</summary>
    public int FlowLabel { get; private set; }

    /// <summary>Gets whether the flow label is copied from the packet inside.</summary>
    public bool InheritFlowLabel => Has(IPv6TunnelFlags.IP6_TNL_F_USE_ORIG_FLOWLABEL);

    /// <summary>Gets whether a received packet gets the DSCP of the packet around it.</summary>
    public bool CopyDscp => Has(IPv6TunnelFlags.IP6_TNL_F_RCV_DSCP_COPY);

    /// <summary>Gets whether the mark by which sent packets are routed is that of the packet inside.</summary>
    public bool InheritFirewallMark => Has(IPv6TunnelFlags.IP6_TNL_F_USE_ORIG_FWMARK);

    /// <summary>Gets whether the address of the other end may be one of this host.</summary>
    public bool AllowLocalRemote => Has(IPv6TunnelFlags.IP6_TNL_F_ALLOW_LOCAL_REMOTE);

    /// <summary>Gets how packets are encapsulated in UDP.</summary>
    public TunnelEncapsulation Encapsulation { get; private set; } = TunnelEncapsulation.None;

    private byte Limit { get; set; }

    private protected override void Apply(NetlinkAttribute attribute)
    {
        int type = attribute.Type;
        if (type == Layout.TimeToLive)
        {
            HopLimit = attribute.ReadByte();
        }
        else if (type == Layout.EncapsulationLimit)
        {
            Limit = attribute.ReadByte();
        }
        else if (type == Layout.FlowInfo)
        {
            uint flowInfo = attribute.ReadUInt32BigEndian();
            FlowLabel = (int)(flowInfo & TunnelData.MaxFlowLabel);
            TrafficClass = unchecked((byte)(flowInfo >> IPv6TunnelFlags.TrafficClassShift));
        }
        else if (type == Layout.Flags)
        {
            _flags = attribute.ReadUInt32();
        }
        else if (type - Layout.Encapsulation is >= 0 and < 4 and int part)
        {
            Encapsulation = Encapsulation.With(part, attribute);
        }
        else
        {
            base.Apply(attribute);
        }
    }

    private bool Has(uint flag) => (_flags & flag) != 0;
}
