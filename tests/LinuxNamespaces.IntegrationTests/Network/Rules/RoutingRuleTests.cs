using System.Net;
using System.Net.Sockets;
using CsCheck;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Rules;

[Collection("The kernel")]
public sealed class RoutingRuleTests : NetworkTest
{
    private const int Rounds = 8;

    private static readonly RoutingRule s_root = new(AddressFamily.InterNetwork) { Priority = 900, Table = 77, UserIds = new UserIdRange(0, 0) };

    private static readonly Gen<RoutingRule> s_selectors = Gen.Select(
        Gen.Bool, Gen.Int[0, 3], Gen.OneOf<byte>(0, 0x10), Gen.OneOf<(uint Mark, uint? Mask)>((0, null), (5, null), (5, 0xff), (0, 0xf0)),
        Gen.OneOf<string?>(null, "a0", "lo", "nonesuch"), Gen.OneOf<UserIdRange?>(null, new UserIdRange(0, 0), new UserIdRange(1000, 4000000000)),
        Gen.OneOf<byte?>(null, 6, 17, 200), Gen.Bool)
        .Select((v6, networks, tos, mark, link, users, protocol, other) => new RoutingRule(v6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork)
        {
            From = (networks & 1) == 0 ? null : IPNetwork.Parse(v6 ? "2001:db8:1::/48" : "10.1.0.0/16"),
            To = (networks & 2) == 0 ? null : IPNetwork.Parse(v6 ? "2001:db8::7/128" : "10.0.0.7/32"),
            TypeOfService = tos,
            Mark = mark.Mark,
            MarkMask = mark.Mask,
            InputLinkName = other ? link : null,
            OutputLinkName = other ? null : link,
            // The kernel takes user IDs only from the user namespace that owns the network namespace.
            UserIds = Require.IsRootOfTheMachine ? users : null,
            IPProtocol = protocol,
            SourcePorts = protocol is 6 && other ? new PortRange(1000, 2000) : null,
            DestinationPorts = protocol is 6 or 17 ? new PortRange(53) : null,
            TunnelId = other && !v6 ? 77UL : null,
            Inverted = other,
        });

    private static readonly Gen<RoutingRule> s_rules = Gen.Select(
        s_selectors, Gen.Int[0, 7], Gen.OneOf<long>(Route.MainTable, Route.LocalTable, 77, 256, uint.MaxValue), Gen.OneOf(RouteProtocol.Unspecified, RouteProtocol.Boot, RouteProtocol.Static, (RouteProtocol)77))
        .Select((rule, action, table, protocol) => (action switch
        {
            0 => rule with { Action = RoutingRuleAction.Blackhole },
            1 => rule with { Action = RoutingRuleAction.Unreachable },
            2 => rule with { Action = RoutingRuleAction.Prohibit },
            3 => rule with { Action = RoutingRuleAction.Nop },
            4 => rule with { Action = RoutingRuleAction.Goto, GotoPriority = 32766 },
            5 => rule with { Table = table, SuppressPrefixLength = 0 },
            6 => rule with { Table = table, SuppressLinkGroup = 7, SourceRealm = rule.Family == AddressFamily.InterNetwork ? 5 : null, DestinationRealm = rule.Family == AddressFamily.InterNetwork ? 6 : null },
            _ => rule with { Table = table },
        }) with { Protocol = protocol });

    [Fact]
    public void User_IDs_need_a_caller_in_the_user_namespace_that_owns_the_network_namespace()
    {
        // A caller with the capability creates network namespaces in its own user namespace, which also the root of a user namespace does.
        if (Require.HasPrivileges)
        {
            Red.Rules.Add(s_root).UserIds.Should().Be(s_root.UserIds);
            return;
        }

        NetlinkException error = this.Invoking(_ => Red.Rules.Add(s_root)).Should().Throw<NetlinkException>().Which;
        error.Errno.Should().Be(Errno.EPERM);
        error.Message.Should().Contain("run ip-rule(8) in both namespaces");
        // The way that the message names.
        Tool.Ip(Red, "rule add uidrange 0-0 table 77 pref 900");
        RoutingRule added = Red.Rules.List().Single(rule => rule.Priority == 900);
        // A listed ID is that of the reader's user namespace.
        added.UserIds.Should().NotBeNull();
        this.Invoking(_ => Red.Rules.Delete(added)).Should().Throw<NetlinkException>().WithMessage("*run ip-rule(8) in both namespaces*").Which.Errno.Should().Be(Errno.EPERM);
        Red.Rules.Delete(new RoutingRule(AddressFamily.InterNetwork) { Priority = 900, Table = 77 });
        Red.Rules.List().Should().NotContain(rule => rule.Priority == 900);
    }

