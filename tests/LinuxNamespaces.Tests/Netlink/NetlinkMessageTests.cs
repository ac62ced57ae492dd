using CsCheck;
using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using LinuxNamespaces.TestTools;
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
        Allocations.Count(1000, () => BuildVeth(buffer)).Should().Be(0);
    }

    [Fact]
    public void Walking_a_message_allocates_nothing()
    {
        byte[] message = BuildVeth(new byte[1024]).ToArray();
        Walk(message).Should().Be(2, "there are a name and a nest");
        Allocations.Count(1000, () => Walk(message)).Should().Be(0);
    }

    [Fact]
    public void A_message_that_does_not_fit_is_an_error()
    {
        Action act = () => BuildVeth(new byte[107]);
        act.Should().Throw<InvalidOperationException>().WithMessage("*107 bytes*");
        BuildVeth(new byte[108]).Length.Should().Be(108);
    }

    [Fact]
    public void Every_kind_of_attribute_has_the_bytes_of_the_headers()
    {
        NetlinkMessageWriter writer = new(Enumerable.Repeat((byte)0xee, 512).ToArray(), Linux.RTM_NEWLINK);
        writer.WriteFlag(1);
        writer.WriteByte(2, 0x12);
        writer.WriteUInt16(3, 0x1234);
        writer.WriteUInt16BigEndian(4, 0x1234);
        writer.WriteUInt32(5, 0x12345678);
        writer.WriteUInt32BigEndian(6, 0x12345678);
        writer.WriteInt32(7, -2);
        writer.WriteUInt64(8, 0x123456789abcdef0);
        writer.WriteUInt64BigEndian(9, 0x123456789abcdef0);
        writer.WriteInt64(10, -2);
        writer.WriteBytes(11, [1, 2, 3, 4, 5]);
        writer.WriteBytes(12, []);
        writer.WriteString(13, "ab"u8);
        writer.WriteString(14, "abcdefg");
        writer.WriteString(15, "abcd\u00fc");
        writer.WriteString(16, string.Empty);
        writer.WriteUnterminatedString(17, "abcde");
        writer.WriteAddress(18, System.Net.IPAddress.Loopback);
        Convert.ToHexString(writer.Finish()[16..]).Should().Be(string.Concat(
            "04000100",
            "05000200" + "12000000",
            "06000300" + "34120000",
            "06000400" + "12340000",
            "08000500" + "78563412",
            "08000600" + "12345678",
            "08000700" + "FEFFFFFF",
            "0C000800" + "F0DEBC9A78563412",
            "0C000900" + "123456789ABCDEF0",
            "0C000A00" + "FEFFFFFFFFFFFFFF",
            "09000B00" + "0102030405000000",
            "04000C00",
            "07000D00" + "61620000",
            "0C000E00" + "6162636465666700",
            "0B000F00" + "61626364C3BC0000",
            "05001000" + "00000000",
            "09001100" + "6162636465000000",
            "08001200" + "7F000001"));
    }

    [Fact]
    public void Text_of_any_length_is_written_as_it_is_encoded() =>
        Gen.OneOf(Gen.String[Gen.OneOf(Gen.Char['\u0001', '\ud7ff'], Gen.Char['\udc80', '\udcff']), 0, 50], Gen.String[Gen.Char.AlphaNumeric, 0, 50]).Sample(text =>
        {
            byte[] expected = new byte[LinuxText.CountBytes(text) + 1];
            LinuxText.Encode(text, expected);
            NetlinkMessageWriter writer = new(new byte[512], Linux.RTM_NEWLINK);
            writer.WriteString(1, text);
            NetlinkMessageReader messages = new(writer.Finish());
            messages.MoveNext();
            NetlinkAttributeReader attributes = messages.Current.Attributes(0);
            return attributes.MoveNext() && attributes.Current.Payload.SequenceEqual(expected);
        });

    [Fact]
    public void A_nest_of_another_message_is_refused()
    {
        Action foreign = () =>
        {
            NetlinkMessageWriter large = new(new byte[512], Linux.RTM_NEWLINK);
            large.WriteBytes(1, new byte[200]);
            NestedAttribute nested = large.BeginNested(2);
            new NetlinkMessageWriter(new byte[16], Linux.RTM_NEWLINK).EndNested(nested);
        };
        Action none = () => new NetlinkMessageWriter(new byte[16], Linux.RTM_NEWLINK).EndNested(default);
        Action unborn = () => default(NetlinkMessageWriter).Finish();
        foreign.Should().Throw<InvalidOperationException>();
        none.Should().Throw<InvalidOperationException>();
        unborn.Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void A_reader_has_no_current_attribute_before_its_start_and_after_its_end()
    {
        Action before = () => _ = new NetlinkAttributeReader([8, 0, 1, 0, 0, 0, 0, 0]).Current;
        Action after = () =>
        {
            NetlinkAttributeReader reader = new([8, 0, 1, 0, 0, 0, 0, 0]);
            while (reader.MoveNext())
            {
            }

            _ = reader.Current;
        };
        before.Should().Throw<InvalidOperationException>();
        after.Should().Throw<InvalidOperationException>();
        default(NetlinkAttributeReader).MoveNext().Should().BeFalse();
        default(NetlinkMessageReader).MoveNext().Should().BeFalse();
        default(NetlinkMessage).Attributes(16).MoveNext().Should().BeFalse();
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

    private static Span<byte> BuildVeth(byte[] buffer) => LinkRequests.Create(buffer, "veth0", s_veth, dataNamespace: 7).Finish();

    private static readonly VethOptions s_veth = new("br-veth0");

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
