using CsCheck;
using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Tests.Network.Nftables;

/// <summary>Messages of nf_tables and connection tracking with a few bytes changed, and cut. A parser makes something of them or throws <see cref="InvalidDataException"/>.</summary>
public sealed class NftHostileInputTests
{
    private const int Rounds = 30_000;
    private const int HeaderLength = NetlinkMessageWriter.HeaderLength;

    private static readonly NftTable s_table = new(NftFamily.Inet, "table") { Comment = "comment" };
    private static readonly NftSet s_set = new(s_table, "set", NftDataType.IPv4Address) { Flags = NftSetFlags.Interval, Size = 10, ValueType = NftDataType.Port, Timeout = TimeSpan.FromSeconds(5), Comment = "c" };

    private static readonly NftRule s_rule = new(
        new NftChain(s_table, "chain"),
        new NftImmediateExpression(1, new NftValue(1, 2, 3)),
        NftVerdict.Jump("x"),
        new NftDynamicSetExpression { Set = "s", KeyRegister = 1, Expressions = [new NftLimitExpression { Rate = 1 }, new NftCounterExpression { Bytes = 5 }] },
        new NftBitwiseExpression { SourceRegister = 1, DestinationRegister = 2, Length = 4, Mask = NftValue.OfNumber(1), Xor = NftValue.OfNumber(2) },
        new NftLogExpression { Prefix = "prefix", Level = NftLogLevel.Debug },
        new NftRawExpression("unknown", [8, 0, 1, 0, 1, 2, 3, 4]))
    { Comment = "comment" };

    private static readonly Dictionary<string, (byte[] Message, Parser Parse)> s_parsers = new()
    {
        ["table"] = (Copy(NftMessages.WriteTable(new byte[4096], s_table, 0)), (in message) => NftParser.ParseTable(message)),
        ["chain"] = (Copy(NftMessages.WriteChain(new byte[4096], new NftChain(s_table, "chain") { Hook = NftHook.Ingress, Devices = ["lo", "eth0"], Comment = "c" }, 0)), (in message) => NftParser.ParseChain(message)),
        ["rule"] = (Copy(NftMessages.WriteRule(new byte[4096], s_rule, [.. s_rule.Expressions], 0, null, 7)), (in message) => NftParser.ParseRule(message)),
        ["set"] = (Copy(NftSetMessages.WriteSet(new byte[4096], s_set, 1, 0)), (in message) => NftSetParser.ParseSet(message)),
        ["object"] = (Copy(NftMessages.WriteObject(new byte[4096], NftObject.CreateCounter(s_table, "counter", 1, 2), 0)), (in message) => NftParser.ParseObject(message)),
        ["elements"] = (Elements(), (in message) => ReadElements(message)),
        ["connection"] = (Connection(), (in message) => ConntrackMessages.Parse(message)),
    };

    private delegate object? Parser(in NetlinkMessage message);

    public static TheoryData<string> Parsers => [.. s_parsers.Keys];

    [Theory]
    [MemberData(nameof(Parsers))]
    public void Changed_messages_are_read_or_refused(string parser)
    {
        (byte[] original, Parser parse) = s_parsers[parser];
        Reads(original, parse).Should().BeTrue();
        (int read, int refused) = (0, 0);
        Gen.Select(Gen.Select(Gen.Int[HeaderLength, original.Length - 1], Gen.Byte).Array[1, 6], Gen.Int[0, 3]).Sample(
            (changes, cut) =>
            {
                byte[] bytes = [.. original];
                foreach ((int position, byte value) in changes)
                {
                    bytes[position] = value;
                }

                int length = cut == 0 ? changes[0].Item1 : bytes.Length;
                BitConverter.TryWriteBytes(bytes, length);
                _ = Reads(bytes[..length], parse) ? Interlocked.Increment(ref read) : Interlocked.Increment(ref refused);
            },
            iter: Rounds);
        read.Should().BeGreaterThan(Rounds / 100);
        refused.Should().BeGreaterThan(Rounds / 100);
    }

    [Theory]
    [MemberData(nameof(Parsers))]
    public void What_was_read_can_be_shown(string parser)
    {
        (byte[] message, Parser parse) = s_parsers[parser];
        parse(new NetlinkMessage(message))!.ToString().Should().NotBeNullOrEmpty();
    }

    private static bool Reads(byte[] bytes, Parser parse)
    {
        try
        {
            return parse(new NetlinkMessage(bytes)) is not null;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static List<NftSetElement> ReadElements(in NetlinkMessage message)
    {
        List<NftReportedElement> elements = [];
        NftSetParser.ParseElements(message, elements);
        return NftRanges.Join(s_set, elements);
    }

    private static byte[] Elements()
    {
        ReadOnlySpan<NftSetElement> elements =
        [
            new(new NftValue(10, 0, 0, 0), new NftValue(10, 0, 0, 255)) { Value = NftValue.OfPort(80), Comment = "c", Expressions = [new NftCounterExpression { Bytes = 1 }] },
            new(new NftValue(10, 0, 1, 0)) { Timeout = TimeSpan.FromSeconds(1) },
            NftSetElement.CatchAll with { Verdict = NftVerdict.Goto("x") },
        ];
        return Copy(NftSetMessages.WriteElements(new byte[4096], NftSchema.NFT_MSG_NEWSETELEM, s_set, null, ref elements, 0));
    }

    private static byte[] Connection()
    {
        NetlinkMessageWriter message = Nfnetlink.Start(new byte[512], Nfnetlink.NFNL_SUBSYS_CTNETLINK, ConntrackSchema.IPCTNL_MSG_CT_NEW, (byte)Linux.AF_INET);
        foreach (ushort direction in (ushort[])[ConntrackSchema.CTA_TUPLE_ORIG, ConntrackSchema.CTA_TUPLE_REPLY])
        {
            NestedAttribute tuple = message.BeginNested(direction);
            NestedAttribute addresses = message.BeginNested(ConntrackSchema.CTA_TUPLE_IP);
            message.WriteBytes(ConntrackSchema.CTA_IP_V4_SRC, [10, 0, 0, 1]);
            message.WriteBytes(ConntrackSchema.CTA_IP_V4_DST, [10, 0, 0, 2]);
            message.EndNested(addresses);
            NestedAttribute protocol = message.BeginNested(ConntrackSchema.CTA_TUPLE_PROTO);
            message.WriteByte(ConntrackSchema.CTA_PROTO_NUM, 17);
            message.WriteUInt16BigEndian(ConntrackSchema.CTA_PROTO_SRC_PORT, 1000);
            message.WriteUInt16BigEndian(ConntrackSchema.CTA_PROTO_DST_PORT, 53);
            message.EndNested(protocol);
            message.EndNested(tuple);
        }

        message.WriteUInt32BigEndian(ConntrackSchema.CTA_STATUS, 8);
        message.WriteUInt32BigEndian(ConntrackSchema.CTA_TIMEOUT, 30);
        message.WriteUInt32BigEndian(ConntrackSchema.CTA_ID, 7);
        return Copy(message);
    }

    private static byte[] Copy(in NetlinkMessageWriter message) => message.Finish().ToArray();
}
