using System.Net;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Describes the settings that all tunnels between two IP addresses have, at one moment.</summary>
public abstract class TunnelInfo
{
    private protected TunnelInfo()
    {
    }

    /// <summary>Gets the address of this end; <see langword="null"/> if the kernel chooses it.</summary>
    public IPAddress? Local { get; private set; }

    /// <summary>Gets the address of the other end; <see langword="null"/> if there is none.</summary>
    public IPAddress? Remote { get; private set; }

    /// <summary>
    /// Gets the index of the link that packets are sent through, in the namespace where the tunnel was created; <see langword="null"/> if the
    /// routes decide.
    /// </summary>
    public int? UnderlyingIndex { get; private set; }

    /// <summary>Gets the mark by which sent packets are routed; 0 for none.</summary>
    public uint FirewallMark { get; private set; }

    /// <summary>Gets whether an external control plane gives each packet its addresses and header fields.</summary>
    public bool IsExternal { get; private set; }

    internal abstract TunnelLayout Layout { get; }

    /// <summary>Reads all attributes of a tunnel.</summary>
    internal static TInfo Read<TInfo>(TInfo info, NetlinkAttributeReader data)
        where TInfo : TunnelInfo
    {
        foreach (NetlinkAttribute attribute in data)
        {
            info.Apply(attribute);
        }

        return info;
    }

    private protected virtual void Apply(NetlinkAttribute attribute)
    {
        int type = attribute.Type;
        if (type == Layout.Local)
        {
            Local = TunnelData.ReadAddress(attribute);
        }
        else if (type == Layout.Remote)
        {
            Remote = TunnelData.ReadAddress(attribute);
        }
        else if (type == Layout.Link)
        {
            UnderlyingIndex = attribute.ReadInt32() is not 0 and int index ? index : null;
        }
        else if (type == Layout.FirewallMark)
        {
            FirewallMark = attribute.ReadUInt32();
        }
        else if (type == Layout.CollectMetadata && type != 0)
        {
            IsExternal = true;
        }
    }
}
