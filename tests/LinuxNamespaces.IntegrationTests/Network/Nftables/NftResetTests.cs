using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Nftables;

[Collection("The kernel")]
public sealed class NftResetTests : KernelTest
{
    private static readonly NftTable s_table = new(NftFamily.Inet, "t");
    private static readonly NftTable s_other = new(NftFamily.Inet, "other");
    private static readonly NftChain s_first = new(s_table, "first");
    private static readonly NftChain s_second = new(s_table, "second");

    public NftResetTests()
    {
        NftKernel.RequireTables(Red);
        using NftTransaction change = Red.Nftables.BeginTransaction();
        change.Add(s_table);
        change.Add(s_other);
        change.Add(s_first);
        change.Add(s_second);
        change.Add(NftObject.CreateCounter(s_table, "web", 5, 500));
        change.Add(NftObject.CreateCounter(s_table, "mail", 6, 600));
        change.Add(NftObject.CreateCounter(s_other, "web", 7, 700));
        change.Add(new NftRule(s_first, new NftCounterExpression { Packets = 8, Bytes = 800 }));
        change.Add(new NftRule(s_second, new NftCounterExpression { Packets = 9, Bytes = 900 }));
        change.Commit();
    }

    [Fact]
    public void Counters_of_a_table_start_again()
    {
        IReadOnlyList<NftObject> before = Red.Nftables.ListObjects(s_table);
        Red.Nftables.ResetObjects(s_table).Should().BeEquivalentTo(before, options => options.ComparingByValue<NftObject>());
        Red.Nftables.ListObjects(s_table).Should().HaveCount(2).And.OnlyContain(item => item.Packets == 0 && item.Bytes == 0);
        Red.Nftables.ListObjects(s_other).Should().ContainSingle("it is of another table").Which.Packets.Should().Be(7);
        Tool.RunIn(Red, "nft", "list", "counters", "table", "inet", "t").Should().Contain("packets 0 bytes 0").And.NotContain("packets 5");
        Tool.RunIn(Red, "nft", "list", "counters", "table", "inet", "other").Should().Contain("packets 7 bytes 700");
    }

    [Fact]
    public void One_counter_starts_again()
    {
        NftObject web = NftObject.CreateCounter(s_table, "web");
        NftObject before = Red.Nftables.ResetObject(web);
        (before.Name, before.Packets, before.Bytes).Should().Be(("web", 5, 500));
        Red.Nftables.ListObjects(s_table).Should().Contain(item => item.Name == "web" && item.Packets == 0).And.Contain(item => item.Name == "mail" && item.Packets == 6);
        NetlinkException error = FluentActions.Invoking(() => Red.Nftables.ResetObject(NftObject.CreateCounter(s_table, "none"))).Should().Throw<NetlinkException>().Which;
        error.Errno.Should().Be(Errno.ENOENT);
        error.AttributeName.Should().Be("NFTA_OBJ_NAME");
    }

    [Fact]
    public void Counters_in_rules_of_a_chain_start_again()
    {
        Supported(() => Red.Nftables.ResetRules(s_first)).Should().ContainSingle().Which.Expressions.OfType<NftCounterExpression>().Single().Packets.Should().Be(8);
        Counted(s_first).Should().Be(0);
        Counted(s_second).Should().Be(9);
    }

    [Fact]
    public void Counters_in_rules_of_a_table_start_again()
    {
        Supported(() => Red.Nftables.ResetRules(s_table)).Should().HaveCount(2);
        Counted(s_first).Should().Be(0);
        Counted(s_second).Should().Be(0);
        Tool.RunIn(Red, "nft", "list", "table", "inet", "t").Should().NotContain("packets 8").And.NotContain("packets 9");
    }

