using System.Net;
using CsCheck;
using FluentAssertions;
using LinuxNamespaces.Network;
using LinuxNamespaces.TestTools;
using Xunit;
using static LinuxNamespaces.Network.GreSchema;
using static LinuxNamespaces.Tests.Network.RecordedConnection;

namespace LinuxNamespaces.Tests.Network.Kinds;

/// <summary>ERSPAN tunnels, bareudp and GTP links, against the contents of IFLA_INFO_DATA that ip(8) sends; and what no builder of a tunnel allocates.</summary>
public sealed class ErspanTests
{
    // "... type erspan local 10.0.0.1 remote 10.0.0.2 seq key 5 erspan_ver 1 erspan 123"
    internal const string IpType2 =
        "0800040000000005080005000000000506000200300000000600030030000000080006000a000001080007000a00000205000a00010000000500090000000000050008000000000008001400000000000500160001000000"
        + "080015007b00000006000e000000000006000f000000000006001000000000000600110000000000";

    // "... type erspan local 10.0.0.1 remote 10.0.0.2 seq key 5 erspan_ver 2 erspan_dir egress erspan_hwid 7"
    internal const string IpType3 =
        "0800040000000005080005000000000506000200300000000600030030000000080006000a000001080007000a00000205000a00010000000500090000000000050008000000000008001400000000000500160002000000"
        + "0500170001000000060018000700000006000e000000000006000f000000000006001000000000000600110000000000";

    // "... type erspan local 10.0.0.1 remote 10.0.0.2 seq key 5 erspan_ver 0"
    private const string IpType1 =
        "0800040000000005080005000000000506000200300000000600030030000000080006000a000001080007000a00000205000a00010000000500090000000000050008000000000008001400000000000500160000000000"
        + "06000e000000000006000f000000000006001000000000000600110000000000";

    // "... type ip6erspan local 2001:db8::1 remote 2001:db8::2 seq key 5 erspan_ver 1 erspan 123"
    internal const string IpOver6 =
        "08000400000000050800050000000005060002003000000006000300300000001400060020010db80000000000000000000000011400070020010db8000000000000000000000002050008004000000005000b0004000000"
        + "08000c000000000008000d000000000008001400000000000500160001000000080015007b00000006000e000000000006000f000200000006001000000000000600110000000000";

    // "... type bareudp dstport 6635 ethertype mpls_uc srcportmin 5000"
    internal const string IpBareudp = "0600010019eb000006000200884700000600030088130000";

    // "... type gtp role sgsn hsize 200 restart_count 7"
    internal const string IpGtp = "05000500010000000800040001000000" + "08000300c80000000500060007000000";

    // "... type bareudp dstport 6635 ethertype ipv4 multiproto"
    internal const string IpBareudpMultiple = "0600010019eb0000060002000800000004000400";

    private static readonly int[] s_defaults =
        [IFLA_GRE_FWMARK, IFLA_GRE_ENCAP_TYPE, IFLA_GRE_ENCAP_FLAGS, IFLA_GRE_ENCAP_SPORT, IFLA_GRE_ENCAP_DPORT, IFLA_GRE_PMTUDISC, IFLA_GRE_TOS, IFLA_GRE_TTL];

    private static readonly IPAddress s_local = IPAddress.Parse("10.0.0.1");
    private static readonly IPAddress s_remote = IPAddress.Parse("10.0.0.2");
    private static readonly IPAddress s_local6 = IPAddress.Parse("2001:db8::1");
    private static readonly IPAddress s_remote6 = IPAddress.Parse("2001:db8::2");
    private static readonly GreHeader s_header = new() { Key = 5, Checksum = true };

