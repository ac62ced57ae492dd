using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.NexthopSchema;

namespace LinuxNamespaces.Network;

/// <summary>Writes and reads the messages about nexthop objects.</summary>
internal static class NexthopMessages
{
    internal const int BufferSize = 256;

    /// <summary>How many bytes a request about an object takes, at most.</summary>
    internal static int LengthOf(Nexthop nexthop) =>
        BufferSize + (nexthop.Members.Length * Unsafe.SizeOf<nexthop_grp>()) + (nexthop.Encapsulation?.Length ?? 0);

    internal static NetlinkMessageWriter WriteAdd(Span<byte> buffer, Nexthop nexthop, int flags, bool echo = true)
    {
        NetlinkMessageWriter request = new(buffer, Linux.RTM_NEWNEXTHOP, flags | (echo ? Linux.NLM_F_ECHO : 0));
        ref nhmsg header = ref request.WriteStruct<nhmsg>();
        header.nh_family = nexthop.EffectiveFamily switch
        {
            null => 0,
            AddressFamily.InterNetwork => (byte)Linux.AF_INET,
            _ => (byte)Linux.AF_INET6,
        };
        header.nh_protocol = (byte)nexthop.Protocol;
        header.nh_flags = nexthop.OnLink ? Linux.RTNH_F_ONLINK : 0;
        Write(ref request, NHA_ID, nexthop.Id);
        if (nexthop.IsGroup)
        {
            WriteGroup(ref request, nexthop);
        }

        if (nexthop.ForwardingDatabase)
        {
            request.WriteFlag(NHA_FDB);
        }

        if (nexthop.Blackhole)
        {
            request.WriteFlag(NHA_BLACKHOLE);
        }

        if (nexthop.Gateway is { } gateway)
        {
            request.WriteAddress(NHA_GATEWAY, gateway);
        }

        Write(ref request, NHA_OIF, nexthop.LinkIndex ?? (nexthop.Gateway is { AddressFamily: AddressFamily.InterNetworkV6, ScopeId: > 0 and var scope } ? (long?)scope : null));
        nexthop.Encapsulation?.Write(ref request, NHA_ENCAP_TYPE, NHA_ENCAP);
        return request;
    }

    /// <summary>Writes a request for one object, to get or to delete it.</summary>
    internal static NetlinkMessageWriter WriteOne(Span<byte> buffer, ushort type, long id)
    {
        NetlinkMessageWriter request = new(buffer, type);
        request.WriteStruct<nhmsg>();
        request.WriteUInt32(NHA_ID, (uint)id);
        return request;
    }

    internal static NetlinkMessageWriter WriteList(Span<byte> buffer, NexthopFilter filter)
    {
        NetlinkMessageWriter request = new(buffer, Linux.RTM_GETNEXTHOP);
        request.WriteStruct<nhmsg>();
        Write(ref request, NHA_OIF, filter.LinkIndex);
        Write(ref request, NHA_MASTER, filter.MasterIndex);
        if (filter.Groups)
        {
            request.WriteFlag(NHA_GROUPS);
        }

        if (filter.ForwardingDatabase)
        {
            request.WriteFlag(NHA_FDB);
        }

        return request;
    }

    private static void WriteGroup(ref NetlinkMessageWriter request, Nexthop nexthop)
    {
        const int onStack = 64;
        ReadOnlySpan<NexthopGroupMember> members = nexthop.Members;
        Span<nexthop_grp> group = members.Length <= onStack ? stackalloc nexthop_grp[onStack] : new nexthop_grp[members.Length];
        for (int i = 0; i < members.Length; i++)
        {
            // 16 bits since kernel 6.12: the lower half, one less than the weight, and then the upper half.
            int weight = members[i].Weight - 1;
            group[i] = new nexthop_grp { id = (uint)members[i].Id, weight = (byte)(weight & byte.MaxValue), weight_high = (byte)(weight >> 8) };
        }

        request.WriteBytes(NHA_GROUP, MemoryMarshal.AsBytes(group[..members.Length]));
        if (nexthop.GroupType == NexthopGroupType.Multipath)
        {
            return;
        }

        request.WriteUInt16(NHA_GROUP_TYPE, (ushort)nexthop.GroupType);
        NestedAttribute nest = request.BeginNested(NHA_RES_GROUP);
        if (nexthop.Buckets is { } buckets)
        {
            request.WriteUInt16(NHA_RES_GROUP_BUCKETS, (ushort)buckets);
        }

        Write(ref request, NHA_RES_GROUP_IDLE_TIMER, nexthop.IdleTimer is { } idle ? ClockTicks.FromTimeSpan(idle) : null);
        Write(ref request, NHA_RES_GROUP_UNBALANCED_TIMER, nexthop.UnbalancedTimer is { } unbalanced ? ClockTicks.FromTimeSpan(unbalanced) : null);
        request.EndNested(nest);
    }