    [Fact]
    public void Elements_of_a_set_start_again()
    {
        NftSet ports = AddSet(NftDataType.Port, NftSetFlags.None, Counted(NftValue.OfPort(80), 5), Counted(NftValue.OfPort(25), 6));
        NftSetElement before = Supported(() => Red.Nftables.ResetElement(ports, new NftSetElement(NftValue.OfPort(80))));
        Packets(before).Should().Be(5);
        before.Comment.Should().Be("c");
        PacketsByKey(ports).Should().BeEquivalentTo(new Dictionary<NftValue, ulong> { [NftValue.OfPort(80)] = 0, [NftValue.OfPort(25)] = 6 });
        Tool.RunIn(Red, "nft", "list", "set", "inet", "t", "s").Should().Contain("80 counter packets 0 bytes 0").And.Contain("25 counter packets 6 bytes 600");

        Red.Nftables.ResetElements(ports).Select(Packets).Should().BeEquivalentTo([0UL, 6UL]);
        PacketsByKey(ports).Values.Should().Equal(0, 0);
        NetlinkException error = FluentActions.Invoking(() => Red.Nftables.ResetElement(ports, new NftSetElement(NftValue.OfPort(7)))).Should().Throw<NetlinkException>().Which;
        error.Errno.Should().Be(Errno.ENOENT);
    }

    [Fact]
    public void Ranges_of_a_set_start_again()
    {
        NftSetElement range = Counted(NftValue.OfPort(80), 5, NftValue.OfPort(90));
        NftSet ports = AddSet(NftDataType.Port, NftSetFlags.Interval, range, Counted(NftValue.OfPort(25), 6));
        Supported(() => Red.Nftables.ResetElement(ports, new NftSetElement(NftValue.OfPort(80), NftValue.OfPort(90)))).Should().Be(range);
        PacketsByKey(ports).Should().BeEquivalentTo(new Dictionary<NftValue, ulong> { [NftValue.OfPort(80)] = 0, [NftValue.OfPort(25)] = 6 });
        Red.Nftables.ResetElements(ports).Should().HaveCount(2).And.Contain(element => element.LastKey != null && element.LastKey.Equals(NftValue.OfPort(90)));
        PacketsByKey(ports).Values.Should().Equal(0, 0);
    }

    private static NftSetElement Counted(NftValue key, ulong packets, NftValue? last = null) =>
        new(key, last ?? key) { Comment = "c", Expressions = [new NftCounterExpression { Packets = packets, Bytes = packets * 100 }] };

    private static ulong Packets(NftSetElement element) => element.Expressions.OfType<NftCounterExpression>().Single().Packets;

    private static T Supported<T>(Func<T> reset)
    {
        try
        {
            return reset();
        }
        catch (NotSupportedException e) when (e.Message.Contains("kernel 6.2", StringComparison.Ordinal) && Environment.OSVersion.Version < new Version(6, 2))
        {
            Assert.Skip("The kernel has no resets of rules (Linux 6.2).");
            throw;
        }
        catch (NotSupportedException e) when (e.Message.Contains("kernel 6.5", StringComparison.Ordinal) && Environment.OSVersion.Version < new Version(6, 5))
        {
            Assert.Skip("The kernel has no resets of elements (Linux 6.5).");
            throw;
        }
    }

    private NftSet AddSet(NftDataType type, NftSetFlags flags, params NftSetElement[] elements)
    {
        NftSet set = new(s_table, "s", type) { Flags = flags, Expressions = [new NftCounterExpression()] };
        using NftTransaction change = Red.Nftables.BeginTransaction();
        change.Add(set);
        change.AddElements(set, elements);
        change.Commit();
        return set;
    }

    private Dictionary<NftValue, ulong> PacketsByKey(NftSet set) => Red.Nftables.ListElements(set).ToDictionary(element => element.Key!, Packets);

    private ulong Counted(NftChain chain) =>
        Red.Nftables.ListRules(s_table).Single(rule => rule.Chain == chain.Name).Expressions.OfType<NftCounterExpression>().Single().Packets;
}
