using System.Net;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Nftables;

[Collection("The kernel")]
public sealed class NftTransactionTests : KernelTest
{
    private static readonly NftTable s_table = new(NftFamily.IPv4, "t");
    private static readonly NftChain s_chain = new(s_table, "c");

    public NftTransactionTests() => NftKernel.RequireTables(Red);

    [Fact]
    public void One_bad_change_undoes_all_and_is_named_with_its_attribute()
    {
        using NftTransaction change = Red.Nftables.BeginTransaction();
        change.Add(s_table);
        change.Add(s_chain);
        change.Add(new NftRule(s_chain, NftAction.Accept));
        change.Add(new NftRule(s_chain, NftVerdict.Jump("nonesuch")) { Comment = "bad" });
        change.Add(new NftRule(s_chain, NftAction.Drop));
        NetlinkException error = change.Invoking(change => change.Commit()).Should().Throw<NetlinkException>().Which;

        error.Errno.Should().Be(Errno.ENOENT);
        error.Target.Should().Be("ip t c \"bad\": immediate");
        error.AttributeName.Should().StartWith("NFTA_RULE_EXPRESSIONS > NFTA_LIST_ELEM");
        Red.Nftables.ListTables().Should().BeEmpty();
        NftOracle.List(Red).Should().BeEmpty();
        change.Invoking(change => change.Commit()).Should().Throw<InvalidOperationException>();
        change.Invoking(change => change.Add(s_table)).Should().Throw<InvalidOperationException>();
    }

    [Theory]
    [InlineData("table", "NFTA_TABLE_NAME")]
    [InlineData("chain", "NFTA_CHAIN_TABLE")]
    [InlineData("set", "NFTA_SET_TABLE")]
    [InlineData("element", "NFTA_SET_ELEM_LIST_TABLE")]
    [InlineData("rule", "NFTA_RULE_TABLE")]
    [InlineData("object", "NFTA_OBJ_TABLE")]
    public void What_does_not_exist_is_named(string kind, string attribute)
    {
        NftTable missing = new(NftFamily.IPv4, "missing");
        NftSet set = new(missing, "s", NftDataType.Port);
        using NftTransaction change = Red.Nftables.BeginTransaction();
        switch (kind)
        {
            case "table":
                change.Delete(missing);
                break;
            case "chain":
                change.Add(new NftChain(missing, "c"));
                break;
            case "set":
                change.Add(set);
                break;
            case "element":
                change.AddElements(set, new NftSetElement(NftValue.OfPort(1)));
                break;
            case "rule":
                change.Add(new NftRule(new NftChain(missing, "c"), NftAction.Accept));
                break;
            default:
                change.Add(NftObject.CreateCounter(missing, "n"));
                break;
        }

        change.Invoking(change => change.Commit()).Should().Throw<NetlinkException>().Where(e => e.Errno == Errno.ENOENT && e.AttributeName == attribute);
    }

    [Fact]
    public void What_exists_is_not_created_again()
    {
        Commit(change =>
        {
            change.Create(s_table);
            change.Create(s_chain);
        });
        Commit(change => change.Add(s_table));
        this.Invoking(_ => Commit(change => change.Create(s_table))).Should().Throw<NetlinkException>().Where(e => e.Errno == Errno.EEXIST && e.AttributeName == "NFTA_TABLE_NAME");
        this.Invoking(_ => Commit(change => change.Create(s_chain))).Should().Throw<NetlinkException>().Where(e => e.Errno == Errno.EEXIST);
    }

    [Fact]
    public void A_transaction_for_an_old_generation_changes_nothing()
    {
        NftSnapshot before = Red.Nftables.Read();
        Commit(change => change.Add(s_table));
        using NftTransaction late = Red.Nftables.BeginTransaction(before.Generation);
        late.Delete(s_table);
        late.Invoking(late => late.Commit()).Should().Throw<NetlinkException>().Where(e => e.Errno == Errno.ERESTART && e.Message.Contains("NftRuleset.Update", StringComparison.Ordinal));
        Red.Nftables.ListTables().Should().Equal(s_table);
        Red.Nftables.Read().Generation.Should().BeGreaterThan(before.Generation);
    }

