using System.Net;
using System.Net.Sockets;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;
using static LinuxNamespaces.Tests.Network.RecordedConnection;

namespace LinuxNamespaces.Tests.Network;

/// <summary>
/// The bytes are those of linux/fib_rules.h. struct fib_rule_hdr: family, lengths of destination and source, TOS; table, two reserved,
/// action; flags.
/// </summary>
public sealed class RoutingRuleMessageTests
{
    [Fact]
    public void Rule_for_a_mark_is_added() =>
        RequestOfRules(rules => rules.Add(new RoutingRule(AddressFamily.InterNetwork) { Priority = 100, Mark = 5, Table = 77 })).Should().Be(string.Concat(
            "34000000", "2000", "0D06", SequenceAndPort,         // 52 bytes, RTM_NEWRULE, REQUEST ACK ECHO EXCL CREATE
            "02", "00", "00", "00", "4D", "00", "00", "01", "00000000", // AF_INET; 77, FR_ACT_TO_TBL
            "08000600", "64000000",                              // FRA_PRIORITY 100
            "08000A00", "05000000",                              // FRA_FWMARK 5
            "08001000", "FFFFFFFF"));                            // FRA_FWMASK

    [Fact]
    public void Rule_of_a_newer_kernel_is_added()
    {
        RoutingRule rule = new(AddressFamily.InterNetworkV6)
        {
            Dscp = 5,
            DscpMask = 7,
            FlowLabel = 0x12345,
            FlowLabelMask = 0xFFFF0,
            IPProtocol = 6,
            SourcePorts = new PortRange(80),
            SourcePortMask = 0xFF,
            DestinationPorts = new PortRange(1000, 2000),
            Inverted = true,
            Table = 1000,
            Protocol = RouteProtocol.Boot,
        };
        RequestOfRules(rules => rules.Add(rule)).Should().Be(string.Concat(
            "6C000000", "2000", "0D06", SequenceAndPort,         // 108 bytes, RTM_NEWRULE, REQUEST ACK ECHO EXCL CREATE
            "0A", "00", "00", "00", "00", "00", "00", "01", "02000000", // AF_INET6; unspecified, FR_ACT_TO_TBL, FIB_RULE_INVERT
            "05001600", "06000000",                              // FRA_IP_PROTO tcp
            "08001700", "50005000",                              // FRA_SPORT_RANGE 80 to 80
            "06001C00", "FF000000",                              // FRA_SPORT_MASK
            "08001800", "E803D007",                              // FRA_DPORT_RANGE 1000 to 2000
            "05001900", "05000000",                              // FRA_DSCP 5
            "05001E00", "07000000",                              // FRA_DSCP_MASK 7
            "08001A00", "00012345",                              // FRA_FLOWLABEL
            "08001B00", "000FFFF0",                              // FRA_FLOWLABEL_MASK
            "08000F00", "E8030000",                              // FRA_TABLE 1000
            "05001500", "03000000"));                            // FRA_PROTOCOL boot
    }

    [Fact]
    public void Rule_that_was_made_up_is_deleted_whatever_its_action_and_table() =>
        RequestOfRules(rules => rules.Delete(new RoutingRule(AddressFamily.InterNetwork) { Priority = 100, From = IPNetwork.Parse("10.0.0.0/8") })).Should().Be(string.Concat(
            "2C000000", "2100", "0500", SequenceAndPort,         // 44 bytes, RTM_DELRULE, REQUEST ACK
            "02", "00", "08", "00", "00", "00", "00", "00", "00000000", // AF_INET, source /8; any table, any action
            "08000600", "64000000",                              // FRA_PRIORITY 100
            "08000200", "0A000000"));                            // FRA_SRC

    [Fact]
    public void Rules_exclude_what_makes_no_sense_together()
    {
        RoutingRule rule = new(AddressFamily.InterNetwork) { Priority = 100 };
        RoutingRule[] wrong =
        [
            rule with { Action = RoutingRuleAction.Goto },
            rule with { Action = RoutingRuleAction.Goto, GotoPriority = 100 },
            rule with { GotoPriority = 200 },
            rule with { Action = RoutingRuleAction.Blackhole, Table = 5 },
            rule with { L3MasterDevice = true, Table = 5 },
            rule with { Dscp = 1, TypeOfService = 4 },
            rule with { DscpMask = 1 },
            rule with { SourcePortMask = 1 },
            rule with { DestinationPorts = new PortRange(1, 2), DestinationPortMask = 1 },
            rule with { Action = RoutingRuleAction.Nop, SuppressPrefixLength = 0 },
        ];
        using RecordedConnection connection = new();
        foreach (RoutingRule one in wrong)
        {
            Action act = () => connection.Rtnetlink.Rules.Add(one);
            act.Should().Throw<ArgumentException>($"of {one}");
        }
    }

    [Fact]
    public void Values_out_of_range_are_refused()
    {
        RoutingRule v4 = new(AddressFamily.InterNetwork);
        Action[] acts =
        [
            () => _ = new RoutingRule(AddressFamily.Unix),
            () => _ = v4 with { Priority = -1 },
            () => _ = v4 with { Priority = 1L << 32 },
            () => _ = v4 with { Table = 0 },
            () => _ = v4 with { From = IPNetwork.Parse("fd00::/8") },
            () => _ = v4 with { FlowLabel = 5 },
            () => _ = v4 with { Dscp = 64 },
            () => _ = v4 with { IPProtocol = 0 },
            () => _ = v4 with { InputLinkName = "sixteen-bytes-xx" },
            () => _ = v4 with { SuppressPrefixLength = 129 },
            () => _ = new PortRange(0),
            () => _ = new PortRange(2, 1),
            () => _ = new PortRange(1, 65536),
            () => _ = new UserIdRange(-1, 5),
            () => _ = new UserIdRange(0, uint.MaxValue),
        ];
        foreach (Action act in acts)
        {
            act.Should().Throw<ArgumentException>();
        }
    }

    [Theory]
    [InlineData("100: from all lookup main", 0)]
    [InlineData("100: not from 10.0.0.0/8 to 10.1.0.1 tos 0x10 fwmark 0x5/0xff iif eth0 oif lo uidrange 0-5 ipproto tcp sport 5-6 dport 7 lookup 77 suppress_prefixlength 0 realms 5/6 proto static", 1)]
    [InlineData("100: from all goto 200", 2)]
    [InlineData("100: from all lookup [l3mdev-table]", 3)]
    public void Rule_has_the_words_of_ip_rule(string text, int number)
    {
        RoutingRule rule = new(AddressFamily.InterNetwork) { Priority = 100 };
        RoutingRule[] rules =
        [
            rule,
            rule with
            {
                Inverted = true,
                From = IPNetwork.Parse("10.0.0.0/8"),
                To = IPNetwork.Parse("10.1.0.1/32"),
                TypeOfService = 0x10,
                Mark = 5,
                MarkMask = 255,
                InputLinkName = "eth0",
                OutputLinkName = "lo",
                UserIds = new UserIdRange(0, 5),
                IPProtocol = 6,
                SourcePorts = new PortRange(5, 6),
                DestinationPorts = new PortRange(7),
                Table = 77,
                SuppressPrefixLength = 0,
                SourceRealm = 5,
                DestinationRealm = 6,
                Protocol = RouteProtocol.Static,
            },
            rule with { Action = RoutingRuleAction.Goto, GotoPriority = 200 },
            rule with { L3MasterDevice = true },
        ];
        rules[number].ToString().Should().Be(text);
    }

    private static string RequestOfRules(Action<RoutingRuleCollection> action) => Request(connection => action(connection.Rtnetlink.Rules));
}
