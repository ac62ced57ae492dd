using System.Net.Sockets;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.MulticastSchema;

namespace LinuxNamespaces.Network;

/// <summary>The requests about multicast databases.</summary>
internal static class MulticastMessages
{
    internal const int BufferSize = 256;

    /// <summary>What a source adds to a request at most.</summary>
    internal const int SourceSize = 24;

    internal const int AddressSize = 16;

    internal static NetlinkMessageWriter WriteList(Span<byte> buffer)
    {
        NetlinkMessageWriter request = new(buffer, Linux.RTM_GETMDB);
        request.WriteStruct<br_port_msg>().family = Linux.AF_BRIDGE;
        return request;
    }

    /// <param name="linkIndex">The index of the bridge.</param>
    internal static NetlinkMessageWriter WriteChange(Span<byte> buffer, ushort type, int flags, int linkIndex, MulticastEntry entry)
    {
        NetlinkMessageWriter request = new(buffer, type, flags);
        ref br_port_msg header = ref request.WriteStruct<br_port_msg>();
        header.family = Linux.AF_BRIDGE;
        header.ifindex = (uint)linkIndex;
        br_mdb_entry value = new()
        {
            ifindex = (uint)(entry.LinkIndex ?? linkIndex),
            state = entry.IsPermanent ? MDB_PERMANENT : (byte)0,
            vid = (ushort)(entry.VlanId ?? 0),
        };
        SetGroup(ref value.addr, entry);
        request.WriteStruct(MDBA_SET_ENTRY, value);
        bool isNew = type == Linux.RTM_NEWMDB;
        if (HasAttributes(entry, isNew))
        {
            NestedAttribute attributes = request.BeginNested(MDBA_SET_ENTRY_ATTRS);
            WriteAttributes(ref request, entry, isNew);
            request.EndNested(attributes);
        }

        return request;
    }

    /// <summary>Deletes many entries.</summary>
    /// <param name="linkIndex">The index of the bridge.</param>
    internal static NetlinkMessageWriter WriteFlush(Span<byte> buffer, int linkIndex, MulticastFilter filter)
    {
        NetlinkMessageWriter request = new(buffer, Linux.RTM_DELMDB, Linux.NLM_F_BULK);
        ref br_port_msg header = ref request.WriteStruct<br_port_msg>();
        header.family = Linux.AF_BRIDGE;
        header.ifindex = (uint)linkIndex;
        request.WriteStruct(MDBA_SET_ENTRY, new br_mdb_entry
        {
            ifindex = (uint)(filter.Port?.Index ?? 0),
            state = filter.IsPermanent == true ? MDB_PERMANENT : (byte)0,
            vid = (ushort)(filter.VlanId ?? 0),
        });
        if (filter.IsPermanent is not null || filter.Protocol is not null)
        {
            NestedAttribute attributes = request.BeginNested(MDBA_SET_ENTRY_ATTRS);
            request.WriteOptional(MDBE_ATTR_RTPROT, (byte?)filter.Protocol);
            request.WriteOptional(MDBE_ATTR_STATE_MASK, filter.IsPermanent is null ? null : MDB_PERMANENT);
            request.EndNested(attributes);
        }

        return request;
    }

    private static void SetGroup(ref br_mdb_entry.Group group, MulticastEntry entry)
    {
        Span<byte> address = stackalloc byte[AddressSize];
        if (entry.Group is { } ip)
        {
            ip.TryWriteBytes(address, out int written);
            group.Set(address[..written], ip.AddressFamily == AddressFamily.InterNetwork ? ETH_P_IP : ETH_P_IPV6);
        }
        else
        {
            group.Set(entry.LinkLayerGroup!.GetAddressBytes(), 0);
        }
    }

    /// <summary>Whether there is anything besides the structure. A request to delete has only what identifies the entry.</summary>
    private static bool HasAttributes(MulticastEntry entry, bool isNew) =>
        entry.Source is not null || entry.Destination is not null || entry.DestinationPort is not null || entry.NetworkId is not null
        || entry.SourceNetworkId is not null || entry.DestinationLinkIndex is not null
        || (isNew && (HasFilter(entry) || IsSettable(entry.Protocol)));

    private static void WriteAttributes(ref NetlinkMessageWriter request, MulticastEntry entry, bool isNew)
    {
        if (entry.Source is { } source)
        {
            request.WriteAddress(MDBE_ATTR_SOURCE, source);
        }

        if (isNew && HasFilter(entry))
        {
            WriteFilter(ref request, entry);
        }

        if (isNew && IsSettable(entry.Protocol))
        {
            request.WriteByte(MDBE_ATTR_RTPROT, (byte)entry.Protocol!.Value);
        }

        if (entry.Destination is { } destination)
        {
            request.WriteAddress(MDBE_ATTR_DST, destination);
        }

        if (entry.DestinationPort is { } port)
        {
            // In the byte order of the host, other than in a forwarding database.
            request.WriteUInt16(MDBE_ATTR_DST_PORT, (ushort)port);
        }

        WriteNumber(ref request, MDBE_ATTR_VNI, entry.NetworkId);
        WriteNumber(ref request, MDBE_ATTR_IFINDEX, entry.DestinationLinkIndex);
        WriteNumber(ref request, MDBE_ATTR_SRC_VNI, entry.SourceNetworkId);
    }

    private static void WriteFilter(ref NetlinkMessageWriter request, MulticastEntry entry)
    {
        if (entry.Sources.Count > 0)
        {
            NestedAttribute list = request.BeginNested(MDBE_ATTR_SRC_LIST);
            for (int i = 0; i < entry.Sources.Count; i++)
            {
                NestedAttribute element = request.BeginNested(MDBE_SRC_LIST_ENTRY);
                request.WriteAddress(MDBE_SRCATTR_ADDRESS, entry.Sources[i]);
                request.EndNested(element);
            }

            request.EndNested(list);
        }

        if (entry.FilterMode is { } mode)
        {
            request.WriteByte(MDBE_ATTR_GROUP_MODE, (byte)mode);
        }
    }

    /// <summary>
    /// The kernel reports the mode of an entry for one source, but does not accept it. The default mode without a list is left out, as an older kernel does
    /// not know the attribute.
    /// </summary>
    private static bool HasFilter(MulticastEntry entry) => entry.Source is null && (entry.Sources.Count > 0 || entry.FilterMode == MulticastFilterMode.Include);

    /// <summary>The kernel does not accept the protocols of its own entries, and Static is the default, which an older kernel does not know as an attribute.</summary>
    private static bool IsSettable(RouteProtocol? protocol) => protocol > RouteProtocol.Static;

    private static void WriteNumber(ref NetlinkMessageWriter request, int type, int? value)
    {
        if (value is { } number)
        {
            request.WriteInt32(type, number);
        }
    }
}
