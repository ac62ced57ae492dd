using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The requests about the VLANs of bridges and ports: messages about links of the family AF_BRIDGE (linux/if_bridge.h).</summary>
internal static class BridgeVlanMessages
{
    internal const int BufferSize = 256;

    internal const ushort IFLA_BRIDGE_FLAGS = 0;
    internal const ushort IFLA_BRIDGE_MODE = 1;
    internal const ushort IFLA_BRIDGE_VLAN_INFO = 2;
    internal const ushort IFLA_BRIDGE_VLAN_TUNNEL_INFO = 3;
    internal const ushort IFLA_BRIDGE_VLAN_TUNNEL_ID = 1;
    internal const ushort IFLA_BRIDGE_VLAN_TUNNEL_VID = 2;
    internal const ushort IFLA_BRIDGE_VLAN_TUNNEL_FLAGS = 3;

    internal const ushort BRIDGE_FLAGS_SELF = 2;
    internal const ushort BRIDGE_VLAN_INFO_MASTER = 0x1;
    internal const ushort BRIDGE_VLAN_INFO_PVID = 0x2;
    internal const ushort BRIDGE_VLAN_INFO_UNTAGGED = 0x4;
    internal const ushort BRIDGE_VLAN_INFO_RANGE_BEGIN = 0x8;
    internal const ushort BRIDGE_VLAN_INFO_RANGE_END = 0x10;

    /// <summary>Gets the description of both RTM_SETLINK and RTM_DELLINK, which differ from those of other families.</summary>
    internal static NetlinkMessageSchema Schema { get; } = new(Linux.RTM_SETLINK, Unsafe.SizeOf<ifinfomsg>(), new NetlinkAttributeSet(
        new NetlinkAttributeSchema(Linux.IFLA_EXT_MASK, nameof(Linux.IFLA_EXT_MASK)),
        new NetlinkAttributeSchema(Linux.IFLA_AF_SPEC, nameof(Linux.IFLA_AF_SPEC))
        {
            Nested = new NetlinkAttributeSet(
                new(IFLA_BRIDGE_FLAGS, nameof(IFLA_BRIDGE_FLAGS)),
                new(IFLA_BRIDGE_MODE, nameof(IFLA_BRIDGE_MODE)),
                new(IFLA_BRIDGE_VLAN_INFO, nameof(IFLA_BRIDGE_VLAN_INFO)),
                new(IFLA_BRIDGE_VLAN_TUNNEL_INFO, nameof(IFLA_BRIDGE_VLAN_TUNNEL_INFO))
                {
                    Nested = new NetlinkAttributeSet(
                        new(IFLA_BRIDGE_VLAN_TUNNEL_ID, nameof(IFLA_BRIDGE_VLAN_TUNNEL_ID)),
                        new(IFLA_BRIDGE_VLAN_TUNNEL_VID, nameof(IFLA_BRIDGE_VLAN_TUNNEL_VID)),
                        new(IFLA_BRIDGE_VLAN_TUNNEL_FLAGS, nameof(IFLA_BRIDGE_VLAN_TUNNEL_FLAGS))),
                }),
        }));

    internal static IReadOnlyList<BridgeVlan> List(Link link)
    {
        NetlinkMessageWriter request = WriteList(stackalloc byte[BufferSize]);
        NetlinkOperation operation = new("list VLANs of", link.Name) { Schema = Schema };
        link.RequirePresent(operation);
        IReadOnlyList<Entry> entries = link.Connection.Dump(request, operation, Parse);
        link.RequirePresent(operation);
        // The kernel has no filter for this.
        return [.. entries.Where(entry => entry.LinkIndex == link.Index).SelectMany(entry => entry.Vlans)];
    }

    internal static NetlinkMessageWriter WriteList(Span<byte> buffer)
    {
        NetlinkMessageWriter request = new(buffer, Linux.RTM_GETLINK);
        request.WriteStruct<ifinfomsg>().ifi_family = Linux.AF_BRIDGE;
        request.WriteUInt32(Linux.IFLA_EXT_MASK, Linux.RTEXT_FILTER_BRVLAN_COMPRESSED);
        return request;
    }

