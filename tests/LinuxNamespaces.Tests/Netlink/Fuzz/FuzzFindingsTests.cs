using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Tests.Netlink.Fuzz;

/// <summary>What the fuzzer found, each as small as it can be.</summary>
public sealed class FuzzFindingsTests
{
    private static readonly byte[] s_shortCounter = [8, 0, (byte)NftCounterExpression.NFTA_COUNTER_BYTES, 0, 1, 2, 3, 4];

    [Fact]
    public void A_counter_whose_data_is_malformed_is_refused_before_it_is_asked()
    {
        Action act = () =>
        {
            NetlinkMessageWriter writer = new(new byte[256], Nfnetlink.TypeOf(Nfnetlink.NFNL_SUBSYS_NFTABLES, NftSchema.NFT_MSG_NEWOBJ));
            writer.WriteStruct<nfgenmsg>();
            writer.WriteString(NftSchema.NFTA_OBJ_TABLE, "t");
            writer.WriteString(NftSchema.NFTA_OBJ_NAME, "c");
            writer.WriteUInt32BigEndian(NftSchema.NFTA_OBJ_TYPE, NftSchema.NFT_OBJECT_COUNTER);
            writer.WriteBytes(NftSchema.NFTA_OBJ_DATA, s_shortCounter);
            NftParser.ParseObject(new NetlinkMessage(writer.Finish()));
        };
        act.Should().Throw<InvalidDataException>();
    }

    [Fact]
    public void A_counter_cannot_be_created_with_data_that_is_malformed()
    {
        Action act = () => _ = new NftObject(NftFamily.Inet, "t", "c", NftSchema.NFT_OBJECT_COUNTER, s_shortCounter);
        act.Should().Throw<ArgumentException>().WithParameterName("data");
    }

    [Theory]
    [InlineData(32, 0)]
    [InlineData(1, 60001)]
    public void An_expression_that_no_kernel_has_is_refused(int name, int data)
    {
        Action act = () =>
        {
            NetlinkMessageWriter writer = new(new byte[0x10000], 0);
            writer.WriteUnterminatedString(NftSchema.NFTA_EXPR_NAME, new string('n', name));
            writer.WriteBytes(NftSchema.NFTA_EXPR_DATA, new byte[data]);
            NftExpressionKind.Read(new NetlinkAttribute(NftSchema.NFTA_LIST_ELEM, writer.Finish()[NetlinkMessageWriter.HeaderLength..]));
        };
        act.Should().Throw<InvalidDataException>();
    }

    [Fact]
    public void The_path_of_an_attribute_takes_memory_of_the_order_of_the_nests()
    {
        const int depth = 1000;
        byte[] request = new byte[NetlinkMessageWriter.HeaderLength + (depth * NetlinkMessageWriter.AttributeHeaderLength)];
        for (int i = NetlinkMessageWriter.HeaderLength; i < request.Length; i += NetlinkMessageWriter.AttributeHeaderLength)
        {
            BitConverter.TryWriteBytes(request.AsSpan(i), (ushort)(request.Length - i));
            request[i + 2] = 1;
        }

        NetlinkAttributeSet? set = null;
        set = new NetlinkAttributeSet(new NetlinkAttributeSchema(1, "NEST") { Selector = new NetlinkAttributeSelector(() => set!) });
        NetlinkMessageSchema schema = new(1, 0, set);
        long before = GC.GetAllocatedBytesForCurrentThread();
        string? path = AttributePath.At(schema, request, request.Length - NetlinkMessageWriter.AttributeHeaderLength);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(256 * request.Length);
        path.Should().EndWith("NEST > NEST").And.HaveLength((depth * 4) + ((depth - 1) * 3));
    }
}
