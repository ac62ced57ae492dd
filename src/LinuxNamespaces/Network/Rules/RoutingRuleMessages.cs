using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.RoutingRuleSchema;

namespace LinuxNamespaces.Network;

/// <summary>Writes and reads the messages about rules.</summary>
internal static class RoutingRuleMessages
{
    internal const int BufferSize = 384;

    internal static NetlinkMessageWriter WriteAdd(Span<byte> buffer, RoutingRule rule, bool echo = true)
    {
        NetlinkMessageWriter request = new(buffer, Linux.RTM_NEWRULE, Linux.NLM_F_CREATE | Linux.NLM_F_EXCL | (echo ? Linux.NLM_F_ECHO : 0));
        long? table = rule.Action == RoutingRuleAction.Lookup && !rule.L3MasterDevice ? rule.Table ?? Route.MainTable : null;
        Write(ref request, rule, (byte)rule.Action, table);
        WriteProtocol(ref request, rule);
        return request;
    }

    internal static NetlinkMessageWriter WriteDelete(Span<byte> buffer, RoutingRule rule)
    {
        NetlinkMessageWriter request = new(buffer, Linux.RTM_DELRULE);
        // What was made up without a table and an action is a rule with any.
        bool any = !rule.IsListed && rule is { Action: RoutingRuleAction.Lookup, Table: null, L3MasterDevice: false };
        Write(ref request, rule, any ? (byte)0 : (byte)rule.Action, rule.Table);
        if (rule.IsListed)
        {
            WriteProtocol(ref request, rule);
        }

        return request;
    }

    internal static NetlinkMessageWriter WriteList(Span<byte> buffer, int family)
    {
        NetlinkMessageWriter request = new(buffer, Linux.RTM_GETRULE);
        request.WriteStruct<fib_rule_hdr>().family = (byte)family;
        return request;
    }

    private static void Write(ref NetlinkMessageWriter request, RoutingRule rule, byte action, long? table)
    {
        ref fib_rule_hdr header = ref request.WriteStruct<fib_rule_hdr>();
        header.family = (byte)(rule.Family == AddressFamily.InterNetwork ? Linux.AF_INET : Linux.AF_INET6);
        header.dst_len = (byte)(rule.To?.PrefixLength ?? 0);
        header.src_len = (byte)(rule.From?.PrefixLength ?? 0);
        header.tos = rule.TypeOfService;
        header.table = (byte)(table <= byte.MaxValue ? table.Value : Linux.RT_TABLE_UNSPEC);
        header.action = action;
        header.flags = rule.Inverted ? FIB_RULE_INVERT : 0;
        Write(ref request, FRA_PRIORITY, rule.Priority);
        if (rule.To is { } to)
        {
            request.WriteAddress(FRA_DST, to.BaseAddress);
        }

        if (rule.From is { } from)
        {
            request.WriteAddress(FRA_SRC, from.BaseAddress);
        }

        if (rule.Mark != 0 || rule.MarkMask is not null)
        {
            request.WriteUInt32(FRA_FWMARK, rule.Mark);
            request.WriteUInt32(FRA_FWMASK, rule.EffectiveMarkMask);
        }

        WriteLinks(ref request, rule);
        WritePorts(ref request, rule);
        if (table > byte.MaxValue)
        {
            request.WriteUInt32(FRA_TABLE, (uint)table.Value);
        }

        Write(ref request, FRA_GOTO, rule.GotoPriority);
        Write(ref request, FRA_SUPPRESS_PREFIXLEN, rule.SuppressPrefixLength);
        Write(ref request, FRA_SUPPRESS_IFGROUP, rule.SuppressLinkGroup);
        Write(ref request, FRA_FLOW, RouteRealm.Join(rule.SourceRealm, rule.DestinationRealm) is var realms and not 0 ? realms : null);
    }

    private static void WriteProtocol(ref NetlinkMessageWriter request, RoutingRule rule)
    {
        if (rule.Protocol != RouteProtocol.Unspecified)
        {
            request.WriteByte(FRA_PROTOCOL, (byte)rule.Protocol);
        }
    }

