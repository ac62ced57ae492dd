using System.Net;
using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using LinuxNamespaces.TestTools;
using Xunit;

namespace LinuxNamespaces.Tests.Network.Nftables;

/// <summary>The bytes of changes, against those that nft(8) sends for the same words.</summary>
public sealed class NftMessageTests
{
    private const int HeaderLength = NetlinkMessageWriter.HeaderLength;
    private const int Register = 1;

    private static readonly NftTable s_table = new(NftFamily.Inet, "t");
    private static readonly NftChain s_chain = new(s_table, "f") { Hook = NftHook.Forward, Priority = 5, Policy = NftPolicy.Drop };
    private static readonly NftChain s_pre = new(s_table, "pre");
    private static readonly NftChain s_post = new(s_table, "post");
    private static readonly NftSet s_set = new(s_table, "s", NftDataType.IPv4Address) { Flags = NftSetFlags.Interval };
    private static readonly NftSet s_pairs = new(s_table, "c", NftDataType.Concatenate(NftDataType.IPv4Address, NftDataType.Port)) { Flags = NftSetFlags.Interval };
    private static readonly NftSet s_map = new(s_table, "m", NftDataType.Port) { ValueType = NftDataType.Verdict };

    private static readonly NftSet s_dynamic = new(s_table, "ti", NftDataType.IPv4Address)
    {
        Flags = NftSetFlags.Timeout | NftSetFlags.Dynamic,
        Timeout = TimeSpan.FromMinutes(1),
        Size = 100,
        Comment = "ti",
    };

    private static readonly Dictionary<string, NftRule> s_rules = new()
    {
        ["f ip saddr 10.0.0.0/8 ip daddr 10.0.0.1 tcp dport 80 counter accept comment \"web\""] =
            new(s_chain, NftMatch.Source(Network("10.0.0.0/8")), NftMatch.Destination(Address("10.0.0.1")), NftMatch.Tcp.DestinationPort(80), NftAction.Count, NftAction.Accept) { Comment = "web" },
        ["f ip6 saddr 2001:db8::/33 udp sport 1000-2000 drop"] = new(s_chain, NftMatch.Source(Network("2001:db8::/33")), NftMatch.Udp.SourcePort(new PortRange(1000, 2000)), NftAction.Drop),
        ["f iifname \"eth0\" oifname \"wan*\" ct state established,related accept"] =
            new(s_chain, NftMatch.InputInterface("eth0"), NftMatch.OutputInterface("wan*"), NftMatch.State(ConntrackStates.Established | ConntrackStates.Related), NftAction.Accept),
        ["f ip saddr @s tcp dport vmap @m"] = WithIds(new(s_chain, NftMatch.SourceIn(s_set), NftMatch.Tcp.DestinationPortIn(s_map)), 1, 3),
        ["f limit rate over 5 mbytes/second burst 1 mbytes drop"] = new(s_chain, new NftLimitExpression { Rate = 5 << 20, Burst = 1 << 20, CountsBytes = true, Inverted = true }, NftAction.Drop),
        ["f log prefix \"x: \" level debug"] = new(s_chain, new NftLogExpression { Prefix = "x: ", Level = NftLogLevel.Debug }),
        ["f log group 5"] = new(s_chain, new NftLogExpression { Group = 5 }),
        ["f meta mark set 7"] = new(s_chain, NftAction.SetMark(7)),
        ["f ct mark set mark"] = new(
            s_chain,
            new NftMetaExpression { Key = NftMetaKey.Mark, DestinationRegister = Register },
            new NftConntrackExpression { Key = NftConntrackKey.Mark, SourceRegister = Register }),
        ["f fib daddr type local jump x"] = new(s_chain, NftMatch.LocalDestination(), NftVerdict.Jump("x")),
        ["f tcp option maxseg size set rt mtu"] = new(
            s_chain,
            new NftRouteExpression { Key = NftRouteKey.TcpSegmentSize, DestinationRegister = Register },
            new NftByteOrderExpression { SourceRegister = Register, DestinationRegister = Register, ToNetwork = true, Length = 2, Size = 2 },
            new NftExtensionHeaderExpression { Header = NftExtensionHeader.TcpOption, Type = 2, Offset = 2, Length = 2, SourceRegister = Register }),
        ["f reject with icmpx type port-unreachable"] = new(s_chain, NftAction.Reject()),
        ["f numgen random mod 2 0"] = new(
            s_chain,
            new NftNumberExpression { DestinationRegister = Register, Modulus = 2, Type = NftNumberType.Random },
            new NftCompareExpression { SourceRegister = Register, Value = NftValue.OfNumber(0) }),
        ["f quota over 10 mbytes goto x"] = new(s_chain, new NftQuotaExpression { Bytes = 10 << 20, Flags = 1 }, NftVerdict.Goto("x")),
        ["f ip saddr != @s ct count 5 return"] = WithIds(new(s_chain, NftMatch.SourceIn(s_set, inverted: true), new NftConnectionLimitExpression { Count = 5 }, NftAction.Return), 1),
        ["f jhash ip saddr mod 3 1"] = new(
            s_chain,
            NftMatch.IPv4,
            new NftPayloadExpression { DestinationRegister = 2, Base = NftPayloadBase.NetworkHeader, Offset = 12, Length = 4 },
            new NftHashExpression { SourceRegister = 2, DestinationRegister = 1, Length = 4, Modulus = 3, Offset = 0 },
            new NftCompareExpression { SourceRegister = Register, Value = NftValue.OfNumber(1) }),
        ["pre tcp dport 8080 dnat ip to 10.0.0.1:80"] = new(s_pre, NftMatch.Tcp.DestinationPort(8080), NftAction.DestinationNat(Address("10.0.0.1"), 80)),
        ["pre udp dport 53 redirect to :5353"] = new(s_pre, NftMatch.Udp.DestinationPort(53), NftAction.Redirect(5353)),
        ["pre dnat ip6 to 2001:db8::1"] = new(s_pre, NftAction.DestinationNat(Address("2001:db8::1"))),
        ["post ip saddr 10.0.0.0/24 snat ip to 1.2.3.4-1.2.3.7 random,persistent"] = new(
            s_post,
            NftMatch.Source(Network("10.0.0.0/24")),
            new NftImmediateExpression(1, NftValue.Of(Address("1.2.3.4"))),
            new NftImmediateExpression(2, NftValue.Of(Address("1.2.3.7"))),
            new NftNatExpression { Type = NftNatType.Source, Family = NftFamily.IPv4, AddressRegister = 1, LastAddressRegister = 2, Flags = NftNatFlags.Random | NftNatFlags.Persistent }),
        ["post ip saddr 10.0.0.0/24 masquerade"] = new(s_post, NftMatch.Source(Network("10.0.0.0/24")), NftAction.Masquerade()),
        ["post meta l4proto tcp masquerade to :1000-2000 fully-random"] = new(
            s_post,
            NftMatch.Tcp.Any,
            new NftImmediateExpression(1, NftValue.OfPort(1000)),
            new NftImmediateExpression(2, NftValue.OfPort(2000)),
            new NftMasqueradeExpression { PortRegister = 1, LastPortRegister = 2, Flags = NftNatFlags.FullyRandom }),
    };

