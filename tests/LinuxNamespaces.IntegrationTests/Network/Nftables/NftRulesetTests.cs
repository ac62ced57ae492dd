using System.Net;
using CsCheck;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Nftables;

[Collection("The kernel")]
public sealed class NftRulesetTests : KernelTest
{
    private static readonly NftTable s_table = new(NftFamily.Inet, "filter") { Comment = "first" };
    private static readonly NftChain s_forward = new(s_table, "forward") { Hook = NftHook.Forward, Policy = NftPolicy.Drop, Priority = 5 };
    private static readonly NftChain s_web = new(s_table, "web");

    public NftRulesetTests() => NftKernel.RequireTables(Red);

    [Fact]
    public void An_expression_that_the_library_does_not_know_is_kept_as_it_is()
    {
        NftKernel.RequireExpression(Red, "synproxy", "CONFIG_NFT_SYNPROXY");
        NftOracle.Load(Red, """
            table ip t {
                chain c {
                    type filter hook input priority 0; policy accept;
                    tcp dport 80 synproxy mss 1460 wscale 7 timestamp sack-perm
                }
            }
            """);
        NftSnapshot snapshot = Red.Nftables.Read();
        NftRawExpression unknown = snapshot.Rules.Should().ContainSingle().Which.Expressions[^1].Should().BeOfType<NftRawExpression>().Which;
        unknown.Name.Should().Be("synproxy");
        unknown.Data.Should().NotBeEmpty();
        using NftTransaction change = Blue.Nftables.BeginTransaction();
        change.Add(snapshot);
        change.Commit();
        NftOracle.List(Blue).Should().Equal(NftOracle.List(Red));
        Blue.Nftables.Read().Rules.Should().Equal(snapshot.Rules);
    }

    [Fact]
    public void What_nft_makes_is_read_and_written_back_the_same()
    {
        NftOracle.Load(Red, Rulesets.All);
        NftSnapshot snapshot = Red.Nftables.Read();
        snapshot.Rules.SelectMany(rule => rule.Expressions).OfType<NftRawExpression>().Should().BeEmpty("all of these kinds are known");
        snapshot.Tables.Should().Contain(table => table.Comment == "hello");
        snapshot.Rules.Should().Contain(rule => rule.Comment == "web");

        using NftTransaction change = Blue.Nftables.BeginTransaction();
        change.Add(snapshot);
        change.Commit();

        NftOracle.List(Blue).Should().Equal(NftOracle.List(Red));
        NftSnapshot copy = Blue.Nftables.Read();
        copy.Tables.Should().Equal(snapshot.Tables);
        copy.Chains.Should().Equal(snapshot.Chains);
        copy.Rules.Should().Equal(snapshot.Rules);
        copy.Sets.Should().Equal(snapshot.Sets);
        copy.Objects.Should().Equal(snapshot.Objects);
        copy.Sets.SelectMany(copy.GetElements).Should().BeEquivalentTo(snapshot.Sets.SelectMany(snapshot.GetElements), options => options.ComparingByValue<NftSetElement>());
    }

