using CsCheck;
using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using LinuxNamespaces.Tests.Netlink;
using Xunit;

namespace LinuxNamespaces.Tests.Network;

/// <summary>Whatever the bytes, a parser makes something of them or throws <see cref="InvalidDataException"/>.</summary>
public sealed class HostileInputTests
{
    private const int Rounds = 30_000;

    private static readonly RtnetlinkConnection s_connection = new(NetNamespace.OpenCurrent(), new FakeKernel((_, _) => []));

    // Each with the type of its messages and the length of the header that comes before their attributes.
    private static readonly Dictionary<string, (int Type, int Header, Parser Parse)> s_parsers = new()
    {
        ["link"] = (Linux.RTM_NEWLINK, 16, (in message) => LinkInfo.Read(message)),
        ["bridge"] = (Linux.RTM_NEWLINK, 0, (in message) => BridgeInfo.Read(new NetlinkAttributeReader(message.Payload))),
        ["vlan"] = (Linux.RTM_NEWLINK, 0, (in message) => VlanInfo.Read(new NetlinkAttributeReader(message.Payload))),
        ["port"] = (Linux.RTM_NEWLINK, 0, (in message) => ReadPort(message.Payload)),
        ["address"] = (Linux.RTM_NEWADDR, 8, (in message) => AddressMessages.Parse(message)),
        ["route"] = (Linux.RTM_NEWROUTE, 12, (in message) => RouteReader.Read(message, LinkNames.Empty)),
        ["route value"] = (Linux.RTM_NEWROUTE, 12, (in message) => RouteValue.TryRead(message, out RouteValue route) && route.HasLink(1) | route.HasGateway(default) ? 1 : route.NextHopCount),
        ["looked-up route"] = (Linux.RTM_NEWROUTE, 12, (in message) => RouteReader.ReadAny(message, LinkNames.Empty)),
        ["rule"] = (Linux.RTM_NEWRULE, 12, (in message) => RoutingRuleMessages.Parse(message)),
        ["neighbour"] = (Linux.RTM_NEWNEIGH, 12, (in message) => NeighbourMessages.Parse(message, LinkNames.Empty)),
        ["nexthop"] = (Linux.RTM_NEWNEXTHOP, 8, (in message) => NexthopMessages.Parse(message, LinkNames.Empty)),
        ["namespace id"] = (Linux.RTM_NEWNSID, 4, (in message) => NamespaceIds.Parse(message)),
        ["VLANs of a bridge"] = (Linux.RTM_NEWLINK, 16, (in message) => BridgeVlanMessages.Parse(message)),
        ["forwarding entry"] = (Linux.RTM_NEWNEIGH, 12, (in message) => ForwardingMessages.Parse(message)),
        ["multicast database"] = (Linux.RTM_NEWMDB, 8, (in message) => MulticastReader.Parse(message)),
        ["tun"] = (Linux.RTM_NEWLINK, 0, (in message) => TunInfo.Read(new NetlinkAttributeReader(message.Payload))),
        ["nftables table"] = (NftType(NftSchema.NFT_MSG_NEWTABLE), 4, (in message) => NftParser.ParseTable(message)),
        ["nftables elements"] = (NftType(NftSchema.NFT_MSG_NEWSETELEM), 4, (in message) => ReadElements(message)),
        ["family"] = (Linux.GENL_ID_CTRL, 4, (in message) => ControllerMessages.Parse(message)),
        ["error"] = (Linux.NLMSG_ERROR, 20, (in message) => ExtendedAck.Read(message)),
        ["done"] = (Linux.NLMSG_DONE, 4, (in message) => ExtendedAck.Read(message)),
    };

    private delegate object? Parser(in NetlinkMessage message);

    private static int NftType(ushort message) => Nfnetlink.TypeOf(Nfnetlink.NFNL_SUBSYS_NFTABLES, message);

    private static List<NftSetElement> ReadElements(in NetlinkMessage message)
    {
        List<NftReportedElement> elements = [];
        NftSetParser.ParseElements(message, elements);
        return NftRanges.Join(new NftSet(NftFamily.Inet, "t", "s", NftDataType.Port) { Flags = NftSetFlags.Interval }, elements);
    }

    public static TheoryData<string> Parsers => [.. s_parsers.Keys];