    [Fact]
    public void Rules_are_the_same_in_both_directions()
    {
        Require.ProtocolNames();
        InstalledPrograms.Require("ip");
        s_rules.Array[1, 15].Sample(
            rules =>
            {
                // What a round leaves that has failed, shrinking trips over.
                foreach (RoutingRule rule in Red.Rules.Where(rule => rule.Priority is >= 1000 and < 2000).ToArray())
                {
                    Red.Rules.Delete(rule);
                }

                RoutingRule[] before = [.. Red.Rules];
                RoutingRule[] chosen = [.. rules.Select((rule, i) => rule with { Priority = 1000 + i })];
                RoutingRule[] added = [.. chosen.Select(Red.Rules.Add)];
                RuleOracle.ShouldAgree(Red);
                RuleOracle.ShouldReadTheSame(Red);
                RoutingRule[] listed = [.. Red.Rules.Except(before)];
                listed.Should().BeEquivalentTo(added, options => options.ComparingByValue<RoutingRule>(), "the kernel echoes what it adds");
                listed.Should().BeEquivalentTo(chosen, options => options.ComparingByValue<RoutingRule>());

                string[] lines = RuleOracle.Lines(Red);
                Delete(listed);
                Red.Rules.Should().Equal(before);
                foreach (RoutingRule rule in listed)
                {
                    Red.Rules.Add(rule);
                }

                RuleOracle.Lines(Red).Should().Equal(lines);
                Delete(listed);

                // What ip adds by the same words the library reads.
                foreach (AddressFamily family in (AddressFamily[])[AddressFamily.InterNetwork, AddressFamily.InterNetworkV6])
                {
                    Batch(Red, family == AddressFamily.InterNetwork ? "-4" : "-6", listed.Where(rule => rule.Family == family).Select(rule => $"rule add {Words(rule)}"));
                }

                RoutingRule[] read = [.. Red.Rules.Except(before)];
                read.Should().BeEquivalentTo(listed, options => options.ComparingByValue<RoutingRule>());
                Delete(read);
            },
            iter: Rounds,
            threads: 1);
    }

    [Fact]
    public void Priority_is_chosen_by_the_kernel_and_returned()
    {
        RoutingRule first = Red.Rules.Add(new RoutingRule(AddressFamily.InterNetwork) { Table = 100 });
        RoutingRule second = Red.Rules.Add(new RoutingRule(AddressFamily.InterNetwork) { Table = 101 });
        first.Priority.Should().Be(32765);
        second.Priority.Should().Be(32764);
        Red.Rules.Should().Contain([first, second]);
    }

    [Fact]
    public void Listed_rule_is_deleted_and_not_one_with_more_selectors()
    {
        Tool.Ip(Red, "rule add fwmark 5 lookup 100 priority 1000", "rule add lookup 100 priority 1000");
        RoutingRule[] rules = [.. Red.Rules.List(new RoutingRuleFilter { Priority = 1000 })];
        rules.Should().HaveCount(2);
        RoutingRule any = rules.Single(rule => rule.Mark == 0);
        RoutingRule marked = rules.Single(rule => rule.Mark == 5);
        // The kernel passes over selectors that the request lacks, so it would delete the first.
        Action act = () => Red.Rules.Delete(any);
        act.Should().Throw<InvalidOperationException>().WithMessage("*fwmark 0x5*");
        Red.Rules.List(new RoutingRuleFilter { Priority = 1000 }).Should().Equal(rules);
        Red.Rules.Delete(marked);
        Red.Rules.Delete(any);
        Red.Rules.List(new RoutingRuleFilter { Priority = 1000 }).Should().BeEmpty();
        act.Should().Throw<LinuxException>().Which.Errno.Should().Be(Errno.ENOENT);
    }

    [Fact]
    public void Rule_that_was_made_up_deletes_the_first_that_it_fits()
    {
        Tool.Ip(Red, "rule add fwmark 5 blackhole priority 1000");
        Red.Rules.Delete(new RoutingRule(AddressFamily.InterNetwork) { Priority = 1000 });
        Red.Rules.List(new RoutingRuleFilter { Priority = 1000 }).Should().BeEmpty();
    }

