using CsCheck;
using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using LinuxNamespaces.TestTools;
using Xunit;

namespace LinuxNamespaces.Tests.Network.Nftables;

public sealed class NftFlowTableTests
{
    private static readonly NftFlowTable s_flowTable = new(new NftTable(NftFamily.Inet, "t"), "f") { Priority = -10, Devices = ["lo"], Counts = true };

    // nft add flowtable inet t f { hook ingress priority -10; devices = { lo }; counter; }
    private static readonly string s_golden = string.Concat(
        "01000000", "0600010074000000", "0600020066000000",
        "20000380", "0800010000000000", "08000200FFFFFFF6", "0C000380", "070001006C6F0000",
        "0800070000000002");

    [Fact]
    public void Bytes_are_those_of_nft()
    {
        NetlinkMessageWriter request = NftFlowTableMessages.Write(new byte[256], s_flowTable, Linux.NLM_F_CREATE);
        Convert.ToHexString(request.Finish()[16..]).Should().Be(s_golden);
        // nft delete flowtable inet t f
        Convert.ToHexString(NftFlowTableMessages.WriteDelete(new byte[256], s_flowTable).Finish()[16..]).Should().Be("010000000600010074000000" + "0600020066000000");
    }

    [Fact]
    public void What_is_written_is_read() => Gen.Select(Gen.Int, Gen.Int[0, 5], Gen.Bool, Gen.Bool).Sample((priority, devices, offload, counts) =>
    {
        NftFlowTable flowTable = s_flowTable with { Priority = priority, Devices = [.. Enumerable.Range(0, devices).Select(i => $"eth{i}")], HardwareOffload = offload, Counts = counts };
        NftFlowTableMessages.Parse(new NetlinkMessage(NftFlowTableMessages.Write(new byte[512], flowTable, 0).Finish())).Should().Be(flowTable);
    });

    [Fact]
    public void Building_allocates_nothing()
    {
        byte[] buffer = new byte[512];
        int sum = 0;
        Allocations.Count(1000, () => sum += NftFlowTableMessages.Write(buffer, s_flowTable, 0).Length).Should().Be(0);
        sum.Should().BePositive();
    }

    [Fact]
    public void Hostile_messages_are_read_or_refused()
    {
        int read = 0;
        HostileInput.Attributes(Nfnetlink.HeaderLength).Sample(
            bytes =>
            {
                NetlinkMessageWriter writer = new(new byte[4096], Nfnetlink.TypeOf(Nfnetlink.NFNL_SUBSYS_NFTABLES, NftSchema.NFT_MSG_NEWFLOWTABLE));
                writer.WriteStruct<nfgenmsg>();
                writer.WriteString(NftFlowTableMessages.NFTA_FLOWTABLE_TABLE, "t");
                writer.WriteString(NftFlowTableMessages.NFTA_FLOWTABLE_NAME, "f");
                writer.WriteBytes(NftFlowTableMessages.NFTA_FLOWTABLE_HOOK, bytes.AsSpan(16));
                try
                {
                    Interlocked.Add(ref read, NftFlowTableMessages.Parse(new NetlinkMessage(writer.Finish())) is null ? 0 : 1);
                }
                catch (InvalidDataException)
                {
                    // Refused.
                }
            },
            iter: 10_000);
        read.Should().BePositive();
    }

    [Fact]
    public void Names_that_cannot_be_are_refused()
    {
        FluentActions.Invoking(() => new NftFlowTable(NftFamily.Inet, "t", "")).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => s_flowTable with { Devices = ["a/b"] }).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => NftAction.Offload(null!)).Should().Throw<ArgumentNullException>();
    }
}
