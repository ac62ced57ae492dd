using CsCheck;
using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Tests.Netlink;

public sealed class NetlinkMessageTests
{
    [Fact]
    public void A_veth_pair_is_created_by_the_bytes_of_the_headers()
    {
        string expected = string.Concat(
            "6C000000", "1000", "0806", "00000000", "00000000",  // 108 bytes, RTM_NEWLINK, CREATE EXCL ECHO
            new string('0', 32),                                  // ifinfomsg
            "0A000300", "766574683000", "0000",                   // IFLA_IFNAME veth0
            "40001280",                                           // IFLA_LINKINFO, nested
            "09000100", "7665746800", "000000",                   // IFLA_INFO_KIND veth
            "30000280",                                           // IFLA_INFO_DATA, nested
            "2C000180", new string('0', 32),                      // VETH_INFO_PEER, nested, ifinfomsg
            "0D000300", "62722D766574683000", "000000",           // IFLA_IFNAME br-veth0
            "08001C00", "07000000");                              // IFLA_NET_NS_FD 7

        Convert.ToHexString(BuildVeth(new byte[1024])).Should().Be(expected);
    }

    [Fact]
    public void Building_a_message_allocates_nothing()
    {
        byte[] buffer = new byte[1024];
        BuildVeth(buffer);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            BuildVeth(buffer);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    [Fact]
    public void Walking_a_message_allocates_nothing()
    {
        byte[] message = BuildVeth(new byte[1024]).ToArray();
        Walk(message);
        long before = GC.GetAllocatedBytesForCurrentThread();
        int seen = 0;
        for (int i = 0; i < 1000; i++)
        {
            seen += Walk(message);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
        seen.Should().Be(2000, "there are a name and a nest in each");
    }

    [Fact]
    public void A_message_that_does_not_fit_is_an_error()
    {
        Action act = () => BuildVeth(new byte[107]);
        act.Should().Throw<InvalidOperationException>().WithMessage("*107 bytes*");
        BuildVeth(new byte[108]).Length.Should().Be(108);
    }

    [Fact]
    public void An_attribute_length_never_wraps()
    {
        Action one = () => new NetlinkMessageWriter(new byte[80_000], Linux.RTM_NEWLINK).WriteBytes(1, new byte[65_532]);
        Action nest = () =>
        {
            NetlinkMessageWriter writer = new(new byte[80_000], Linux.RTM_NEWLINK);
            NestedAttribute nested = writer.BeginNested(1);
            writer.WriteBytes(2, new byte[40_000]);
            writer.WriteBytes(3, new byte[30_000]);
            writer.EndNested(nested);
        };
        one.Should().Throw<InvalidOperationException>();
        nest.Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void What_is_written_is_read() => Gen.Select(Gen.UInt, Gen.ULong, Gen.String[Gen.Char.AlphaNumeric, 0, 40]).Sample((number, large, text) =>
    {
        NetlinkMessageWriter writer = new(new byte[512], Linux.RTM_NEWLINK);
        writer.WriteStruct<ifinfomsg>();
        writer.WriteUInt32(1, number);
        NestedAttribute nested = writer.BeginNested(2);
        writer.WriteString(3, text);
        writer.WriteUInt64(4, large);
        writer.EndNested(nested);
        List<string> read = [];
        foreach (NetlinkMessage message in new NetlinkMessageReader(writer.Finish()))
        {
            foreach (NetlinkAttribute outer in message.AttributesAfter<ifinfomsg>())
            {
                read.Add(outer.Type == 1 ? outer.ReadUInt32().ToString() : "nest");
                if (outer.Type == 2)
                {
                    foreach (NetlinkAttribute inner in outer.Nested)
                    {
                        read.Add(inner.Type == 3 ? inner.ReadString() : inner.ReadUInt64().ToString());
                    }
                }
            }
        }

        return read.SequenceEqual([number.ToString(), "nest", text, large.ToString()]);
    });

    [Fact]
    public void Random_bytes_are_read_or_refused() =>
        Gen.Byte.Array[0, 256].Sample(bytes => ReadsOrRefuses(bytes), iter: 100_000);

    [Fact]
    public void Messages_with_random_attributes_are_read_or_refused() =>
        Gen.Select(Gen.Byte.Array[16, 256], Gen.Int[0, 2], Gen.Bool).Sample(
            (bytes, kind, details) =>
            {
                BitConverter.TryWriteBytes(bytes, bytes.Length);
                BitConverter.TryWriteBytes(bytes.AsSpan(4), (ushort)(kind == 0 ? Linux.NLMSG_ERROR : kind == 1 ? Linux.NLMSG_DONE : Linux.RTM_NEWLINK));
                BitConverter.TryWriteBytes(bytes.AsSpan(6), (ushort)(details ? Linux.NLM_F_ACK_TLVS | Linux.NLM_F_CAPPED : 0));
                // Small lengths make for attributes that nest.
                for (int i = 16; i + 3 < bytes.Length; i += 4)
                {
                    bytes[i + 1] = 0;
                    bytes[i] %= 64;
                }

                return ReadsOrRefuses(bytes);
            },
            iter: 100_000);

    [Fact]
    public void Every_truncation_of_a_message_is_refused()
    {
        byte[] message = BuildVeth(new byte[1024]).ToArray();
        for (int length = 1; length < message.Length; length++)
        {
            Action act = () => Walk(message.AsSpan(0, length));
            act.Should().Throw<InvalidDataException>($"only {length} bytes are there");
        }
    }

    private static Span<byte> BuildVeth(byte[] buffer) => VethPair.StartCreate(buffer, "veth0", "br-veth0", 7, VethPairOptionsForTest).Finish();

    private static readonly VethPairOptions VethPairOptionsForTest = new();

    private static int Walk(ReadOnlySpan<byte> datagram)
    {
        int seen = 0;
        foreach (NetlinkMessage message in new NetlinkMessageReader(datagram))
        {
            foreach (NetlinkAttribute attribute in message.AttributesAfter<ifinfomsg>())
            {
                seen += attribute.Type == 0 ? 0 : 1;
            }
        }

        return seen;
    }

    private static bool ReadsOrRefuses(byte[] bytes)
    {
        int messages = 0;
        try
        {
            foreach (NetlinkMessage message in new NetlinkMessageReader(bytes))
            {
                messages++;
                LinkInfo.Read(message);
                ExtendedAck.Read(message);
            }
        }
        catch (InvalidDataException)
        {
        }

        return messages <= bytes.Length / NetlinkMessageWriter.HeaderLength;
    }
}
