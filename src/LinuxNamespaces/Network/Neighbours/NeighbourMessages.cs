using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.NeighbourSchema;

namespace LinuxNamespaces.Network;

/// <summary>Writes and reads the messages about neighbours.</summary>
internal static class NeighbourMessages
{
    internal const int BufferSize = 192;

    // The flags of struct ndmsg, before the extended ones.
    private const int PlainFlags = (1 << ExtendedShift) - 1;

    internal static NetlinkMessageWriter WriteAdd(Span<byte> buffer, Neighbour neighbour, int flags)
    {
        NetlinkMessageWriter request = new(buffer, Linux.RTM_NEWNEIGH, flags);
        ref ndmsg header = ref WriteHeader(ref request, neighbour);
        header.ndm_state = unchecked((ushort)neighbour.EffectiveState);
        header.ndm_flags = (byte)((int)neighbour.Flags & PlainFlags);
        request.WriteAddress(NDA_DST, neighbour.Address);
        if (neighbour.LinkLayerBytes is { } bytes)
        {
            request.WriteBytes(NDA_LLADDR, bytes.Span);
        }

        if (unchecked((uint)neighbour.Flags) >> ExtendedShift is var extended and not 0)
        {
            request.WriteUInt32(NDA_FLAGS_EXT, extended);
        }

        if (neighbour.Protocol is { } protocol)
        {
            request.WriteByte(NDA_PROTOCOL, (byte)protocol);
        }

        return request;
    }

    internal static NetlinkMessageWriter WriteDelete(Span<byte> buffer, Neighbour neighbour)
    {
        NetlinkMessageWriter request = new(buffer, Linux.RTM_DELNEIGH);
        WriteHeader(ref request, neighbour).ndm_flags = (byte)(neighbour.Flags & NeighbourFlags.Proxy);
        request.WriteAddress(NDA_DST, neighbour.Address);
        return request;
    }

    internal static NetlinkMessageWriter WriteGet(Span<byte> buffer, Neighbour neighbour)
    {
        NetlinkMessageWriter request = new(buffer, Linux.RTM_GETNEIGH);
        WriteHeader(ref request, neighbour).ndm_flags = (byte)(neighbour.Flags & NeighbourFlags.Proxy);
        request.WriteAddress(NDA_DST, neighbour.Address);
        return request;
    }

    internal static NetlinkMessageWriter WriteList(Span<byte> buffer, int family, NeighbourFilter filter)
    {
        NetlinkMessageWriter request = new(buffer, Linux.RTM_GETNEIGH);
        ref ndmsg header = ref request.WriteStruct<ndmsg>();
        header.ndm_family = (byte)family;
        header.ndm_flags = filter.Proxy ? (byte)NTF_PROXY : (byte)0;
        if (filter.LinkIndex is { } link)
        {
            request.WriteInt32(NDA_IFINDEX, link);
        }

        if (filter.MasterIndex is { } master)
        {
            request.WriteInt32(NDA_MASTER, master);
        }

        return request;
    }

    private static ref ndmsg WriteHeader(ref NetlinkMessageWriter request, Neighbour neighbour)
    {
        ref ndmsg header = ref request.WriteStruct<ndmsg>();
        header.ndm_family = (byte)(neighbour.Family == AddressFamily.InterNetwork ? Linux.AF_INET : Linux.AF_INET6);
        header.ndm_ifindex = neighbour.LinkIndex ?? 0;
        return ref header;
    }

    internal static Neighbour? Parse(in NetlinkMessage message, LinkNames names) => message.Type == Linux.RTM_NEWNEIGH ? Read(message, names) : null;

    /// <summary>Reads a message about a neighbour that was added, changed or removed; null for an entry of a forwarding database.</summary>
    internal static Neighbour? Read(in NetlinkMessage message, LinkNames names)
    {
        ndmsg header = message.ReadStruct<ndmsg>();
        if (header.ndm_family is not ((byte)Linux.AF_INET or (byte)Linux.AF_INET6))
        {
            return null;
        }

        IPAddress? address = null;
        ValueList<byte>? linkLayer = null;
        NeighbourCacheInfo? cache = null;
        (uint? probes, uint extended, byte? protocol) = (null, 0, null);
        foreach (NetlinkAttribute attribute in message.AttributesAfter<ndmsg>())
        {
            switch (attribute.Type)
            {
                case NDA_DST:
                    address = attribute.ReadAddress();
                    break;
                case NDA_LLADDR:
                    linkLayer = attribute.Payload.Length == 0 ? null : new ValueList<byte>(attribute.Payload.ToArray());
                    break;
                case NDA_CACHEINFO:
                    cache = new NeighbourCacheInfo(attribute.ReadStruct<nda_cacheinfo>());
                    break;
                case NDA_PROBES:
                    probes = attribute.ReadUInt32();
                    break;
                case NDA_FLAGS_EXT:
                    extended = attribute.ReadUInt32();
                    break;
                case NDA_PROTOCOL:
                    protocol = attribute.ReadByte();
                    break;
            }
        }

        AddressFamily family = header.ndm_family == Linux.AF_INET ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
        if (address?.AddressFamily != family)
        {
            throw new InvalidDataException($"The kernel says that there is a neighbour {address}.");
        }

        return new Neighbour(address)
        {
            Link = names.Of(header.ndm_ifindex > 0 ? header.ndm_ifindex : null),
            LinkLayerBytes = linkLayer,
            State = (NeighbourState)header.ndm_state,
            Flags = unchecked((NeighbourFlags)(header.ndm_flags | (int)(extended << ExtendedShift))),
            Protocol = protocol is > 0 ? (RouteProtocol)protocol : null,
            Reported = (cache, probes),
        };
    }
}
