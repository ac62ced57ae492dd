using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Netlink;

/// <summary>Several requests in one datagram, on the kernel.</summary>
[Collection("The kernel")]
public sealed class NetlinkBatchTests : KernelTest
{
    private const int NETLINK_NETFILTER = 12;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Each_error_belongs_to_its_request_and_the_others_are_done(bool acknowledgeEach)
    {
        Red.Loopback.Up();
        using NetlinkConnection connection = Red.OpenNetlink(Linux.NETLINK_ROUTE);
        NetlinkBatch batch = new() { AcknowledgeEach = acknowledgeEach };
        for (int i = 1; i <= 1000; i++)
        {
            // One in a hundred is there already.
            RawRouteBatch.Add(batch, i % 100 == 0 ? i - 1 : i);
        }

        NetlinkBatchResult result = connection.Execute(batch);
        result.Failures.Keys.Should().Equal(Enumerable.Range(1, 10).Select(hundred => (100 * hundred) - 1));
        result.Failures.Values.Should().OnlyContain(failure => failure.Errno == Errno.EEXIST);
        result.Failures[99].Message.Should().StartWith($"Could not add route '#99' in '{Red}': EEXIST (File exists)");
        Tool.RunIn(Red, "ip", "route").Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(990);
    }

    [Fact]
    public void More_errors_than_a_receive_buffer_holds_are_all_told()
    {
        using NetlinkConnection connection = Red.OpenNetlink(Linux.NETLINK_ROUTE);
        // The loopback link is down.
        NetlinkBatchResult result = connection.Execute(RawRouteBatch.Create(5000));
        result.Failures.Should().HaveCount(5000);
        result.Failures.Values.Should().OnlyContain(failure => failure.Errno == Errno.ENETDOWN);
    }

    [Fact]
    public void The_objects_that_a_batch_asks_for_come_with_their_position()
    {
        using NetlinkConnection connection = Red.OpenNetlink(Linux.NETLINK_ROUTE);
        Red.Links.AddBridge("br0");
        NetlinkBatch batch = new();
        foreach (int index in new[] { 1, 9999, Red.Links.Get("br0").Index })
        {
            NetlinkMessageWriter request = new(new byte[64], Linux.RTM_GETLINK);
            request.WriteStruct<ifinfomsg>().ifi_index = index;
            batch.Add(request, new NetlinkOperation("get link", index));
        }

        Dictionary<int, int> indexes = [];
        NetlinkBatchResult result = connection.Execute(batch, (int position, in NetlinkMessage message) => indexes[position] = message.ReadStruct<ifinfomsg>().ifi_index);
        indexes.Should().Equal(new Dictionary<int, int> { [0] = 1, [2] = Red.Links.Get("br0").Index });
        result.Failures.Keys.Should().Equal(1);
        result.Failures[1].Errno.Should().Be(Errno.ENODEV);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_transaction_of_another_family_is_one_datagram(bool valid)
    {
        // nf_tables: the kernel applies all or nothing.
        Require.Program("nft");
        using NetlinkConnection connection = OpenNetfilter();
        NetlinkBatch batch = new() { SingleDatagram = true, AcknowledgeEach = true };
        AddNetfilter(batch, NFNL_MSG_BATCH_BEGIN, null, acknowledge: false);
        AddNetfilter(batch, (NFNL_SUBSYS_NFTABLES << 8) | NFT_MSG_NEWTABLE, "first");
        AddNetfilter(batch, (NFNL_SUBSYS_NFTABLES << 8) | (valid ? NFT_MSG_NEWTABLE : NFT_MSG_DELTABLE), "second");
        AddNetfilter(batch, NFNL_MSG_BATCH_END, null, acknowledge: false);
        NetlinkBatchResult result = connection.Execute(batch);
        if (valid)
        {
            result.Succeeded.Should().BeTrue();
            Tool.RunIn(Red, "nft", "list", "tables").Should().Be("table ip first\ntable ip second\n");
        }
        else
        {
            result.Failures.Keys.Should().Equal(2);
            result.Failures[2].Errno.Should().Be(Errno.ENOENT);
            Tool.RunIn(Red, "nft", "list", "tables").Should().BeEmpty();
        }
    }

    private const ushort NFNL_MSG_BATCH_BEGIN = 0x10;
    private const ushort NFNL_MSG_BATCH_END = 0x11;
    private const ushort NFNL_SUBSYS_NFTABLES = 10;
    private const ushort NFT_MSG_NEWTABLE = 0;
    private const ushort NFT_MSG_DELTABLE = 2;

    private static void AddNetfilter(NetlinkBatch batch, int type, string? table, bool acknowledge = true)
    {
        NetlinkMessageWriter message = new(stackalloc byte[64], (ushort)type, table is null ? NetlinkMessageFlags.None : NetlinkMessageFlags.Create);
        // struct nfgenmsg: the family, the version, and the subsystem in network byte order.
        Span<byte> header = System.Runtime.InteropServices.MemoryMarshal.AsBytes(new Span<uint>(ref message.WriteStruct<uint>()));
        header[0] = table is null ? (byte)0 : (byte)2;
        header[3] = table is null ? (byte)NFNL_SUBSYS_NFTABLES : (byte)0;
        if (table is not null)
        {
            message.WriteString(1, table);
        }

        batch.Add(message, new NetlinkOperation("change table", table), acknowledge);
    }

    private NetlinkConnection OpenNetfilter()
    {
        try
        {
            return Red.OpenNetlink(NETLINK_NETFILTER);
        }
        catch (LinuxException e) when (e.Errno == Errno.EPROTONOSUPPORT)
        {
            Assert.Skip("The kernel has no nfnetlink (CONFIG_NETFILTER_NETLINK).");
            throw;
        }
    }
}