    [Theory]
    [MemberData(nameof(Parsers))]
    public void Noise_is_read_or_refused(string parser)
    {
        (int type, _, Parser parse) = s_parsers[parser];
        HostileInput.Noise.Sample(bytes => { Reads(Message(type, bytes), parse); }, iter: Rounds);
    }

    [Theory]
    [MemberData(nameof(Parsers))]
    public void Random_attributes_are_read_or_refused(string parser)
    {
        (int type, int header, Parser parse) = s_parsers[parser];
        int read = 0;
        HostileInput.Attributes(header).Sample(
            bytes =>
            {
                HostileInput.SetType(bytes, type);
                // Other families are passed over, and so are other commands.
                if (type == Linux.GENL_ID_CTRL && bytes.Length > 16)
                {
                    bytes[16] = Linux.CTRL_CMD_NEWFAMILY;
                }

                if (type is Linux.RTM_NEWROUTE or Linux.RTM_NEWRULE or Linux.RTM_NEWNEIGH && bytes.Length > 19)
                {
                    bytes[16] = (byte)(bytes[16] % 2 == 0 ? Linux.AF_INET : Linux.AF_INET6);
                    // A rule has prefixes only with their addresses, which chance does not write.
                    (bytes[17], bytes[18]) = type == Linux.RTM_NEWRULE && bytes[19] % 2 == 0 ? ((byte)0, (byte)0) : (bytes[17], bytes[18]);
                }

                if ((type == Linux.RTM_NEWMDB || parser is "forwarding entry" or "VLANs of a bridge") && bytes.Length > 16)
                {
                    bytes[16] = Linux.AF_BRIDGE;
                }

                foreach (NetlinkMessage message in new NetlinkMessageReader(bytes))
                {
                    Interlocked.Add(ref read, Reads(message, parse) ? 1 : 0);
                }
            },
            iter: Rounds);
        read.Should().BeInRange(Rounds / 100, Rounds - (Rounds / 100), "a test that only reads or only refuses tells little");
    }

    [Fact]
    public void Changed_replies_are_read_or_refused()
    {
        int read = 0;
        HostileInput.Changed.Sample(
            bytes =>
            {
                int type = HostileInput.TypeOf(bytes);
                foreach (NetlinkMessage message in new NetlinkMessageReader(bytes))
                {
                    foreach ((int Type, int Header, Parser Parse) parser in s_parsers.Values.Where(parser => parser.Type == type))
                    {
                        Interlocked.Add(ref read, Reads(message, parser.Parse) ? 1 : 0);
                    }

                    if (type == Linux.RTM_NEWLINK)
                    {
                        Reads(message, ReadKind);
                    }
                }
            },
            iter: Rounds);
        read.Should().BeGreaterThan(Rounds / 10);
    }

    private static NetlinkMessage Message(int type, byte[] payload)
    {
        NetlinkMessageWriter header = new(new byte[16], (ushort)type, payload.Length % 2 == 0 ? Linux.NLM_F_ACK_TLVS : Linux.NLM_F_ACK_TLVS | Linux.NLM_F_CAPPED);
        return new NetlinkMessage((byte[])[.. header.Finish(), .. payload]);
    }

    private static bool Reads(in NetlinkMessage message, Parser parse)
    {
        try
        {
            parse(message);
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>All that the library makes of a link that is a bridge or a port.</summary>
    private static object ReadKind(in NetlinkMessage message)
    {
        LinkInfo info = LinkInfo.Read(message);
        return new object[] { BridgeInfo.Read(info.GetKindData()), BridgePort.Read(LinkKinds.ToLink(s_connection, info)) };
    }

    private static BridgePort ReadPort(ReadOnlySpan<byte> data)
    {
        NetlinkMessageWriter writer = new(new byte[4096], Linux.RTM_NEWLINK);
        writer.WriteStruct<ifinfomsg>();
        NestedAttribute linkInfo = writer.BeginNested(Linux.IFLA_LINKINFO);
        writer.WriteBytes(Linux.IFLA_INFO_SLAVE_DATA, data);
        writer.EndNested(linkInfo);
        NetlinkMessageReader reader = new(writer.Finish());
        reader.MoveNext();
        return BridgePort.Read(LinkKinds.ToLink(s_connection, LinkInfo.Read(reader.Current)));
    }
}