    private static readonly Dictionary<string, Builder> s_builders = new()
    {
        ["gre"] = Build(new GreOptions { Local = s_local, Remote = s_remote, Input = s_header, Output = s_header, TimeToLive = 9, Encapsulation = new TunnelEncapsulation(TunnelEncapsulationType.FooOverUdp, 7777) }),
        ["gretap"] = Build(new GretapOptions { Local = s_local, Remote = s_remote, Output = s_header }),
        ["ip6gre"] = Build(new Ip6GreOptions { Local = s_local6, Remote = s_remote6, Input = s_header, HopLimit = 5, FlowLabel = 7 }),
        ["ip6gretap"] = Build(new Ip6GretapOptions { Remote = s_remote6 }),
        ["erspan"] = Build(new ErspanOptions { Local = s_local, Remote = s_remote, SessionId = 5, Format = ErspanFormat.Type3(true, 7) }),
        ["ip6erspan"] = Build(new Ip6ErspanOptions { Local = s_local6, Remote = s_remote6, SessionId = 5, Format = ErspanFormat.Type2(7) }),
        ["ipip"] = Build(new IpipOptions { Local = s_local, Remote = s_remote, TypeOfService = 0x10 }),
        ["sit"] = Build(new SitOptions { Local = s_local, Remote = s_remote }),
        ["ip6tnl"] = Build(new Ip6TunnelOptions { Local = s_local6, Remote = s_remote6, InheritTrafficClass = true }),
        ["vti"] = Build(new VtiOptions { Local = s_local, Remote = s_remote }),
        ["vti6"] = Build(new Vti6Options { Local = s_local6, Remote = s_remote6 }),
        ["geneve"] = Build(new GeneveOptions(5, s_remote) { UdpPort = 6082, TimeToLive = 9 }),
        ["vxlan"] = Build(new VxlanOptions(5) { Remote = s_remote }),
        ["xfrm"] = Build(new XfrmOptions { InterfaceId = 7 }),
        ["gtp"] = Build(new GtpOptions(GtpRole.ServingNode) { HashSize = 200, RestartCount = 7 }),
        ["bareudp"] = Build(new BareudpOptions(6635, EtherType.IPv4) { MinSourcePort = 5000, CarriesRelatedProtocols = true }),
    };

    private delegate int Builder(byte[] buffer);

    public static TheoryData<string> Builders => [.. s_builders.Keys];

    [Fact]
    public void Options_are_what_ip_writes()
    {
        ErspanOptions options = new() { Local = s_local, Remote = s_remote, SessionId = 5 };
        TunnelBytes.ShouldBeWhatIpWrites(options with { Format = ErspanFormat.Type2(123) }, IpType2, s_defaults);
        TunnelBytes.ShouldBeWhatIpWrites(options with { Format = ErspanFormat.Type3(isEgress: true, hardwareId: 7) }, IpType3, s_defaults);
        TunnelBytes.ShouldBeWhatIpWrites(options with { Format = ErspanFormat.Type1 }, IpType1, s_defaults);
        TunnelBytes.ShouldBeWhatIpWrites(new ErspanOptions { IsExternal = true }, GreTests.IpGreExternal);
        int[] defaults6 = [IFLA_GRE_FWMARK, IFLA_GRE_ENCAP_TYPE, IFLA_GRE_ENCAP_FLAGS, IFLA_GRE_ENCAP_SPORT, IFLA_GRE_ENCAP_DPORT, IFLA_GRE_FLOWINFO, IFLA_GRE_FLAGS];
        TunnelBytes.ShouldBeWhatIpWrites(new Ip6ErspanOptions { Local = s_local6, Remote = s_remote6, SessionId = 5, Format = ErspanFormat.Type2(123) }, IpOver6, defaults6);
        TunnelBytes.ShouldBeWhatIpWrites(new BareudpOptions(6635, (EtherType)0x8847) { MinSourcePort = 5000 }, IpBareudp);
        TunnelBytes.ShouldBeWhatIpWrites(new BareudpOptions(6635, EtherType.IPv4) { CarriesRelatedProtocols = true }, IpBareudpMultiple);
        TunnelBytes.ShouldBeWhatIpWrites(new GtpOptions(GtpRole.ServingNode) { HashSize = 200, RestartCount = 7 }, IpGtp);
    }

