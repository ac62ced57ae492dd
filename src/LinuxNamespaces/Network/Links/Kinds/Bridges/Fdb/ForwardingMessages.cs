using System.Net;
using System.Net.NetworkInformation;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The requests about forwarding databases: messages about neighbours of the family AF_BRIDGE.</summary>
internal static class ForwardingMessages
{
    internal const int BufferSize = 256;

    private const ushort StateMask = NeighbourSchema.NUD_PERMANENT | NeighbourSchema.NUD_NOARP;

    internal static NetlinkMessageWriter WriteList(Span<byte> buffer, int linkIndex, bool isBridge, ForwardingFilter filter)
    {
        NetlinkMessageWriter request = new(buffer, Linux.RTM_GETNEIGH);
        ref ndmsg header = ref request.WriteStruct<ndmsg>();
        header.ndm_family = Linux.AF_BRIDGE;
        header.ndm_ifindex = isBridge ? filter.Port?.Index ?? 0 : linkIndex;
        if (isBridge)
        {
            request.WriteInt32(NeighbourSchema.NDA_MASTER, linkIndex);
        }

        return request;
    }

    /// <param name="linkIndex">The bridge if there is no table, or else the link.</param>
    /// <param name="table">NTF_SELF or NTF_MASTER; null for a bridge.</param>
    internal static NetlinkMessageWriter WriteGet(Span<byte> buffer, int linkIndex, byte? table, ForwardingEntry wanted)
    {
        NetlinkMessageWriter request = new(buffer, Linux.RTM_GETNEIGH);
        ref ndmsg header = ref request.WriteStruct<ndmsg>();
        header.ndm_family = Linux.AF_BRIDGE;
        header.ndm_ifindex = table is null ? 0 : linkIndex;
        header.ndm_flags = table ?? 0;
        Span<byte> address = stackalloc byte[ForwardingEntry.AddressLength];
        wanted.CopyAddress(address);
        request.WriteBytes(NeighbourSchema.NDA_LLADDR, address);
        WriteUInt16(ref request, NeighbourSchema.NDA_VLAN, wanted.VlanId);
        if (table is null)
        {
            request.WriteInt32(NeighbourSchema.NDA_MASTER, linkIndex);
        }

        return request;
    }

    /// <param name="table">NTF_SELF or NTF_MASTER.</param>
    internal static NetlinkMessageWriter WriteChange(Span<byte> buffer, ushort type, int flags, int linkIndex, byte table, ForwardingEntry entry)
    {
        NetlinkMessageWriter request = new(buffer, type, flags);
        ref ndmsg header = ref request.WriteStruct<ndmsg>();
        header.ndm_family = Linux.AF_BRIDGE;
        header.ndm_ifindex = linkIndex;
        header.ndm_flags = (byte)(table | (entry.IsSticky ? NeighbourSchema.NTF_STICKY : 0) | (entry.IsExternallyLearned ? NeighbourSchema.NTF_EXT_LEARNED : 0));
        // From the table of the link itself, only what is permanent is deleted.
        header.ndm_state = StateOf(type == Linux.RTM_DELNEIGH ? ForwardingEntryState.Permanent
            : entry.State ?? (table == NeighbourSchema.NTF_SELF ? ForwardingEntryState.Permanent : ForwardingEntryState.Static));
        Span<byte> address = stackalloc byte[ForwardingEntry.AddressLength];
        entry.CopyAddress(address);
        request.WriteBytes(NeighbourSchema.NDA_LLADDR, address);
        if (entry.Destination is { } destination)
        {
            request.WriteAddress(NeighbourSchema.NDA_DST, destination);
        }

        WriteUInt16(ref request, NeighbourSchema.NDA_VLAN, entry.VlanId);
        if (entry.DestinationPort is { } port)
        {
            request.WriteUInt16BigEndian(NeighbourSchema.NDA_PORT, (ushort)port);
        }

        WriteUInt32(ref request, NeighbourSchema.NDA_VNI, entry.NetworkId);
        WriteUInt32(ref request, NeighbourSchema.NDA_SRC_VNI, entry.SourceNetworkId);
        WriteUInt32(ref request, NeighbourSchema.NDA_IFINDEX, entry.DestinationLinkIndex);
        WriteUInt32(ref request, NeighbourSchema.NDA_NH_ID, entry.NexthopId);
        return request;
    }