    /// <param name="isBridge">Whether the link is the bridge, and not a port.</param>
    internal static NetlinkMessageWriter WriteAdd(Span<byte> buffer, int linkIndex, bool isBridge, BridgeVlan vlan)
    {
        NetlinkMessageWriter request = Start(buffer, Linux.RTM_SETLINK, linkIndex);
        NestedAttribute specification = request.BeginNested(Linux.IFLA_AF_SPEC);
        int flags = (vlan.IsPvid ? BRIDGE_VLAN_INFO_PVID : 0) | (vlan.IsUntagged ? BRIDGE_VLAN_INFO_UNTAGGED : 0);
        WriteVlan(ref request, isBridge, vlan, flags);
        if (vlan.TunnelId is { } tunnel)
        {
            bool isRange = vlan.FirstId != vlan.LastId;
            WriteTunnel(ref request, tunnel, vlan.FirstId, isRange ? BRIDGE_VLAN_INFO_RANGE_BEGIN : (ushort)0);
            if (isRange)
            {
                WriteTunnel(ref request, tunnel + (vlan.LastId - vlan.FirstId), vlan.LastId, BRIDGE_VLAN_INFO_RANGE_END);
            }
        }

        request.EndNested(specification);
        return request;
    }

    /// <param name="isBridge">Whether the link is the bridge, and not a port.</param>
    /// <param name="alsoOfBridge">Whether the VLANs of the bridge of a port are deleted, too.</param>
    internal static NetlinkMessageWriter WriteDelete(Span<byte> buffer, int linkIndex, bool isBridge, BridgeVlan vlan, bool alsoOfBridge = false)
    {
        NetlinkMessageWriter request = Start(buffer, Linux.RTM_DELLINK, linkIndex);
        NestedAttribute specification = request.BeginNested(Linux.IFLA_AF_SPEC);
        WriteVlan(ref request, isBridge, vlan, alsoOfBridge ? BRIDGE_VLAN_INFO_MASTER : 0);
        request.EndNested(specification);
        return request;
    }

    /// <summary>Reads the VLANs of a bridge or port; null for other messages.</summary>
    internal static Entry? Parse(in NetlinkMessage message)
    {
        ifinfomsg header = message.ReadStruct<ifinfomsg>();
        if (message.Type != Linux.RTM_NEWLINK || header.ifi_family != Linux.AF_BRIDGE)
        {
            return null;
        }

        List<BridgeVlan> vlans = [];
        List<BridgeVlan> tunnels = [];
        foreach (NetlinkAttribute attribute in message.AttributesAfter<ifinfomsg>())
        {
            if (attribute.Type == Linux.IFLA_AF_SPEC)
            {
                Read(attribute.Nested, vlans, tunnels);
            }
        }

        return new Entry(header.ifi_index, tunnels.Count == 0 ? vlans : [.. vlans.SelectMany(vlan => Divide(vlan, tunnels))]);
    }

    private static void Read(NetlinkAttributeReader specification, List<BridgeVlan> vlans, List<BridgeVlan> tunnels)
    {
        int? first = null;
        (int Vlan, int Tunnel)? firstTunnel = null;
        foreach (NetlinkAttribute attribute in specification)
        {
            if (attribute.Type == IFLA_BRIDGE_VLAN_INFO)
            {
                bridge_vlan_info info = attribute.ReadStruct<bridge_vlan_info>();
                BridgeVlan? vlan = Range(info.vid, info.flags, ref first);
                bool isSingle = vlan is not null && vlan.FirstId == vlan.LastId;
                vlans.AddIfPresent(vlan is null ? null : vlan with
                {
                    IsPvid = isSingle && (info.flags & BRIDGE_VLAN_INFO_PVID) != 0,
                    IsUntagged = (info.flags & BRIDGE_VLAN_INFO_UNTAGGED) != 0,
                });
            }
            else if (attribute.Type == IFLA_BRIDGE_VLAN_TUNNEL_INFO)
            {
                tunnels.AddIfPresent(ReadTunnel(attribute.Nested, ref firstTunnel));
            }
        }
    }

    private static BridgeVlan? ReadTunnel(NetlinkAttributeReader attributes, ref (int Vlan, int Tunnel)? first)
    {
        uint tunnel = 0;
        ushort vid = 0;
        ushort flags = 0;
        foreach (NetlinkAttribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case IFLA_BRIDGE_VLAN_TUNNEL_ID:
                    tunnel = attribute.ReadUInt32();
                    break;
                case IFLA_BRIDGE_VLAN_TUNNEL_VID:
                    vid = attribute.ReadUInt16();
                    break;
                case IFLA_BRIDGE_VLAN_TUNNEL_FLAGS:
                    flags = attribute.ReadUInt16();
                    break;
            }
        }