    private static void WriteLinks(ref NetlinkMessageWriter request, RoutingRule rule)
    {
        if (rule.InputLinkName is { } input)
        {
            request.WriteString(FRA_IIFNAME, input);
        }

        if (rule.OutputLinkName is { } output)
        {
            request.WriteString(FRA_OIFNAME, output);
        }

        if (rule.L3MasterDevice)
        {
            request.WriteByte(FRA_L3MDEV, 1);
        }

        if (rule.TunnelId is { } tunnel)
        {
            request.WriteUInt64BigEndian(FRA_TUN_ID, tunnel);
        }

        if (rule.UserIds is { } users)
        {
            request.WriteStruct(FRA_UID_RANGE, new fib_rule_uid_range { start = (uint)users.First, end = (uint)users.Last });
        }
    }

    private static void WritePorts(ref NetlinkMessageWriter request, RoutingRule rule)
    {
        WriteByte(ref request, FRA_IP_PROTO, rule.IPProtocol);
        WritePorts(ref request, FRA_SPORT_RANGE, rule.SourcePorts, FRA_SPORT_MASK, rule.SourcePortMask);
        WritePorts(ref request, FRA_DPORT_RANGE, rule.DestinationPorts, FRA_DPORT_MASK, rule.DestinationPortMask);
        WriteByte(ref request, FRA_DSCP, (byte?)rule.Dscp);
        WriteByte(ref request, FRA_DSCP_MASK, (byte?)rule.DscpMask);
        if (rule.FlowLabel is { } label)
        {
            request.WriteUInt32BigEndian(FRA_FLOWLABEL, (uint)label);
        }

        if (rule.FlowLabelMask is { } mask)
        {
            request.WriteUInt32BigEndian(FRA_FLOWLABEL_MASK, (uint)mask);
        }
    }

    private static void WritePorts(ref NetlinkMessageWriter request, int type, PortRange? ports, int maskType, int? mask)
    {
        if (ports is not null)
        {
            request.WriteStruct(type, new fib_rule_port_range { start = (ushort)ports.First, end = (ushort)ports.Last });
        }

        if (mask is { } bits)
        {
            request.WriteUInt16(maskType, (ushort)bits);
        }
    }

    private static void Write(ref NetlinkMessageWriter request, int type, long? value)
    {
        if (value is { } number)
        {
            request.WriteUInt32(type, (uint)number);
        }
    }

    private static void WriteByte(ref NetlinkMessageWriter request, int type, byte? value)
    {
        if (value is { } number)
        {
            request.WriteByte(type, number);
        }
    }

    internal static RoutingRule? Parse(in NetlinkMessage message) => message.Type == Linux.RTM_NEWRULE ? Read(message) : null;

    /// <summary>Reads a message about a rule that was added or removed; null for a rule of another family.</summary>
    internal static RoutingRule? Read(in NetlinkMessage message)
    {
        fib_rule_hdr header = message.ReadStruct<fib_rule_hdr>();
        if (header.family is not ((byte)Linux.AF_INET or (byte)Linux.AF_INET6))
        {
            return null;
        }

        AddressFamily family = header.family == Linux.AF_INET ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
        (IPAddress? to, IPAddress? from) = (null, null);
        uint table = header.table;
        RoutingRule rule = new(family)
        {
            IsListed = true,
            // The kernel does not report the priority 0.
            Priority = 0,
            Inverted = (header.flags & FIB_RULE_INVERT) != 0,
            TypeOfService = header.tos,
            Action = (RoutingRuleAction)header.action,
            Protocol = RouteProtocol.Unspecified,
        };
        foreach (NetlinkAttribute attribute in message.AttributesAfter<fib_rule_hdr>())
        {
            switch (attribute.Type)
            {
                case FRA_DST:
                    to = attribute.ReadAddress();
                    break;
                case FRA_SRC:
                    from = attribute.ReadAddress();
                    break;
                case FRA_TABLE:
                    table = attribute.ReadUInt32();
                    break;
                default:
                    rule = Apply(rule, attribute);
                    break;
            }
        }

        return rule with
        {
            To = NetworkOf(to, header.dst_len, family),
            From = NetworkOf(from, header.src_len, family),
            Table = rule is { Action: RoutingRuleAction.Lookup, L3MasterDevice: false } && table != 0 ? table : null,
        };
    }