    private static readonly Dictionary<string, string> s_golden = ReadGolden();

    public static TheoryData<string> Rules => [.. s_rules.Keys];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule_is_that_of_nft(string words) =>
        Bytes(NftMessages.WriteRule(new byte[4096], s_rules[words], [.. s_rules[words].Expressions], 0, null, null)).Should().Be(s_golden[$"add rule inet t {words}"]);

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule_is_read_as_it_was_written(string words)
    {
        byte[] message = NftMessages.WriteRule(new byte[4096], s_rules[words], [.. s_rules[words].Expressions], 0, null, null).Finish().ToArray();
        NftParser.ParseRule(new NetlinkMessage(message)).Should().Be(s_rules[words]);
    }

    [Fact]
    public void Every_rule_of_nft_is_compared() =>
        s_golden.Keys.Where(words => words.StartsWith("add rule", StringComparison.Ordinal) && !s_rules.ContainsKey(words["add rule inet t ".Length..]))
            .Should().Equal("add rule inet t f add @ti { ip saddr limit rate 10/second }");

    [Fact]
    public void Dynamic_set_is_that_of_nft()
    {
        NftRule rule = new(
            s_chain,
            NftMatch.IPv4,
            new NftPayloadExpression { DestinationRegister = Register, Base = NftPayloadBase.NetworkHeader, Offset = 12, Length = 4 },
            new NftDynamicSetExpression { Set = "ti", KeyRegister = Register, Expressions = [new NftLimitExpression { Rate = 10 }] });
        string golden = s_golden["add rule inet t f add @ti { ip saddr limit rate 10/second }"];
        // nft adds the number that the set has in the transaction, which makes three lengths different.
        const string number = "0800020000000004";
        string ours = Bytes(NftMessages.WriteRule(new byte[4096], rule, [.. rule.Expressions], 0, null, null));
        golden.Replace(number, string.Empty, StringComparison.Ordinal).Should().HaveLength(ours.Length).And.EndWith(ours[ours.IndexOf("64796e736574", StringComparison.Ordinal)..][24..]);
    }

    [Fact]
    public void Chain_and_sets_are_those_of_nft()
    {
        Bytes(NftMessages.WriteChain(new byte[4096], s_chain, 0)).Should().Be(s_golden["add chain inet t f { type filter hook forward priority 5; policy drop; }"]);
        Bytes(NftSetMessages.WriteSet(new byte[4096], s_set, 1, 0)).Should().Be(s_golden["add set inet t s { type ipv4_addr; flags interval; }"]);
        Bytes(NftSetMessages.WriteSet(new byte[4096], s_dynamic, 4, 0)).Should().Be(s_golden["add set inet t ti { type ipv4_addr; flags dynamic,timeout; timeout 1m; size 100; comment \"ti\"; }"]);
    }