    /// <param name="table">NTF_SELF or NTF_MASTER.</param>
    internal static NetlinkMessageWriter WriteFlush(Span<byte> buffer, int linkIndex, byte table, ForwardingFilter filter)
    {
        NetlinkMessageWriter request = new(buffer, Linux.RTM_DELNEIGH, Linux.NLM_F_BULK);
        ref ndmsg header = ref request.WriteStruct<ndmsg>();
        byte mask = 0;
        byte flags = table;
        Select(NeighbourSchema.NTF_USE, filter.IsAddedByUser, ref flags, ref mask);
        Select(NeighbourSchema.NTF_EXT_LEARNED, filter.IsExternallyLearned, ref flags, ref mask);
        Select(NeighbourSchema.NTF_OFFLOADED, filter.IsOffloaded, ref flags, ref mask);
        Select(NeighbourSchema.NTF_STICKY, filter.IsSticky, ref flags, ref mask);
        header.ndm_family = Linux.AF_BRIDGE;
        header.ndm_ifindex = linkIndex;
        header.ndm_flags = flags;
        header.ndm_state = filter.State switch
        {
            // To the bridge a permanent entry is static too.
            ForwardingEntryState.Permanent => NeighbourSchema.NUD_PERMANENT,
            ForwardingEntryState.Static => NeighbourSchema.NUD_NOARP,
            _ => 0,
        };
        WriteUInt32(ref request, NeighbourSchema.NDA_IFINDEX, filter.Port?.Index);
        WriteUInt16(ref request, NeighbourSchema.NDA_VLAN, filter.VlanId);
        if (mask != 0)
        {
            request.WriteByte(NeighbourSchema.NDA_NDM_FLAGS_MASK, mask);
        }

        if (filter.State is { } state)
        {
            request.WriteUInt16(NeighbourSchema.NDA_NDM_STATE_MASK, state == ForwardingEntryState.Permanent ? NeighbourSchema.NUD_PERMANENT : StateMask);
        }

        return request;
    }

    /// <summary>Reads an entry; null for other messages, and for entries without a link-layer address of 6 bytes.</summary>
    internal static ForwardingEntry? Parse(in NetlinkMessage message)
    {
        ndmsg header = message.ReadStruct<ndmsg>();
        return message.Type == Linux.RTM_NEWNEIGH && header.ndm_family == Linux.AF_BRIDGE && header.ndm_ifindex > 0 && FindAddress(message) is { } address
            ? Read(message, header, address)
            : null;
    }