    private static RoutingRule Apply(RoutingRule rule, NetlinkAttribute attribute)
    {
        try
        {
            return attribute.Type switch
            {
                FRA_PRIORITY => rule with { Priority = attribute.ReadUInt32() },
                FRA_IIFNAME => rule with { InputLinkName = attribute.ReadString() },
                FRA_OIFNAME => rule with { OutputLinkName = attribute.ReadString() },
                FRA_GOTO => rule with { GotoPriority = attribute.ReadUInt32() },
                FRA_FWMARK => rule with { Mark = attribute.ReadUInt32() },
                // A mask of all bits is what a mark alone means.
                FRA_FWMASK => rule with { MarkMask = attribute.ReadUInt32() is var mask and not (0 or uint.MaxValue) ? mask : null },
                FRA_FLOW when attribute.ReadUInt32() is var realms => rule with { SourceRealm = RouteRealm.Source(realms), DestinationRealm = RouteRealm.Destination(realms) },
                FRA_TUN_ID => rule with { TunnelId = attribute.ReadUInt64BigEndian() is var id and not 0 ? id : null },
                // -1 is none.
                FRA_SUPPRESS_IFGROUP => rule with { SuppressLinkGroup = attribute.ReadInt32() is var group and >= 0 ? group : null },
                FRA_SUPPRESS_PREFIXLEN => rule with { SuppressPrefixLength = attribute.ReadInt32() is var length and >= 0 ? length : null },
                FRA_L3MDEV => rule with { L3MasterDevice = attribute.ReadByte() != 0 },
                FRA_UID_RANGE when attribute.ReadStruct<fib_rule_uid_range>() is var users => rule with { UserIds = new UserIdRange(users.start, users.end) },
                FRA_PROTOCOL => rule with { Protocol = (RouteProtocol)attribute.ReadByte() },
                FRA_IP_PROTO => rule with { IPProtocol = attribute.ReadByte() is var protocol and not 0 ? protocol : null },
                FRA_SPORT_RANGE when attribute.ReadStruct<fib_rule_port_range>() is var ports => rule with { SourcePorts = new PortRange(ports.start, ports.end) },
                FRA_DPORT_RANGE when attribute.ReadStruct<fib_rule_port_range>() is var ports => rule with { DestinationPorts = new PortRange(ports.start, ports.end) },
                FRA_SPORT_MASK => rule with { SourcePortMask = attribute.ReadUInt16() is var bits and not (0 or ushort.MaxValue) ? bits : null },
                FRA_DPORT_MASK => rule with { DestinationPortMask = attribute.ReadUInt16() is var bits and not (0 or ushort.MaxValue) ? bits : null },
                FRA_DSCP => rule with { Dscp = attribute.ReadByte() },
                FRA_DSCP_MASK => rule with { DscpMask = attribute.ReadByte() is var bits and not (0 or 63) ? bits : null },
                FRA_FLOWLABEL => rule with { FlowLabel = unchecked((int)attribute.ReadUInt32BigEndian()) },
                FRA_FLOWLABEL_MASK => rule with { FlowLabelMask = unchecked((int)attribute.ReadUInt32BigEndian()) is var bits and not (0 or 0xFFFFF) ? bits : null },
                _ => rule,
            };
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"The kernel's message about a rule does not make sense: {e.Message}", e);
        }
    }

    private static IPNetwork? NetworkOf(IPAddress? address, int length, AddressFamily family) =>
        length == 0 ? null
        : address is not null && address.AddressFamily == family && Prefix.IsNetwork(address, length) ? new IPNetwork(address, length)
        : throw new InvalidDataException($"The kernel says that there is a rule for {address}/{length}.");
}