    [Fact]
    public void Elements_are_those_of_nft()
    {
        Elements(s_set, 1, new NftSetElement(Network("10.0.0.0/8"))).Should().Be(s_golden["add element inet t s { 10.0.0.0/8 }"]);
        Elements(
            s_pairs,
            2,
            new NftSetElement(NftValue.Concatenate(NftValue.Of(Address("10.0.0.0")), NftValue.OfPort(80)), NftValue.Concatenate(NftValue.Of(Address("10.0.0.255")), NftValue.OfPort(90))))
            .Should().Be(s_golden["add element inet t c { 10.0.0.0/24 . 80-90 }"]);
        Elements(s_map, 3, new(NftValue.OfPort(80)) { Verdict = NftVerdict.Accept }, new(NftValue.OfPort(81)) { Verdict = NftVerdict.Jump("x") })
            .Should().Be(s_golden["add element inet t m { 80 : accept, 81 : jump x }"]);
    }

    [Fact]
    public void A_transaction_starts_and_ends_with_the_number_of_the_subsystem()
    {
        Convert.ToHexString(Nfnetlink.WriteBegin(new byte[64], Nfnetlink.NFNL_SUBSYS_NFTABLES, 7).Finish()).Should().Be("1C0000001000000000000000000000000000000A0800010000000007");
        Convert.ToHexString(Nfnetlink.WriteEnd(new byte[64], Nfnetlink.NFNL_SUBSYS_NFTABLES).Finish()).Should().Be("140000001100000000000000000000000000000A");
    }

    [Fact]
    public void Messages_are_built_without_the_heap()
    {
        byte[] buffer = new byte[4096];
        NftRule rule = s_rules["f ip saddr 10.0.0.0/8 ip daddr 10.0.0.1 tcp dport 80 counter accept comment \"web\""];
        NftExpression[] expressions = [.. s_rules.Values.SelectMany(other => other.Expressions).Take(60)];
        NftSetElement[] elements = [new(Network("10.0.0.0/8")) { Comment = "c" }, new(Address("10.1.1.1")) { Timeout = TimeSpan.FromSeconds(5) }];
        Allocations.Count(100, () =>
        {
            NftMessages.WriteRule(buffer, rule, expressions, Linux.NLM_F_CREATE, 5, null).Finish();
            NftMessages.WriteTable(buffer, s_table, 0).Finish();
            NftMessages.WriteChain(buffer, s_chain, 0).Finish();
            NftMessages.WriteDeleteRule(buffer, NftFamily.Inet, "t", "f", 5).Finish();
            ReadOnlySpan<NftSetElement> rest = elements;
            NftSetMessages.WriteElements(buffer, NftSchema.NFT_MSG_NEWSETELEM, s_set, null, ref rest, 0).Finish();
        }).Should().Be(0);
    }

    [Fact]
    public void Many_elements_go_into_several_messages()
    {
        NftSetElement[] elements = [.. Enumerable.Range(0, 3000).Select(i => new NftSetElement(NftValue.OfPort(i)) { Comment = new string('c', 128) })];
        ReadOnlySpan<NftSetElement> rest = elements;
        byte[] buffer = new byte[64 * 1024];
        int messages = 0;
        for (; rest.Length > 0; messages++)
        {
            NftSetMessages.WriteElements(buffer, NftSchema.NFT_MSG_NEWSETELEM, s_map, null, ref rest, 0).Finish().Length.Should().BeLessThan(34 * 1024);
        }

        messages.Should().BeGreaterThan(10);
    }

    private static NftRule WithIds(NftRule rule, params uint?[] ids)
    {
        int next = 0;
        return new NftRule(rule.Family, rule.Table, rule.Chain, rule.Expressions.Select(expression => expression is NftLookupExpression lookup ? lookup with { SetId = ids[next++] } : expression)) { Comment = rule.Comment };
    }

    private static string Elements(NftSet set, uint id, params NftSetElement[] elements)
    {
        ReadOnlySpan<NftSetElement> rest = elements;
        return Bytes(NftSetMessages.WriteElements(new byte[4096], NftSchema.NFT_MSG_NEWSETELEM, set, id, ref rest, 0));
    }

    private static string Bytes(in NetlinkMessageWriter message) => Convert.ToHexStringLower(message.Finish()[HeaderLength..]);

    private static IPAddress Address(string text) => IPAddress.Parse(text);

    private static IPNetwork Network(string text) => IPNetwork.Parse(text);

    private static Dictionary<string, string> ReadGolden()
    {
        using StreamReader reader = new(typeof(NftMessageTests).Assembly.GetManifestResourceStream("NftMessages.txt")!);
        string[] lines = [.. reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && line[0] != '#')];
        return lines.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
    }
}