    private static ForwardingEntry Read(in NetlinkMessage message, ndmsg header, PhysicalAddress address)
    {
        IPAddress? destination = null;
        nda_cacheinfo? times = null;
        int? master = null;
        int? vlan = null;
        int? port = null;
        int? network = null;
        int? sourceNetwork = null;
        int? via = null;
        long? nexthop = null;
        uint flags = 0;
        foreach (NetlinkAttribute attribute in message.AttributesAfter<ndmsg>())
        {
            switch (attribute.Type)
            {
                case NeighbourSchema.NDA_DST:
                    destination = attribute.ReadAddress();
                    break;
                case NeighbourSchema.NDA_CACHEINFO:
                    times = attribute.ReadStruct<nda_cacheinfo>();
                    break;
                case NeighbourSchema.NDA_VLAN:
                    vlan = attribute.ReadUInt16() is not 0 and var id ? id : null;
                    break;
                case NeighbourSchema.NDA_PORT:
                    port = attribute.ReadUInt16BigEndian() is not 0 and var number ? number : null;
                    break;
                case NeighbourSchema.NDA_VNI:
                    network = ReadNumber(attribute);
                    break;
                case NeighbourSchema.NDA_SRC_VNI:
                    sourceNetwork = ReadNumber(attribute);
                    break;
                case NeighbourSchema.NDA_IFINDEX:
                    via = ReadNumber(attribute);
                    break;
                case NeighbourSchema.NDA_MASTER:
                    master = ReadNumber(attribute);
                    break;
                case NeighbourSchema.NDA_NH_ID:
                    nexthop = attribute.ReadUInt32();
                    break;
                case NeighbourSchema.NDA_FLAGS_EXT:
                    flags = attribute.ReadUInt32();
                    break;
            }
        }

        try
        {
            return new ForwardingEntry(address)
            {
                LinkIndex = header.ndm_ifindex,
                MasterIndex = master,
                IsSelf = (header.ndm_flags & NeighbourSchema.NTF_SELF) != 0,
                State = StateOf(header.ndm_state),
                VlanId = vlan,
                IsSticky = (header.ndm_flags & NeighbourSchema.NTF_STICKY) != 0,
                IsExternallyLearned = (header.ndm_flags & NeighbourSchema.NTF_EXT_LEARNED) != 0,
                IsOffloaded = (header.ndm_flags & NeighbourSchema.NTF_OFFLOADED) != 0,
                IsLocked = (flags & NeighbourSchema.NTF_EXT_LOCKED) != 0,
                Destination = destination,
                DestinationPort = port,
                NetworkId = network,
                SourceNetworkId = sourceNetwork,
                DestinationLinkIndex = via,
                NexthopId = nexthop,
                SinceUsed = times is { } used ? ClockTicks.ToTimeSpan(used.ndm_used) : null,
                SinceUpdated = times is { } updated ? ClockTicks.ToTimeSpan(updated.ndm_updated) : null,
            };
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new InvalidDataException($"The kernel's message about the forwarding entry {address} does not make sense. {e.Message}", e);
        }
    }

    private static PhysicalAddress? FindAddress(in NetlinkMessage message)
    {
        foreach (NetlinkAttribute attribute in message.AttributesAfter<ndmsg>())
        {
            if (attribute.Type == NeighbourSchema.NDA_LLADDR && attribute.Payload.Length == ForwardingEntry.AddressLength)
            {
                return new PhysicalAddress(attribute.Payload.ToArray());
            }
        }

        return null;
    }

    private static int ReadNumber(NetlinkAttribute attribute) => (int)Math.Min(attribute.ReadUInt32(), int.MaxValue);

    private static ForwardingEntryState StateOf(ushort state) =>
        (state & NeighbourSchema.NUD_PERMANENT) != 0 ? ForwardingEntryState.Permanent
        : (state & NeighbourSchema.NUD_NOARP) != 0 ? ForwardingEntryState.Static
        : (state & NeighbourSchema.NUD_STALE) != 0 ? ForwardingEntryState.Stale
        : ForwardingEntryState.Dynamic;

    /// <summary>VXLAN requires NUD_PERMANENT or NUD_REACHABLE, and bridges look at these and NUD_NOARP in this order.</summary>
    private static ushort StateOf(ForwardingEntryState state) => state switch
    {
        ForwardingEntryState.Permanent => NeighbourSchema.NUD_PERMANENT | NeighbourSchema.NUD_NOARP,
        ForwardingEntryState.Static => NeighbourSchema.NUD_NOARP | NeighbourSchema.NUD_REACHABLE,
        _ => NeighbourSchema.NUD_REACHABLE,
    };

    private static void Select(byte flag, bool? value, ref byte flags, ref byte mask)
    {
        mask |= value is null ? (byte)0 : flag;
        flags |= value == true ? flag : (byte)0;
    }

    private static void WriteUInt16(ref NetlinkMessageWriter request, int type, int? value)
    {
        if (value is { } number)
        {
            request.WriteUInt16(type, (ushort)number);
        }
    }

    private static void WriteUInt32(ref NetlinkMessageWriter request, int type, long? value)
    {
        if (value is { } number)
        {
            request.WriteUInt32(type, (uint)number);
        }
    }
}