    [Fact]
    public void An_update_that_another_one_overtakes_is_made_again()
    {
        Commit(change =>
        {
            change.Add(s_table);
            change.Add(s_chain);
        });
        int attempts = 0;
        Red.Nftables.Update((snapshot, change) =>
        {
            // Another program adds a rule after the snapshot was read, twice.
            if (attempts++ < 2)
            {
                Commit(other => other.Add(new NftRule(s_chain, NftAction.Count)));
            }

            change.Add(new NftRule(s_chain, NftAction.Accept) { Comment = $"{snapshot.Rules.Count} before" });
        });
        attempts.Should().Be(3);
        Red.Nftables.ListRules(s_table).Select(rule => rule.Comment).Should().Equal(null, null, "2 before");

        attempts = 0;
        Red.Nftables.Invoking(ruleset => ruleset.Update((_, change) =>
        {
            attempts++;
            Commit(other => other.Add(new NftRule(s_chain, NftAction.Count)));
            change.Delete(s_table);
        })).Should().Throw<NetlinkException>().Where(e => e.Errno == Errno.ERESTART);
        attempts.Should().Be(20);
    }

    [Fact]
    public async Task Updates_of_several_threads_are_all_made()
    {
        Commit(change =>
        {
            change.Add(s_table);
            change.Add(s_chain);
        });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            using NetNamespace own = Red.Duplicate();
            for (int i = 0; i < 5; i++)
            {
                own.Nftables.Update((snapshot, change) => change.Add(new NftRule(s_chain, NftAction.Accept) { Comment = $"{snapshot.Rules.Count}" }));
            }
        })));
        Red.Nftables.ListRules(s_table).Select(rule => rule.Comment).Should().Equal(Enumerable.Range(0, 20).Select(i => $"{i}"));
    }

    [Fact]
    public void A_large_transaction_is_made_at_once()
    {
        // More than the send buffer of a new socket, and less than an ordinary user may have.
        const int count = 6000;
        NftSet set = new(s_table, "many", NftDataType.IPv4Address);
        Commit(change =>
        {
            change.Add(s_table);
            change.Add(s_chain);
            change.Add(set);
            change.AddElements(set, [.. Enumerable.Range(0, count).Select(i => new NftSetElement(new IPAddress(0x0a000000 + (long)i)))]);
            for (int i = 0; i < 500; i++)
            {
                change.Add(new NftRule(s_chain, NftMatch.Tcp.DestinationPort(i + 1), NftAction.Accept));
            }
        });
        Red.Nftables.ListElements(set).Should().HaveCount(count);
        IReadOnlyList<NftRule> rules = Red.Nftables.ListRules(s_table);
        rules.Select(rule => rule.Expressions.OfType<NftCompareExpression>().Last().Value).Should().Equal(Enumerable.Range(1, 500).Select(NftValue.OfPort));
    }

    [Fact]
    public void An_expression_that_the_kernel_lacks_is_named_with_its_option()
    {
        Commit(change =>
        {
            change.Add(s_table);
            change.Add(s_chain);
        });
        Action add = () => Commit(change => change.Add(new NftRule(s_chain, NftAction.Count, new NftRawExpression("nonesuch", []))));
        add.Should().Throw<NotSupportedException>().WithMessage("*The kernel lacks expressions of the kind nonesuch*").WithInnerException<NetlinkException>();
        Red.Nftables.ListTables().Should().Equal([s_table], "the search for what is missing leaves nothing");

        // Of the known kinds, this one is often missing.
        try
        {
            Commit(change => change.Add(new NftRule(s_chain, new NftQueueExpression { Number = 1 })));
        }
        catch (NotSupportedException e)
        {
            e.Message.Should().Contain("CONFIG_NFT_QUEUE");
        }
    }

    [Fact]
    public void A_discarded_transaction_has_no_effect()
    {
        using (NftTransaction change = Red.Nftables.BeginTransaction())
        {
            change.Add(s_table);
            change.Count.Should().Be(1);
        }

        using NftTransaction empty = Red.Nftables.BeginTransaction();
        empty.Commit().Should().BeEmpty();
        Red.Nftables.ListTables().Should().BeEmpty();
    }

    private void Commit(Action<NftTransaction> add)
    {
        using NftTransaction change = Red.Nftables.BeginTransaction();
        add(change);
        change.Commit();
    }
}