    [Fact]
    public void What_the_library_makes_is_what_nft_makes_of_the_same_words()
    {
        NftOracle.Load(Blue, """
            table inet filter {
                comment "first"
                counter hits {
                    comment "all"
                }
                set blocked {
                    type ipv4_addr
                    flags interval
                    comment "bad"
                    elements = { 10.0.0.0/8, 192.0.2.1-192.0.2.7, 203.0.113.9 }
                }
                set links {
                    type ifname
                    elements = { "eth0" }
                }
                set pairs {
                    type ipv4_addr . inet_service
                    flags interval
                    elements = { 10.0.0.0/24 . 80-90 }
                }
                set fresh {
                    type ipv6_addr
                    size 100
                    flags timeout
                    timeout 1h
                    elements = { 2001:db8::1 comment "one" }
                }
                map verdicts {
                    type inet_service : verdict
                    elements = { 22 : accept, 80 : jump web }
                }
                map targets {
                    type inet_service : ipv4_addr
                    elements = { 8080 : 10.0.0.2 }
                }
                chain web {
                    tcp dport { 80, 443 } counter accept comment "pages"
                }
                chain forward {
                    type filter hook forward priority 5; policy drop;
                    ct state established,related accept
                    ip saddr @blocked counter name "hits" drop
                    iifname "eth0" oifname != "wan*" ip6 saddr 2001:db8::/33 reject with icmpx port-unreachable
                    tcp dport vmap @verdicts
                    udp dport 1000-2000 limit rate 10/second burst 5 packets log prefix "udp: " level warn
                    ip daddr 10.1.0.0/12 meta mark set 0x00000007 meta mark & 0x0000000f == 0x00000003 goto web
                    meta l4proto 47 fib daddr type local return
                }
                chain nat {
                    type nat hook prerouting priority -100; policy accept;
                    tcp dport 80 dnat ip to 10.0.0.2:8080
                    ip6 daddr 2001:db8::5 dnat ip6 to 2001:db8::6
                    udp dport 53 redirect to :5353
                }
                chain out {
                    type nat hook postrouting priority 100; policy accept;
                    ip saddr 10.0.0.0/24 masquerade random
                    ip saddr 10.0.1.0/24 snat ip to 192.0.2.1
                }
            }
            table netdev early {
                chain ingress {
                    type filter hook ingress device "lo" priority 0; policy accept;
                    ip saddr 192.0.2.0/25 drop
                }
            }
            """);
        NftObject hits = NftObject.CreateCounter(s_table, "hits") with { Comment = "all" };
        NftSet blocked = new(s_table, "blocked", NftDataType.IPv4Address) { Flags = NftSetFlags.Interval, Comment = "bad" };
        NftSet links = new(s_table, "links", NftDataType.InterfaceName);
        NftSet pairs = new(s_table, "pairs", NftDataType.Concatenate(NftDataType.IPv4Address, NftDataType.Port)) { Flags = NftSetFlags.Interval };
        NftSet fresh = new(s_table, "fresh", NftDataType.IPv6Address) { Flags = NftSetFlags.Timeout, Timeout = TimeSpan.FromHours(1), Size = 100 };
        NftSet verdicts = new(s_table, "verdicts", NftDataType.Port) { ValueType = NftDataType.Verdict };
        NftSet targets = new(s_table, "targets", NftDataType.Port) { ValueType = NftDataType.IPv4Address };
        NftChain nat = new(s_table, "nat") { Hook = NftHook.Prerouting, Type = NftChainType.Nat, Priority = -100 };
        NftChain post = new(s_table, "out") { Hook = NftHook.Postrouting, Type = NftChainType.Nat, Priority = 100 };
        NftTable early = new(NftFamily.NetDevice, "early");
        NftChain ingress = new(early, "ingress") { Hook = NftHook.Ingress, Devices = ["lo"] };
        using NftTransaction change = Red.Nftables.BeginTransaction();
        change.Add(s_table);
        change.Add(s_web);
        change.Add(s_forward);
        change.Add(nat);
        change.Add(post);
        change.Add(hits);
        foreach (NftSet set in new[] { blocked, links, pairs, fresh, verdicts, targets })
        {
            change.Add(set);
        }

        change.AddElements(blocked, new(IPNetwork.Parse("10.0.0.0/8")), new(Value("192.0.2.1"), Value("192.0.2.7")), new(IPAddress.Parse("203.0.113.9")));
        change.AddElements(links, new NftSetElement(NftValue.OfInterfaceName("eth0")));
        change.AddElements(pairs, new NftSetElement(NftValue.Concatenate(Value("10.0.0.0"), NftValue.OfPort(80)), NftValue.Concatenate(Value("10.0.0.255"), NftValue.OfPort(90))));
        change.AddElements(fresh, new NftSetElement(IPAddress.Parse("2001:db8::1")) { Comment = "one" });
        change.AddElements(verdicts, new(NftValue.OfPort(22)) { Verdict = NftVerdict.Accept }, new(NftValue.OfPort(80)) { Verdict = NftVerdict.Jump("web") });
        change.AddElements(targets, new NftSetElement(NftValue.OfPort(8080)) { Value = Value("10.0.0.2") });
        change.Add(new NftRule(s_web, NftMatch.Tcp.DestinationPort(80, 443), NftAction.Count, NftAction.Accept) { Comment = "pages" });
        change.Add(new NftRule(s_forward, NftMatch.State(ConntrackStates.Established | ConntrackStates.Related), NftAction.Accept));
        change.Add(new NftRule(s_forward, NftMatch.SourceIn(blocked), NftAction.CountWith(hits), NftAction.Drop));
        change.Add(new NftRule(s_forward, NftMatch.InputInterface("eth0"), NftMatch.OutputInterface("wan*", inverted: true), NftMatch.Source(IPNetwork.Parse("2001:db8::/33")), NftAction.Reject()));
        change.Add(new NftRule(s_forward, NftMatch.Tcp.DestinationPortIn(verdicts)));
        change.Add(new NftRule(s_forward, NftMatch.Udp.DestinationPort(new PortRange(1000, 2000)), NftAction.Limit(10), new NftLogExpression { Prefix = "udp: ", Level = NftLogLevel.Warning }));
        change.Add(new NftRule(s_forward, NftMatch.Destination(IPNetwork.Parse("10.0.0.0/12")), NftAction.SetMark(7), NftMatch.Mark(3, 0xf), NftAction.Goto(s_web)));
        change.Add(new NftRule(s_forward, NftMatch.Protocol(47), NftMatch.LocalDestination(), NftAction.Return));
        change.Add(new NftRule(nat, NftMatch.Tcp.DestinationPort(80), NftAction.DestinationNat(IPAddress.Parse("10.0.0.2"), 8080)));
        change.Add(new NftRule(nat, NftMatch.Destination(IPAddress.Parse("2001:db8::5")), NftAction.DestinationNat(IPAddress.Parse("2001:db8::6"))));
        change.Add(new NftRule(nat, NftMatch.Udp.DestinationPort(53), NftAction.Redirect(5353)));
        change.Add(new NftRule(post, NftMatch.Source(IPNetwork.Parse("10.0.0.0/24")), NftAction.Masquerade(NftNatFlags.Random)));
        change.Add(new NftRule(post, NftMatch.Source(IPNetwork.Parse("10.0.1.0/24")), NftAction.SourceNat(IPAddress.Parse("192.0.2.1"))));
        change.Add(early);
        change.Add(ingress);
        change.Add(new NftRule(ingress, NftMatch.Source(IPNetwork.Parse("192.0.2.0/25")), NftAction.Drop));
        change.Commit();

        string[] expected = Sorted(NftOracle.List(Blue));
        string[] actual = Sorted(NftOracle.List(Red));
        actual.Except(expected).Should().BeEmpty();
        actual.Should().Equal(expected);
        NftSnapshot made = Red.Nftables.Read();
        NftSnapshot theirs = Blue.Nftables.Read();
        made.Rules.Should().BeEquivalentTo(theirs.Rules, options => options.ComparingByValue<NftRule>());
        made.Chains.Should().BeEquivalentTo(theirs.Chains, options => options.ComparingByValue<NftChain>());
        // The order of the entries beside a set is not the same.
        made.Sets.Select(made.GetElements).SelectMany(elements => elements).Should()
            .BeEquivalentTo(theirs.Sets.Select(theirs.GetElements).SelectMany(elements => elements), options => options.ComparingByValue<NftSetElement>());
        made.Sets.Should().Contain(blocked).And.Contain(pairs).And.Contain(fresh).And.Contain(verdicts).And.Contain(targets);
    }

