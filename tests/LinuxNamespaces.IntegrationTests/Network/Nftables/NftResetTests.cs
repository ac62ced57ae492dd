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

    private static IReadOnlyList<NftRule> Supported(Func<IReadOnlyList<NftRule>> reset)
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
    }

    private ulong Counted(NftChain chain) =>
        Red.Nftables.ListRules(s_table).Single(rule => rule.Chain == chain.Name).Expressions.OfType<NftCounterExpression>().Single().Packets;
}
