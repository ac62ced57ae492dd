using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Describes the settings that all tunnels over IPv4 have, at one moment.</summary>
public abstract class IPv4TunnelInfo : TunnelInfo
{
    private protected IPv4TunnelInfo()
    {
    }

    /// <summary>Gets the TTL of sent packets; <see langword="null"/> if it is copied from the packet inside.</summary>
    public byte? TimeToLive { get; private set; }

    /// <summary>Gets the type of service of sent packets.</summary>
    public byte TypeOfService { get; private set; }

    /// <summary>Gets whether the type of service is copied from the packet inside.</summary>
    public bool InheritTypeOfService { get; private set; }

    /// <summary>Gets whether sent packets have the "don't fragment" bit.</summary>
    public bool PathMtuDiscovery { get; private set; }

    /// <summary>Gets how packets are encapsulated in UDP.</summary>
    public TunnelEncapsulation Encapsulation { get; private set; } = TunnelEncapsulation.None;

    private protected override void Apply(NetlinkAttribute attribute)
    {
        int type = attribute.Type;
        if (type == Layout.TimeToLive)
        {
            TimeToLive = attribute.ReadByte() is not 0 and byte ttl ? ttl : null;
        }
        else if (type == Layout.TypeOfService)
        {
            byte tos = attribute.ReadByte();
            TypeOfService = (byte)(tos & ~TunnelData.Inherit);
            InheritTypeOfService = (tos & TunnelData.Inherit) != 0;
        }
        else if (type == Layout.PathMtuDiscovery)
        {
            PathMtuDiscovery = attribute.ReadByte() != 0;
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
}