    private static void Write(ref NetlinkMessageWriter request, int type, long? value)
    {
        if (value is { } number)
        {
            request.WriteUInt32(type, (uint)number);
        }
    }

    internal static Nexthop? Parse(in NetlinkMessage message, LinkNames names) => message.Type == Linux.RTM_NEWNEXTHOP ? Read(message, names) : null;

    /// <summary>Reads a message about an object that was added, changed or removed.</summary>
    internal static Nexthop Read(in NetlinkMessage message, LinkNames names)
    {
        nhmsg header = message.ReadStruct<nhmsg>();
        Nexthop nexthop = new()
        {
            Family = header.nh_family == Linux.AF_INET ? AddressFamily.InterNetwork : header.nh_family == Linux.AF_INET6 ? AddressFamily.InterNetworkV6 : null,
            Protocol = (RouteProtocol)header.nh_protocol,
            OnLink = (header.nh_flags & Linux.RTNH_F_ONLINK) != 0,
        };
        ushort? encapsulation = null;
        ReadOnlySpan<byte> encapsulationData = [];
        TimeSpan? unbalanced = null;
        foreach (NetlinkAttribute attribute in message.AttributesAfter<nhmsg>())
        {
            switch (attribute.Type)
            {
                case NHA_ENCAP_TYPE:
                    encapsulation = attribute.ReadUInt16();
                    break;
                case NHA_ENCAP:
                    encapsulationData = attribute.Payload;
                    break;
                case NHA_RES_GROUP:
                    nexthop = ApplyResilient(nexthop, attribute, ref unbalanced);
                    break;
                default:
                    nexthop = Apply(nexthop, attribute, names);
                    break;
            }
        }

        return nexthop with
        {
            // The family of a group is not one of addresses, and a gateway tells its own.
            Family = nexthop.IsGroup || nexthop.Gateway is not null ? null : nexthop.Family,
            Encapsulation = RouteEncapsulation.Read(encapsulation, encapsulationData),
            Reported = (unchecked((RouteFlags)header.nh_flags), (RouteScope)header.nh_scope, unbalanced),
        };
    }

    private static Nexthop Apply(Nexthop nexthop, NetlinkAttribute attribute, LinkNames names) => attribute.Type switch
    {
        NHA_ID => nexthop with { Id = attribute.ReadUInt32() is var id and > 0 ? id : null },
        NHA_GROUP => nexthop with { Group = ReadGroup(attribute.Payload) },
        NHA_GROUP_TYPE => nexthop with { GroupType = (NexthopGroupType)attribute.ReadUInt16() },
        NHA_BLACKHOLE => nexthop with { Blackhole = true },
        NHA_OIF => nexthop with { Link = names.Of(attribute.ReadInt32() is var index and > 0 ? index : null) },
        NHA_GATEWAY => nexthop with { Gateway = attribute.ReadAddress() },
        NHA_FDB => nexthop with { ForwardingDatabase = true },
        _ => nexthop,
    };

    private static Nexthop ApplyResilient(Nexthop nexthop, NetlinkAttribute group, ref TimeSpan? unbalanced)
    {
        foreach (NetlinkAttribute attribute in group.Nested)
        {
            switch (attribute.Type)
            {
                case NHA_RES_GROUP_BUCKETS:
                    nexthop = nexthop with { Buckets = attribute.ReadUInt16() is var buckets and > 0 ? buckets : null };
                    break;
                case NHA_RES_GROUP_IDLE_TIMER:
                    nexthop = nexthop with { IdleTimer = ClockTicks.ToTimeSpan(attribute.ReadUInt32()) };
                    break;
                case NHA_RES_GROUP_UNBALANCED_TIMER:
                    nexthop = nexthop with { UnbalancedTimer = ClockTicks.ToTimeSpan(attribute.ReadUInt32()) };
                    break;
                case NHA_RES_GROUP_UNBALANCED_TIME:
                    unbalanced = ClockTicks.ToTimeSpan(attribute.ReadUInt64());
                    break;
            }
        }

        return nexthop;
    }

    private static List<NexthopGroupMember> ReadGroup(ReadOnlySpan<byte> bytes)
    {
        List<NexthopGroupMember> members = [];
        foreach (nexthop_grp member in MemoryMarshal.Cast<byte, nexthop_grp>(bytes[..(bytes.Length / Unsafe.SizeOf<nexthop_grp>() * Unsafe.SizeOf<nexthop_grp>())]))
        {
            members.Add(member.id == 0
                ? throw new InvalidDataException("A group of nexthop objects has a member without a number.")
                : new NexthopGroupMember(member.id, (member.weight_high << 8) + member.weight + 1));
        }

        return members;
    }
}