        int? firstVlan = first?.Vlan;
        BridgeVlan? range = Range(vid, flags, ref firstVlan);
        int start = (flags & BRIDGE_VLAN_INFO_RANGE_END) != 0 && first is { } begin ? begin.Tunnel : (int)Math.Min(tunnel, int.MaxValue);
        first = firstVlan is { } open ? (open, start) : null;
        return range is null ? null
            : start + (long)(range.LastId - range.FirstId) <= BridgeVlan.MaxTunnelId ? range with { TunnelId = start }
            : throw new InvalidDataException($"A VLAN of the kernel's message has the tunnel ID {tunnel}.");
    }

    /// <summary>Makes a range of its two ends.</summary>
    /// <param name="first">The start of a range whose end has not come yet.</param>
    /// <returns>Null at the start of a range.</returns>
    private static BridgeVlan? Range(int id, int flags, ref int? first)
    {
        if (id is < 1 or > BridgeVlan.MaxId || ((flags & BRIDGE_VLAN_INFO_RANGE_END) != 0 && !(first <= id)))
        {
            throw new InvalidDataException($"The kernel's message about VLAN {id} does not make sense.");
        }

        if ((flags & BRIDGE_VLAN_INFO_RANGE_BEGIN) != 0)
        {
            first = id;
            return null;
        }

        BridgeVlan range = (flags & BRIDGE_VLAN_INFO_RANGE_END) != 0 ? new BridgeVlan(first!.Value, id) : new BridgeVlan(id);
        first = null;
        return range;
    }

    /// <summary>Divides a range where the mapping to tunnels changes.</summary>
    private static IEnumerable<BridgeVlan> Divide(BridgeVlan vlan, List<BridgeVlan> tunnels)
    {
        for (int id = vlan.FirstId; id <= vlan.LastId;)
        {
            BridgeVlan? tunnel = tunnels.Find(tunnel => tunnel.Contains(id));
            int last = tunnel?.LastId ?? tunnels.Where(tunnel => tunnel.FirstId > id).Select(tunnel => tunnel.FirstId - 1).DefaultIfEmpty(vlan.LastId).Min();
            BridgeVlan part = new(id, Math.Min(last, vlan.LastId)) { IsUntagged = vlan.IsUntagged, TunnelId = tunnel?.TunnelId + (id - tunnel?.FirstId) };
            yield return part with { IsPvid = vlan.IsPvid };
            id = part.LastId + 1;
        }
    }

    private static void AddIfPresent(this List<BridgeVlan> list, BridgeVlan? vlan)
    {
        if (vlan is not null)
        {
            list.Add(vlan);
        }
    }

    private static NetlinkMessageWriter Start(Span<byte> buffer, ushort type, int linkIndex)
    {
        NetlinkMessageWriter request = new(buffer, type);
        ref ifinfomsg header = ref request.WriteStruct<ifinfomsg>();
        header.ifi_family = Linux.AF_BRIDGE;
        header.ifi_index = linkIndex;
        return request;
    }

    private static void WriteVlan(ref NetlinkMessageWriter request, bool isBridge, BridgeVlan vlan, int flags)
    {
        if (isBridge)
        {
            request.WriteUInt16(IFLA_BRIDGE_FLAGS, BRIDGE_FLAGS_SELF);
        }

        bool isRange = vlan.FirstId != vlan.LastId;
        Write(ref request, vlan.FirstId, isRange ? flags | BRIDGE_VLAN_INFO_RANGE_BEGIN : flags);
        if (isRange)
        {
            Write(ref request, vlan.LastId, flags | BRIDGE_VLAN_INFO_RANGE_END);
        }

        static void Write(ref NetlinkMessageWriter request, int id, int flags) =>
            request.WriteStruct(IFLA_BRIDGE_VLAN_INFO, new bridge_vlan_info { flags = (ushort)flags, vid = (ushort)id });
    }

    private static void WriteTunnel(ref NetlinkMessageWriter request, int tunnel, int vlan, ushort flags)
    {
        NestedAttribute nest = request.BeginNested(IFLA_BRIDGE_VLAN_TUNNEL_INFO);
        request.WriteUInt32(IFLA_BRIDGE_VLAN_TUNNEL_ID, (uint)tunnel);
        request.WriteUInt16(IFLA_BRIDGE_VLAN_TUNNEL_VID, (ushort)vlan);
        request.WriteUInt16(IFLA_BRIDGE_VLAN_TUNNEL_FLAGS, flags);
        request.EndNested(nest);
    }

    internal sealed record Entry(int LinkIndex, IReadOnlyList<BridgeVlan> Vlans);
}

/// <summary>struct bridge_vlan_info of linux/if_bridge.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct bridge_vlan_info
{
    internal ushort flags;
    internal ushort vid;
}