    [Fact]
    public void Rules_come_in_the_order_of_the_calls_and_can_be_replaced_and_deleted()
    {
        using (NftTransaction change = Red.Nftables.BeginTransaction())
        {
            change.Add(s_table);
            change.Add(s_web);
            change.Commit();
        }

        using NftTransaction added = Red.Nftables.BeginTransaction(returnRules: true);
        added.Add(Rule("b"));
        added.Add(Rule("d"));
        added.Insert(Rule("a"));
        IReadOnlyList<NftRule> rules = added.Commit();
        rules.Select(rule => rule.Comment).Should().Equal("b", "d", "a");
        rules.Should().OnlyContain(rule => rule.Handle > 0);
        Comments().Should().Equal("a", "b", "d");

        using NftTransaction changed = Red.Nftables.BeginTransaction();
        changed.AddAfter(rules[0].Handle!.Value, Rule("c"));
        changed.Insert(Rule("a2"), before: rules[0].Handle);
        changed.Replace(rules[1].Handle!.Value, Rule("e"));
        changed.Delete(rules[2]);
        changed.Commit();
        Comments().Should().Equal("a2", "b", "c", "e");

        using NftTransaction flushed = Red.Nftables.BeginTransaction();
        flushed.Flush(s_web);
        flushed.Delete(s_web);
        flushed.Commit();
        Red.Nftables.ListChains(s_table).Should().BeEmpty();
        Red.Nftables.Clear();
        Red.Nftables.ListTables().Should().BeEmpty();

        static NftRule Rule(string comment) => new(s_web, NftAction.Accept) { Comment = comment };
        IEnumerable<string?> Comments() => Red.Nftables.ListRules(s_table).Select(rule => rule.Comment);
    }