    [Fact]
    public void Flush_deletes_what_the_filter_selects_and_nothing_else()
    {
        Tool.Ip(Red, "rule add lookup 100 priority 1000 proto 77", "rule add lookup 101 priority 1001", "-6 rule add lookup 100 priority 1000 proto 77");
        string[] before = RuleOracle.Lines(Red);
        Red.Rules.Flush(new RoutingRuleFilter { Protocol = (RouteProtocol)77 }).Should().Be(2);
        RuleOracle.Lines(Red).Should().Equal(before.Where(line => !line.Contains("proto 77", StringComparison.Ordinal)));
        Tool.Ip(Red, "rule add fwmark 5 lookup 100 priority 1000", "rule add lookup 100 priority 1000 proto 77");
        Action act = () => Red.Rules.Flush(new RoutingRuleFilter { Protocol = (RouteProtocol)77 });
        act.Should().Throw<InvalidOperationException>();
        Red.Rules.Flush(new RoutingRuleFilter()).Should().Be(6, "the rules for main and default go too");
        RuleOracle.Lines(Red).Should().Equal("0: from all lookup local", "0: from all lookup local");
    }

    [Fact]
    public void Selectors_of_newer_kernels_are_kept_or_refused_by_name()
    {
        RoutingRule[] rules =
        [
            new(AddressFamily.InterNetwork) { Priority = 1000, Dscp = 5, Table = 100 },
            new(AddressFamily.InterNetwork) { Priority = 1001, Dscp = 4, DscpMask = 12, Table = 100 },
            new(AddressFamily.InterNetworkV6) { Priority = 1002, FlowLabel = 0x12345, Table = 100 },
            new(AddressFamily.InterNetworkV6) { Priority = 1003, FlowLabel = 0x12300, FlowLabelMask = 0xfff00, Table = 100 },
            new(AddressFamily.InterNetwork) { Priority = 1004, IPProtocol = 6, SourcePorts = new PortRange(0x100), SourcePortMask = 0xff00, Table = 100 },
            new(AddressFamily.InterNetwork) { Priority = 1005, IPProtocol = 6, DestinationPorts = new PortRange(0x100), DestinationPortMask = 0xff00, Table = 100 },
            new(AddressFamily.InterNetwork) { Priority = 1006, L3MasterDevice = true },
        ];
        foreach (RoutingRule rule in rules)
        {
            try
            {
                RoutingRule added = Red.Rules.Add(rule);
                added.Should().Be(rule with { Priority = rule.Priority });
                Red.Rules.Should().ContainSingle(listed => listed == added);
                Red.Rules.Delete(added);
                Red.Rules.Should().NotContain(added);
            }
            catch (NetlinkException e) when (e.Errno == Errno.EINVAL)
            {
                e.Message.Should().Contain("FRA_");
            }
            catch (NotSupportedException e)
            {
                e.Message.Should().Contain("came with Linux 6.");
                Red.Rules.Should().NotContain(listed => listed.Table == 100, "a rule that lacks a selector does not stay");
            }
        }
    }

    [Fact]
    public void Rejected_rule_names_the_attribute()
    {
        Red.Rules.Add(new RoutingRule(AddressFamily.InterNetwork) { Priority = 1000, Table = 100 });
        Action again = () => Red.Rules.Add(new RoutingRule(AddressFamily.InterNetwork) { Priority = 1000, Table = 100 });
        again.Should().Throw<NetlinkException>().Which.Remedy.Should().Contain("same priority");
        Action mark = () => Red.Rules.Add(new RoutingRule(AddressFamily.InterNetwork) { IPProtocol = 6, SourcePorts = new PortRange(100), SourcePortMask = 0x1, Table = 100 });
        // A kernel that does not know the mask would ignore it.
        mark.Should().Throw<Exception>().Which.Should().Match(failure => failure is NotSupportedException || ((NetlinkException)failure).Errno == Errno.EINVAL);
        Action missing = () => Red.Rules.Delete(new RoutingRule(AddressFamily.InterNetwork) { Priority = 4711 });
        missing.Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.ENOENT);
    }

    private void Delete(RoutingRule[] rules)
    {
        foreach (RoutingRule rule in rules)
        {
            Red.Rules.Delete(rule);
        }
    }

    /// <summary>The words for ip-rule, which takes the priority in another form than it prints it.</summary>
    private static string Words(RoutingRule rule) =>
        // With -batch ip takes a name for the number that it has read last: each kind of names has one place in a cache.
        rule.ToString().Replace($"{rule.Priority}:", string.Empty, StringComparison.Ordinal).Replace("lookup main", "lookup 254", StringComparison.Ordinal)
            .Replace("lookup local", "lookup 255", StringComparison.Ordinal).Replace("proto static", "proto 4", StringComparison.Ordinal).Replace("proto boot", "proto 3", StringComparison.Ordinal)
        + $" priority {rule.Priority}";

}
