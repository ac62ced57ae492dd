using System.Text.Json;
using CsCheck;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Nftables;

[Collection("The kernel")]
public sealed class NftFlowTableTests : KernelTest
{
    private const int Rounds = 8;

    private static readonly NftTable s_table = new(NftFamily.Inet, "t");
    private static readonly NftFlowTable s_flowTable = new(s_table, "fast") { Devices = ["a0", "lo"], Counts = true };

    public NftFlowTableTests()
    {
        NftKernel.RequireTables(Red);
        VethPair.Create(Red, "a0", Red, "a1");
    }

    [Fact]
    public void Flow_table_reads_back_as_it_was_written()
    {
        RequireFlowTables();
        InstalledPrograms.Require("nft");
        Gen.Select(Gen.Int[-1000, 1000], Gen.Int[0, 3], Gen.Bool, Gen.OneOf(NftFamily.Inet, NftFamily.IPv4, NftFamily.IPv6)).Sample(
            (priority, devices, counts, family) =>
            {
                NftTable table = new(family, "t");
                NftFlowTable flowTable = new(table, "fast") { Priority = priority, Devices = new[] { "a0", "a1", "lo" }[..devices], Counts = counts };
                Change(change => change.Add(table), change => change.Create(flowTable));
                NftFlowTable read = Red.Nftables.ListFlowTables(table).Should().ContainSingle().Subject;
                (read with { Devices = [.. read.Devices.Order()] }).Should().Be(flowTable);
                read.Handle.Should().BePositive();
                read.UseCount.Should().Be(0);
                using JsonDocument listed = JsonDocument.Parse(Tool.RunIn(Red, "nft", "-j", "list", "flowtables"));
                JsonElement theirs = listed.RootElement.GetProperty("nftables").EnumerateArray().Select(item => item.Find("flowtable")).OfType<JsonElement>().Single();
                theirs.GetProperty("name").GetString().Should().Be("fast");
                theirs.GetProperty("prio").GetInt32().Should().Be(priority);
                Change(change => change.Delete(flowTable), change => change.Delete(table));
            },
            iter: Rounds,
            threads: 1);
    }

    [Fact]
    public void What_nft_makes_is_read_and_written_again()
    {
        RequireFlowTables();
        Tool.RunIn(Red, "nft", "add table inet t; add flowtable inet t fast { hook ingress priority -10; devices = { a0, lo }; counter; }; add chain inet t forward { type filter hook forward priority 0; }; add rule inet t forward ct state established flow add @fast");
        string theirs = Tool.RunIn(Red, "nft", "list", "ruleset");
        NftSnapshot snapshot = Red.Nftables.Read(s_table);
        snapshot.FlowTables.Should().ContainSingle().Which.UseCount.Should().Be(1);
        snapshot.Rules.Should().ContainSingle().Which.Expressions.Should().Contain(expression => expression is NftFlowOffloadExpression);
        Change(change => change.Delete(s_table), change => change.Add(snapshot));
        Tool.RunIn(Red, "nft", "list", "ruleset").Should().Be(theirs);
        // A rule uses it.
        FluentActions.Invoking(() => Change(change => change.Delete(snapshot.FlowTables[0]))).Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.EBUSY);
    }

    [Fact]
    public void Rules_of_the_library_add_connections()
    {
        RequireFlowTables();
        NftChain forward = new(s_table, "forward") { Hook = NftHook.Forward };
        Change(change => change.Add(s_table), change => change.Add(s_flowTable), change => change.Add(forward), change => change.Add(new NftRule(forward, NftMatch.State(ConntrackStates.Established), NftAction.Offload(s_flowTable))));
        Tool.RunIn(Red, "nft", "list", "ruleset").Should().Contain("flow add @fast").And.Contain("hook ingress priority");
        FluentActions.Invoking(() => Change(change => change.Create(s_flowTable))).Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.EEXIST);
        NftFlowTable absent = new(s_table, "other") { Devices = ["nosuchlink"] };
        Action add = () => Change(change => change.Add(absent));
        // From Linux 6.16 on the link may come later.
        if (Environment.OSVersion.Version >= new Version(6, 16))
        {
            add.Should().NotThrow();
        }
        else
        {
            add.Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.ENOENT);
        }
    }

    [Fact]
    public void Lists_of_flow_tables_can_be_empty()
    {
        Change(change => change.Add(s_table));
        Red.Nftables.ListFlowTables(s_table).Should().BeEmpty();
        Red.Nftables.Read().FlowTables.Should().BeEmpty();
        FluentActions.Invoking(() => Change(change => change.Delete(s_flowTable))).Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.ENOENT);
    }

    private void RequireFlowTables()
    {
        try
        {
            Change(change => change.Add(s_table), change => change.Add(new NftFlowTable(s_table, "probe")), change => change.Delete(s_table));
        }
        catch (NotSupportedException e)
        {
            e.Message.Should().Contain("CONFIG_NF_FLOW_TABLE_INET");
            Assert.Skip("The kernel has no flow tables (CONFIG_NF_FLOW_TABLE_INET).");
        }
    }

    private void Change(params Action<NftTransaction>[] changes)
    {
        using NftTransaction transaction = Red.Nftables.BeginTransaction();
        foreach (Action<NftTransaction> change in changes)
        {
            change(transaction);
        }

        transaction.Commit();
    }
}