    [Fact]
    public void Random_elements_are_listed_as_they_were_added()
    {
        Gen<(NftDataType Type, NftSetFlags Flags)> kinds = Gen.OneOf(
            (NftDataType.IPv4Address, NftSetFlags.Interval), (NftDataType.IPv4Address, NftSetFlags.None), (NftDataType.Port, NftSetFlags.Interval), (NftDataType.IPv6Address, NftSetFlags.Interval),
            (NftDataType.Concatenate(NftDataType.IPv4Address, NftDataType.Port), NftSetFlags.Interval), (NftDataType.Concatenate(NftDataType.InterfaceName, NftDataType.Mark), NftSetFlags.None));
        Gen.Select(kinds, Gen.Byte.Array[0, 40], Gen.Bool).Sample(
            (kind, numbers, widest) =>
            {
                NftSet set = new(s_table, "random", kind.Type) { Flags = kind.Flags };
                NftSetElement[] elements = [.. Elements(kind.Type, kind.Flags, numbers, widest)];
                Red.Nftables.Clear();
                using NftTransaction change = Red.Nftables.BeginTransaction();
                change.Add(s_table);
                change.Add(set);
                change.AddElements(set, elements);
                change.Commit();
                Red.Nftables.ListSets(s_table).Should().Equal(set);
                Red.Nftables.ListElements(set).Should().BeEquivalentTo(elements, options => options.ComparingByValue<NftSetElement>());

                using NftTransaction deletion = Red.Nftables.BeginTransaction();
                deletion.DeleteElements(set, elements.AsSpan(0, elements.Length / 2));
                deletion.Commit();
                Red.Nftables.ListElements(set).Should().BeEquivalentTo(elements[(elements.Length / 2)..], options => options.ComparingByValue<NftSetElement>());
                NftSet listed = Red.Nftables.ListSets(s_table).Single();
                using NftTransaction flush = Red.Nftables.BeginTransaction();
                flush.Flush(listed);
                flush.Commit();
                Red.Nftables.ListElements(set).Should().BeEmpty();
            },
            iter: 40,
            threads: 1);
    }

    [Fact]
    public void Random_rules_are_listed_as_they_were_added()
    {
        Red.Loopback.Up();
        RandomRules.Rules(s_web).Array[1, 12].Sample(
            rules =>
            {
                Red.Nftables.Clear();
                using NftTransaction change = Red.Nftables.BeginTransaction(returnRules: true);
                change.Add(s_table);
                change.Add(s_web);
                foreach (NftRule rule in rules)
                {
                    change.Add(rule);
                }

                change.Commit().Should().Equal(rules);
                Red.Nftables.ListRules(s_table).Should().Equal(rules);
            },
            iter: 40,
            threads: 1);
    }

    [Fact]
    public void Random_rules_are_shown_by_nft_and_written_back_the_same()
    {
        InstalledPrograms.Require("nft");
        RandomRules.Rules(s_web).Array[1, 30].Sample(
            rules =>
            {
                foreach (NetNamespace netNamespace in (NetNamespace[])[Red, Blue])
                {
                    netNamespace.Nftables.Clear();
                }

                using NftTransaction change = Red.Nftables.BeginTransaction();
                change.Add(s_table);
                change.Add(s_web);
                foreach (NftRule rule in rules)
                {
                    change.Add(rule);
                }

                change.Commit();
                using NftTransaction copy = Blue.Nftables.BeginTransaction();
                copy.Add(Red.Nftables.Read());
                copy.Commit();
                NftOracle.List(Blue).Should().Equal(NftOracle.List(Red));
            },
            iter: 6,
            threads: 1);
    }

    private static IEnumerable<NftSetElement> Elements(NftDataType type, NftSetFlags flags, byte[] numbers, bool widest)
    {
        bool ranges = (flags & NftSetFlags.Interval) != 0;
        foreach (byte number in numbers.Distinct())
        {
            // Ranges must not overlap. The end of one that goes up to the next number is the key at which the next one starts.
            NftValue first = Key(type, number, 0);
            NftValue last = Key(type, number, (byte)(number % 3 == 2 || (number == 255 && widest) ? 255 : number % 3 == 0 ? 0 : 10));
            yield return new NftSetElement(first, ranges ? last : first) { Comment = number % 5 == 0 ? $"comment {number}" : null };
        }
    }

    private static NftValue Key(NftDataType type, byte number, byte low) =>
        type == NftDataType.Port ? new NftValue(number, low)
        : type == NftDataType.IPv4Address ? new NftValue(number, low, low, low)
        : type == NftDataType.IPv6Address ? new NftValue([number, .. Enumerable.Repeat(low, 15)])
        : type.Name.StartsWith("ipv4", StringComparison.Ordinal) ? NftValue.Concatenate(new NftValue(10, number, 0, low), new NftValue(number, low))
        : NftValue.Concatenate(NftValue.OfInterfaceName($"eth{number}"), NftValue.OfNumber(number));

    private static NftValue Value(string address) => NftValue.Of(IPAddress.Parse(address));

    // Tables and chains come in any order.
    private static string[] Sorted(string[] lines) =>
    [
        .. lines.Where(line => !line.StartsWith("{\"rule\"", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
        .. lines.Where(line => line.StartsWith("{\"rule\"", StringComparison.Ordinal)).OrderBy(ChainOf, StringComparer.Ordinal),
    ];

    private static string ChainOf(string line) => System.Text.Json.Nodes.JsonNode.Parse(line)!["rule"]!["chain"]!.GetValue<string>();
}
