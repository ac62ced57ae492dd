using System.Net;
using System.Net.NetworkInformation;
using System.Runtime.CompilerServices;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The requests about forwarding databases: messages about neighbours of the family AF_BRIDGE.</summary>
internal static class ForwardingMessages
{
    internal const int BufferSize = 256;

    private const ushort StateMask = Linux.NUD_PERMANENT | Linux.NUD_NOARP;

    internal static NetlinkMessageSchema Schema { get; } = new(Linux.RTM_NEWNEIGH, Unsafe.SizeOf<ndmsg>(), new NetlinkAttributeSet(
        new(Linux.NDA_DST, nameof(Linux.NDA_DST)),
        new(Linux.NDA_LLADDR, nameof(Linux.NDA_LLADDR)),
        new(Linux.NDA_CACHEINFO, nameof(Linux.NDA_CACHEINFO)),
        new(Linux.NDA_PROBES, nameof(Linux.NDA_PROBES)),
        new(Linux.NDA_VLAN, nameof(Linux.NDA_VLAN)),
        new(Linux.NDA_PORT, nameof(Linux.NDA_PORT)),
        new(Linux.NDA_VNI, nameof(Linux.NDA_VNI)),
        new(Linux.NDA_IFINDEX, nameof(Linux.NDA_IFINDEX)),
        new(Linux.NDA_MASTER, nameof(Linux.NDA_MASTER)),
        new(Linux.NDA_LINK_NETNSID, nameof(Linux.NDA_LINK_NETNSID)),
        new(Linux.NDA_SRC_VNI, nameof(Linux.NDA_SRC_VNI)),
        new(Linux.NDA_PROTOCOL, nameof(Linux.NDA_PROTOCOL)),
        new(Linux.NDA_NH_ID, nameof(Linux.NDA_NH_ID)),
        new(Linux.NDA_FDB_EXT_ATTRS, nameof(Linux.NDA_FDB_EXT_ATTRS)),
        new(Linux.NDA_FLAGS_EXT, nameof(Linux.NDA_FLAGS_EXT)),
        new(Linux.NDA_NDM_STATE_MASK, nameof(Linux.NDA_NDM_STATE_MASK)),
        new(Linux.NDA_NDM_FLAGS_MASK, nameof(Linux.NDA_NDM_FLAGS_MASK))));