    [Fact]
    public void Settings_are_read_as_they_are_written()
    {
        ErspanInfo.Read(TunnelBytes.Reader(IpType2)).Should().BeEquivalentTo(new { Local = s_local, Remote = s_remote, SessionId = 5, Format = ErspanFormat.Type2(123) });
        ErspanInfo.Read(TunnelBytes.Reader(IpType3)).Format.Should().Be(ErspanFormat.Type3(true, 7));
        ErspanInfo.Read(TunnelBytes.Reader(IpType1)).Format.Should().Be(ErspanFormat.Type1);
        Ip6ErspanInfo.Read(TunnelBytes.Reader(IpOver6)).Should().BeEquivalentTo(new { Local = s_local6, Remote = s_remote6, SessionId = 5, Format = ErspanFormat.Type2(123) });
        BareudpInfo.Read(TunnelBytes.Reader(IpBareudp)).Should().BeEquivalentTo(new { UdpPort = 6635, Protocol = (EtherType)0x8847, MinSourcePort = 5000, CarriesRelatedProtocols = false });
        BareudpInfo.Read(TunnelBytes.Reader(IpBareudpMultiple)).CarriesRelatedProtocols.Should().BeTrue();
        GtpInfo.Read(TunnelBytes.Reader(IpGtp)).Should().BeEquivalentTo(new { Role = GtpRole.ServingNode, HashSize = 200, RestartCount = 7 });
        Gen.Select(Gen.Int[0, 1023], Gen.Int[0, 2], Gen.Int[0, (1 << 20) - 1], Gen.Bool).Sample((session, type, number, isEgress) =>
        {
            ErspanFormat format = type == 0 ? ErspanFormat.Type1 : type == 1 ? ErspanFormat.Type2(number) : ErspanFormat.Type3(isEgress, number % 64);
            SortedDictionary<int, string> written = TunnelBytes.Of(new ErspanOptions { Remote = s_remote, SessionId = session, Format = format });
            ErspanInfo read = ErspanInfo.Read(TunnelBytes.Reader(string.Concat(written.Select(Attribute))));
            (read.SessionId, read.Format).Should().Be((session, format));
        });

        static string Attribute(KeyValuePair<int, string> attribute)
        {
            int length = attribute.Value.Length / 2;
            return Convert.ToHexString([(byte)(length + 4), 0, (byte)attribute.Key, 0]) + attribute.Value + new string('0', (4 - (length % 4)) % 4 * 2);
        }
    }

    [Fact]
    public void A_change_leaves_the_rest()
    {
        TunnelBytes.ShouldChange(new ErspanSettings { TimeToLive = 7 }, IpType2, (IFLA_GRE_TTL, "07"));
        TunnelBytes.ShouldChange(new ErspanSettings { SessionId = 6 }, IpType2, (IFLA_GRE_IKEY, "00000006"), (IFLA_GRE_OKEY, "00000006"));
        TunnelBytes.ShouldChange(new ErspanSettings { Format = ErspanFormat.Type2(5) }, IpType2, (IFLA_GRE_ERSPAN_INDEX, "05000000"));
        KindData.ShouldNotChange(new BareudpOptions(5, EtherType.IPv4), "bareudp");
        KindData.ShouldNotChange(new GtpOptions(GtpRole.Gateway), "gtp");
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Action[] outOfRange =
        [
            () => _ = new ErspanOptions { SessionId = 1024 }, () => ErspanFormat.Type2(1 << 20), () => ErspanFormat.Type3(hardwareId: 64), () => ErspanFormat.Type2(-1), () => _ = new BareudpOptions(0, EtherType.IPv4),
            () => _ = new BareudpOptions(65536, EtherType.IPv4), () => _ = new BareudpOptions(5, EtherType.None), () => _ = new BareudpOptions(5, EtherType.IPv4) { MinSourcePort = 65536 }, () => _ = new GtpOptions((GtpRole)2), () => _ = new GtpOptions(GtpRole.Gateway) { HashSize = 0 },
        ];
        outOfRange.Should().AllSatisfy(act => act.Should().Throw<ArgumentOutOfRangeException>());
        Requests(connection => FluentActions.Invoking(() => connection.Rtnetlink.Links.Add("u1", new BareudpOptions(5, EtherType.Arp) { CarriesRelatedProtocols = true })).Should().Throw<ArgumentException>()).Should().BeEmpty();
        Requests(connection => FluentActions.Invoking(() => connection.Rtnetlink.Links.Add("e1", new ErspanOptions { IsExternal = true, SessionId = 5 })).Should().Throw<ArgumentException>()).Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Builders))]
    public void Building_a_tunnel_allocates_nothing(string kind)
    {
        byte[] buffer = new byte[LinkRequests.CreateBufferSize];
        Builder build = s_builders[kind];
        int sum = 0;
        Allocations.Count(1000, () => sum += build(buffer)).Should().Be(0);
        sum.Should().BePositive();
    }

    private static Builder Build<TLink>(LinkOptions<TLink> options)
        where TLink : Link => buffer => LinkRequests.Create(buffer, "t0", options).Length;
}
