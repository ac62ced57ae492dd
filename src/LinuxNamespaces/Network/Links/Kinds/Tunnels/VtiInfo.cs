using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Describes the settings of a virtual tunnel interface at one moment.</summary>
public sealed class VtiInfo : TunnelInfo
{
    private VtiInfo()
    {
    }

    /// <summary>Gets the mark by which the IPsec policy of received packets is found.</summary>
    public uint InputKey { get; private set; }

    /// <summary>Gets the mark by which the IPsec policy of sent packets is found.</summary>
    public uint OutputKey { get; private set; }

    internal override TunnelLayout Layout => VtiSchema.Layout;

    internal static VtiInfo Read(NetlinkAttributeReader data) => Read(new VtiInfo(), data);

    private protected override void Apply(NetlinkAttribute attribute)
    {
        switch (attribute.Type)
        {
            case VtiSchema.IFLA_VTI_IKEY:
                InputKey = attribute.ReadUInt32BigEndian();
                break;
            case VtiSchema.IFLA_VTI_OKEY:
                OutputKey = attribute.ReadUInt32BigEndian();
                break;
            default:
                base.Apply(attribute);
                break;
        }
    }
}