    internal static NetlinkMessageWriter WriteList(Span<byte> buffer, int linkIndex, bool isBridge, ForwardingFilter filter)
    {
        NetlinkMessageWriter request = new(buffer, Linux.RTM_GETNEIGH);
        ref ndmsg header = ref request.WriteStruct<ndmsg>();
        header.ndm_family = Linux.AF_BRIDGE;
        header.ndm_ifindex = isBridge ? filter.Port?.Index ?? 0 : linkIndex;
        if (isBridge)
        {
            request.WriteInt32(Linux.NDA_MASTER, linkIndex);
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
        header.ndm_flags = (byte)(table | (entry.IsSticky ? Linux.NTF_STICKY : 0) | (entry.IsExternallyLearned ? Linux.NTF_EXT_LEARNED : 0));
        // From the table of the link itself, only what is permanent is deleted.
        header.ndm_state = StateOf(type == Linux.RTM_DELNEIGH ? ForwardingEntryState.Permanent
            : entry.State ?? (table == Linux.NTF_SELF ? ForwardingEntryState.Permanent : ForwardingEntryState.Static));
        Span<byte> address = stackalloc byte[ForwardingEntry.AddressLength];
        entry.CopyAddress(address);
        request.WriteBytes(Linux.NDA_LLADDR, address);
        if (entry.Destination is { } destination)
        {
            request.WriteAddress(Linux.NDA_DST, destination);
        }

        WriteUInt16(ref request, Linux.NDA_VLAN, entry.VlanId);
        if (entry.DestinationPort is { } port)
        {
            request.WriteUInt16BigEndian(Linux.NDA_PORT, (ushort)port);
        }

        WriteUInt32(ref request, Linux.NDA_VNI, entry.NetworkId);
        WriteUInt32(ref request, Linux.NDA_SRC_VNI, entry.SourceNetworkId);
        WriteUInt32(ref request, Linux.NDA_IFINDEX, entry.DestinationLinkIndex);
        WriteUInt32(ref request, Linux.NDA_NH_ID, entry.NexthopId);
        return request;
    }

    /// <param name="table">NTF_SELF or NTF_MASTER.</param>
    internal static NetlinkMessageWriter WriteFlush(Span<byte> buffer, int linkIndex, byte table, ForwardingFilter filter)
    {
        NetlinkMessageWriter request = new(buffer, Linux.RTM_DELNEIGH, Linux.NLM_F_BULK);
        ref ndmsg header = ref request.WriteStruct<ndmsg>();
        byte mask = 0;
        byte flags = table;
        Select(Linux.NTF_USE, filter.IsAddedByUser, ref flags, ref mask);
        Select(Linux.NTF_EXT_LEARNED, filter.IsExternallyLearned, ref flags, ref mask);
        Select(Linux.NTF_OFFLOADED, filter.IsOffloaded, ref flags, ref mask);
        Select(Linux.NTF_STICKY, filter.IsSticky, ref flags, ref mask);
        header.ndm_family = Linux.AF_BRIDGE;
        header.ndm_ifindex = linkIndex;
        header.ndm_flags = flags;
        header.ndm_state = filter.State switch
        {
            // To the bridge a permanent entry is static too.
            ForwardingEntryState.Permanent => Linux.NUD_PERMANENT,
            ForwardingEntryState.Static => Linux.NUD_NOARP,
            _ => 0,
        };
        WriteUInt32(ref request, Linux.NDA_IFINDEX, filter.Port?.Index);
        WriteUInt16(ref request, Linux.NDA_VLAN, filter.VlanId);
        if (mask != 0)
        {
            request.WriteByte(Linux.NDA_NDM_FLAGS_MASK, mask);
        }

        if (filter.State is { } state)
        {
            request.WriteUInt16(Linux.NDA_NDM_STATE_MASK, state == ForwardingEntryState.Permanent ? Linux.NUD_PERMANENT : StateMask);
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
                case Linux.NDA_DST:
                    destination = attribute.ReadAddress();
                    break;
                case Linux.NDA_CACHEINFO:
                    times = attribute.ReadStruct<nda_cacheinfo>();
                    break;
                case Linux.NDA_VLAN:
                    vlan = attribute.ReadUInt16() is not 0 and var id ? id : null;
                    break;
                case Linux.NDA_PORT:
                    port = attribute.ReadUInt16BigEndian() is not 0 and var number ? number : null;
                    break;
                case Linux.NDA_VNI:
                    network = ReadNumber(attribute);
                    break;
                case Linux.NDA_SRC_VNI:
                    sourceNetwork = ReadNumber(attribute);
                    break;
                case Linux.NDA_IFINDEX:
                    via = ReadNumber(attribute);
                    break;
                case Linux.NDA_MASTER:
                    master = ReadNumber(attribute);
                    break;
                case Linux.NDA_NH_ID:
                    nexthop = attribute.ReadUInt32();
                    break;
                case Linux.NDA_FLAGS_EXT:
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
                IsSelf = (header.ndm_flags & Linux.NTF_SELF) != 0,
                State = StateOf(header.ndm_state),
                VlanId = vlan,
                IsSticky = (header.ndm_flags & Linux.NTF_STICKY) != 0,
                IsExternallyLearned = (header.ndm_flags & Linux.NTF_EXT_LEARNED) != 0,
                IsOffloaded = (header.ndm_flags & Linux.NTF_OFFLOADED) != 0,
                IsLocked = (flags & Linux.NTF_EXT_LOCKED) != 0,
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
            if (attribute.Type == Linux.NDA_LLADDR && attribute.Payload.Length == ForwardingEntry.AddressLength)
            {
                return new PhysicalAddress(attribute.Payload.ToArray());
            }
        }

        return null;
    }

    private static int ReadNumber(NetlinkAttribute attribute) => (int)Math.Min(attribute.ReadUInt32(), int.MaxValue);

    private static ForwardingEntryState StateOf(ushort state) =>
        (state & Linux.NUD_PERMANENT) != 0 ? ForwardingEntryState.Permanent
        : (state & Linux.NUD_NOARP) != 0 ? ForwardingEntryState.Static
        : (state & Linux.NUD_STALE) != 0 ? ForwardingEntryState.Stale
        : ForwardingEntryState.Dynamic;

    /// <summary>VXLAN requires NUD_PERMANENT or NUD_REACHABLE, and bridges look at these and NUD_NOARP in this order.</summary>
    private static ushort StateOf(ForwardingEntryState state) => state switch
    {
        ForwardingEntryState.Permanent => Linux.NUD_PERMANENT | Linux.NUD_NOARP,
        ForwardingEntryState.Static => Linux.NUD_NOARP | Linux.NUD_REACHABLE,
        _ => Linux.NUD_REACHABLE,
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
