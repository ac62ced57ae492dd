using System.Net;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Writes the attributes that links of all kinds have.</summary>
internal static class LinkAttributes
{
    /// <summary>The flags of a link (<c>ifi_flags</c>), and which of them are to change (<c>ifi_change</c>).</summary>
    /// <param name="except">A flag that stays as it is.</param>
    internal static (uint Flags, uint Change) Flags(LinkSettings settings, uint except = 0)
    {
        uint flags = 0;
        uint change = 0;
        Add(Linux.IFF_UP, settings.Up);
        Add(Linux.IFF_PROMISC, settings.Promiscuous);
        Add(Linux.IFF_ALLMULTI, settings.AllMulticast);
        Add(Linux.IFF_MULTICAST, settings.Multicast);
        Add(Linux.IFF_NOARP, !settings.Arp);
        Add(Linux.IFF_DYNAMIC, settings.Dynamic);
        return (flags, change);

        void Add(uint flag, bool? value)
        {
            if (value is { } set && flag != except)
            {
                flags |= set ? flag : 0;
                change |= flag;
            }
        }
    }

    /// <summary>Writes what the kernel takes when it creates a link as well as later, except for the name and the master.</summary>
    internal static void WriteForNew(ref NetlinkMessageWriter writer, LinkSettings settings)
    {
        writer.WriteOptional(Linux.IFLA_MTU, settings.Mtu);
        writer.WriteOptional(Linux.IFLA_TXQLEN, settings.TransmitQueueLength);
        writer.WriteOptional(Linux.IFLA_GROUP, settings.Group);
        WriteAddress(ref writer, Linux.IFLA_ADDRESS, settings.AddressBytes);
        WriteAddress(ref writer, Linux.IFLA_BROADCAST, settings.BroadcastAddressBytes);
        writer.WriteOptional(Linux.IFLA_GSO_MAX_SIZE, settings.GsoMaxSize);
        writer.WriteOptional(Linux.IFLA_GSO_MAX_SEGS, settings.GsoMaxSegments);
        writer.WriteOptional(Linux.IFLA_GRO_MAX_SIZE, settings.GroMaxSize);
        writer.WriteOptional(Linux.IFLA_GSO_IPV4_MAX_SIZE, settings.GsoIPv4MaxSize);
        writer.WriteOptional(Linux.IFLA_GRO_IPV4_MAX_SIZE, settings.GroIPv4MaxSize);
    }

    /// <summary>Writes everything that an existing link has, except for what only its kind has.</summary>
    internal static void WriteForExisting(ref NetlinkMessageWriter writer, LinkSettings settings)
    {
        if (settings.Name is { } name)
        {
            writer.WriteString(Linux.IFLA_IFNAME, name);
        }

        WriteForNew(ref writer, settings);
        // To the kernel an alias is not a string but bytes. None at all removes it.
        if (settings.Alias is { } alias)
        {
            writer.WriteUnterminatedString(Linux.IFLA_IFALIAS, alias);
        }

        writer.WriteOptional(Linux.IFLA_MASTER, settings.LeaveMaster ? 0 : settings.Master?.Index);
        writer.WriteOptional(Linux.IFLA_CARRIER, settings.Carrier);
        writer.WriteOptional(Linux.IFLA_PROTO_DOWN, settings.ProtocolDown);
        if (settings.IPv6AddressGenerationMode is not null || settings.IPv6Token is not null)
        {
            NestedAttribute families = writer.BeginNested(Linux.IFLA_AF_SPEC);
            NestedAttribute family = writer.BeginNested(Linux.AF_INET6);
            WriteIPv6(ref writer, settings.IPv6AddressGenerationMode, settings.IPv6Token);
            writer.EndNested(family);
            writer.EndNested(families);
        }
    }

    /// <summary>What the kernel ignores when it creates a link, and takes later; null if there is nothing of it.</summary>
    /// <param name="isPeer">Whether the link is the second of a pair, which the kernel neither sets up nor makes a port.</param>
    internal static LinkSettings? ForExisting(LinkSettings settings, bool isPeer)
    {
        if (settings is { Alias: null or "", Port: null, Carrier: null, ProtocolDown: null, IPv6AddressGenerationMode: null, IPv6Token: null }
            && !(isPeer && (settings.Master is not null || settings.Up == true)))
        {
            return null;
        }

        return new LinkSettings
        {
            Alias = settings.Alias,
            Up = isPeer ? settings.Up : null,
            Master = isPeer ? settings.Master : null,
            Port = settings.Port,
            Carrier = settings.Carrier,
            ProtocolDown = settings.ProtocolDown,
            IPv6AddressGenerationMode = settings.IPv6AddressGenerationMode,
            IPv6Token = settings.IPv6Token,
        };
    }

    private static void WriteAddress(ref NetlinkMessageWriter writer, int type, LinkLayerAddress? value)
    {
        if (value is not null)
        {
            writer.WriteBytes(type, value.Bytes);
        }
    }

    private static void WriteIPv6(ref NetlinkMessageWriter writer, IPv6AddressGenerationMode? mode, IPAddress? token)
    {
        if (mode is { } value)
        {
            writer.WriteByte(Linux.IFLA_INET6_ADDR_GEN_MODE, (byte)value);
        }

        if (token is not null)
        {
            writer.WriteAddress(Linux.IFLA_INET6_TOKEN, token);
        }
    }
}
