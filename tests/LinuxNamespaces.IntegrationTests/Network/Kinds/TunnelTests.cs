using System.Net;
using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Kinds;

/// <summary>Tunnels between two IP addresses, as the library and ip-link(8) make, change and show them.</summary>
[Collection("The kernel")]
public sealed class TunnelTests : KernelTest
{
    private static readonly IPAddress s_local = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress s_remote = IPAddress.Parse("192.0.2.2");
    private static readonly IPAddress s_local6 = IPAddress.Parse("fd00::1");
    private static readonly IPAddress s_remote6 = IPAddress.Parse("fd00::2");

    [Fact]
    public void Geneve_is_what_ip_shows_and_makes()
    {
        KindCheck.Require(Red, new GeneveOptions(1, s_remote));
        GeneveLink link = Red.Links.Add("g0", new GeneveOptions(5, s_remote) { UdpPort = 6082, TimeToLive = 9, TypeOfService = 0x10, Fragmentation = TunnelFragmentation.Forbidden, UdpChecksum = false });
        JsonElement data = KindCheck.Data(Red, "g0");
        data.Number("id").Should().Be(5);
        data.Text("remote").Should().Be("192.0.2.2");
        data.Number("port").Should().Be(6082);
        data.Number("ttl").Should().Be(9);
        data.Hexadecimal("tos").Should().Be(0x10);
        data.Text("df").Should().Be("set");
        link.Set(new GeneveSettings { InheritTimeToLive = true, InheritTypeOfService = true });
        link.Settings.Should().BeEquivalentTo(new { Id = 5, Remote = s_remote, UdpPort = (ushort)6082, InheritTimeToLive = true, InheritTypeOfService = true, TypeOfService = (byte)0 });
        link.Set(new GeneveSettings { TimeToLive = 7 });
        KindCheck.Data(Red, "g0").Number("ttl").Should().Be(7);
        link.Settings.InheritTimeToLive.Should().BeFalse();
        Tool.Ip(Red, "link add name g1 type geneve id 6 remote fd00::2 ttl inherit flowlabel 0xabcde udp6zerocsumtx dstport 6083");
        Red.Links.Get<GeneveLink>("g1").Settings.Should().BeEquivalentTo(new
        {
            Id = 6,
            Remote = s_remote6,
            UdpPort = (ushort)6083,
            InheritTimeToLive = true,
            FlowLabel = 0xABCDE,
            SendZeroChecksum6 = (bool?)true,
            IsExternal = false,
        });
        Red.Links.Add("g2", new GeneveOptions { UdpPort = 6084 }).Settings.IsExternal.Should().BeTrue();
    }

    [Fact]
    public void Gre_is_what_ip_shows_and_makes()
    {
        KindCheck.Require(Red, new GreOptions { Remote = s_remote });
        VethPair pair = VethPair.Create(Red, "veth0", Blue, "veth0");
        GreLink link = Red.Links.Add("t0", new GreOptions
        {
            Local = s_local,
            Remote = s_remote,
            Underlying = pair.First,
            Input = new GreHeader { Key = 0x01020304, Checksum = true },
            Output = new GreHeader { Key = 77, SequenceNumbers = true },
            TimeToLive = 9,
            TypeOfService = 0x10,
            FirewallMark = 0x1234,
        });
        JsonElement data = KindCheck.Data(Red, "t0");
        data.Text("local").Should().Be("192.0.2.1");
        data.Text("remote").Should().Be("192.0.2.2");
        data.Text("link").Should().Be("veth0");
        data.Text("ikey").Should().Be("1.2.3.4");
        data.Text("okey").Should().Be("0.0.0.77");
        data.Flag("icsum").Should().BeTrue();
        data.Flag("oseq").Should().BeTrue();
        data.Number("ttl").Should().Be(9);
        data.Hexadecimal("fwmark").Should().Be(0x1234);
        GreInfo before = link.Settings;
        link.Set(new GreSettings { TimeToLive = 7 });
        link.Settings.Should().BeEquivalentTo(before, options => options.Excluding(settings => settings.TimeToLive), "a change leaves the rest");
        KindCheck.Data(Red, "t0").Number("ttl").Should().Be(7);
        KindCheck.Data(Red, "t0").Text("ikey").Should().Be("1.2.3.4");
        link.Set(new GreSettings { Input = new GreHeader(), Mtu = 1300 });
        link.Settings.Input.Should().Be(new GreHeader());
        link.Settings.Output.Should().Be(new GreHeader { Key = 77, SequenceNumbers = true });
        link.Info.Mtu.Should().Be(1300);
        Tool.Ip(Red, "link add name t1 type gre remote 192.0.2.3 key 5 csum nopmtudisc ignore-df tos inherit");
        Red.Links.Get<GreLink>("t1").Settings.Should().BeEquivalentTo(new
        {
            Local = (IPAddress?)null,
            Remote = IPAddress.Parse("192.0.2.3"),
            Input = new GreHeader { Key = 5, Checksum = true },
            Output = new GreHeader { Key = 5, Checksum = true },
            TimeToLive = (byte?)null,
            InheritTypeOfService = true,
            PathMtuDiscovery = false,
            IgnoreDontFragment = true,
        });
    }

    [Fact]
    public void Erspan_is_what_ip_shows_and_makes()
    {
        KindCheck.Require(Red, new ErspanOptions { Remote = s_remote });
        ErspanLink link = Red.Links.Add("t0", new ErspanOptions { Local = s_local, Remote = s_remote, SessionId = 77, Format = ErspanFormat.Type2(123), TimeToLive = 9 });
        JsonElement data = KindCheck.Data(Red, "t0");
        data.Text("okey").Should().Be("0.0.0.77");
        data.Text("ikey").Should().Be("0.0.0.77");
        data.Number("erspan_ver").Should().Be(1);
        data.Number("erspan_index").Should().Be(123);
        ErspanInfo before = link.Settings;
        before.Should().BeEquivalentTo(new { SessionId = 77, Format = ErspanFormat.Type2(123), TimeToLive = (byte)9, Remote = s_remote });
        link.Set(new ErspanSettings { TimeToLive = 7 });
        link.Settings.Should().BeEquivalentTo(before, options => options.Excluding(settings => settings.TimeToLive), "a change leaves the rest");
        link.Set(new ErspanSettings { Format = ErspanFormat.Type3(isEgress: true, hardwareId: 7) });
        KindCheck.Data(Red, "t0").Text("erspan_dir").Should().Be("egress");
        link.Settings.Format.Should().Be(ErspanFormat.Type3(true, 7));
        link.Settings.SessionId.Should().Be(77);
        Tool.Ip(Red, "link add name t1 type erspan remote 192.0.2.3 local 192.0.2.1 seq key 5 erspan_ver 2 erspan_dir ingress erspan_hwid 9");
        Red.Links.Get<ErspanLink>("t1").Settings.Should().BeEquivalentTo(new { SessionId = 5, Format = ErspanFormat.Type3(false, 9) });
        Red.Links.Add("t2", new ErspanOptions { Remote = IPAddress.Parse("192.0.2.4") }).Settings.Format.Should().Be(ErspanFormat.Type2());
        Red.Links.Add("t3", new ErspanOptions { Remote = IPAddress.Parse("192.0.2.5"), Format = ErspanFormat.Type1 }).Settings.Format.Should().Be(ErspanFormat.Type1);
    }

    [Fact]
    public void Erspan_over_IPv6_is_what_ip_shows_and_makes()
    {
        KindCheck.Require(Red, new Ip6ErspanOptions { Remote = s_remote6 });
        Ip6ErspanLink link = Red.Links.Add("t0", new Ip6ErspanOptions { Local = s_local6, Remote = s_remote6, SessionId = 1023, Format = ErspanFormat.Type3(hardwareId: 63), HopLimit = 9 });
        JsonElement data = KindCheck.Data(Red, "t0");
        data.Text("remote").Should().Be("fd00::2");
        data.Text("okey").Should().Be("0.0.3.255");
        data.Text("erspan_dir").Should().Be("ingress");
        link.Set(new Ip6ErspanSettings { SessionId = 5 });
        link.Settings.Should().BeEquivalentTo(new { SessionId = 5, Format = ErspanFormat.Type3(hardwareId: 63), HopLimit = (byte)9 });
        Tool.Ip(Red, "link add name t1 type ip6erspan remote fd00::3 local fd00::1 seq key 5 erspan_ver 1 erspan 123");
        Red.Links.Get<Ip6ErspanLink>("t1").Settings.Should().BeEquivalentTo(new { SessionId = 5, Format = ErspanFormat.Type2(123) });
    }

    [Fact]
    public void Gtp_is_what_ip_shows_and_makes()
    {
        KindCheck.Require(Red, new GtpOptions(GtpRole.Gateway));
        GtpLink link = Red.Links.Add("t0", new GtpOptions(GtpRole.ServingNode) { HashSize = 200, RestartCount = 7 });
        link.Settings.Should().BeEquivalentTo(new { Role = GtpRole.ServingNode, HashSize = 200, RestartCount = 7 });
        Tool.RunIn(Red, "ip", "-d", "link", "show", "t0").Should().Contain("gtp hsize 200 role sgsn restart_count 7");
        link.Delete();
        // The sockets of a link are at the only ports.
        Tool.Ip(Red, "link add name t1 type gtp role ggsn hsize 100");
        Red.Links.Get<GtpLink>("t1").Settings.Should().BeEquivalentTo(new { Role = GtpRole.Gateway, HashSize = 100, RestartCount = 0 });
    }

    [Fact]
    public void Bareudp_is_what_ip_shows_and_makes()
    {
        KindCheck.Require(Red, new BareudpOptions(6000, EtherType.IPv4));
        BareudpLink link = Red.Links.Add("u0", new BareudpOptions(6635, (EtherType)0x8847) { MinSourcePort = 5000, CarriesRelatedProtocols = true });
        JsonElement data = KindCheck.Data(Red, "u0");
        data.Number("dstport").Should().Be(6635);
        data.Text("ethertype").Should().Be("mpls_uc");
        data.Number("srcportmin").Should().Be(5000);
        data.Flag("multiproto").Should().BeTrue();
        link.Settings.Should().BeEquivalentTo(new { UdpPort = 6635, Protocol = (EtherType)0x8847, MinSourcePort = 5000, CarriesRelatedProtocols = true });
        FluentActions.Invoking(() => link.Set(new BareudpOptions(5, EtherType.IPv4))).Should().Throw<ArgumentException>();
        Tool.Ip(Red, "link add name u1 type bareudp dstport 6636 ethertype ipv4");
        Red.Links.Get<BareudpLink>("u1").Settings.Should().BeEquivalentTo(new { UdpPort = 6636, Protocol = EtherType.IPv4, CarriesRelatedProtocols = false });
    }

    [Fact]
    public void Gretap_is_what_ip_shows_and_makes()
    {
        KindCheck.Require(Red, new GretapOptions { Remote = s_remote });
        GretapLink link = Red.Links.Add("t0", new GretapOptions { Remote = s_remote, Input = new GreHeader { Key = 9 }, Output = new GreHeader { Key = 9 } });
        KindCheck.Data(Red, "t0").Text("okey").Should().Be("0.0.0.9");
        link.Set(new GretapSettings { Local = s_local });
        KindCheck.Data(Red, "t0").Text("local").Should().Be("192.0.2.1");
        KindCheck.Data(Red, "t0").Text("remote").Should().Be("192.0.2.2");
        Tool.Ip(Red, "link add name t1 type gretap remote 192.0.2.3 ttl 5");
        Red.Links.Get<GretapLink>("t1").Settings.TimeToLive.Should().Be(5);
    }

    [Fact]
    public void Gre_over_IPv6_is_what_ip_shows_and_makes()
    {
        KindCheck.Require(Red, new Ip6GreOptions { Remote = s_remote6 });
        Ip6GreLink link = Red.Links.Add("t0", new Ip6GreOptions { Local = s_local6, Remote = s_remote6, TrafficClass = 0x12, FlowLabel = 0xABCDE, HopLimit = 9, Output = new GreHeader { Key = 2 } });
        link.Settings.EncapsulationLimit.Should().Be(4);
        JsonElement data = KindCheck.Data(Red, "t0");
        data.Text("remote").Should().Be("fd00::2");
        data.Number("ttl").Should().Be(9);
        data.Hexadecimal("flowlabel").Should().Be(0xABCDE);
        data.Text("okey").Should().Be("0.0.0.2");
        link.Set(new Ip6GreSettings { TrafficClass = 0x20, CopyDscp = true });
        link.Settings.Should().BeEquivalentTo(new { TrafficClass = (byte)0x20, FlowLabel = 0xABCDE, HopLimit = (byte)9, CopyDscp = true, Remote = s_remote6, Output = new GreHeader { Key = 2 } });
        link.Set(new Ip6GreSettings { OmitEncapsulationLimit = true });
        link.Settings.EncapsulationLimit.Should().BeNull();
        link.Settings.CopyDscp.Should().BeTrue();
        Tool.Ip(Red, "link add name t1 type ip6gretap remote fd00::3 tclass inherit encaplimit none");
        Red.Links.Get<Ip6GretapLink>("t1").Settings.Should().BeEquivalentTo(new { Remote = IPAddress.Parse("fd00::3"), InheritTrafficClass = true, EncapsulationLimit = (byte?)null, HopLimit = (byte)64 });
        Red.Links.Add("t2", new Ip6GretapOptions { Remote = IPAddress.Parse("fd00::4") }).Settings.HopLimit.Should().Be(64);
    }

    [Fact]
    public void Ipip_is_what_ip_shows_and_makes()
    {
        KindCheck.Require(Red, new IpipOptions { Remote = s_remote });
        IpipLink link = Red.Links.Add("t0", new IpipOptions { Local = s_local, Remote = s_remote, TimeToLive = 9, TypeOfService = 0x10, FirewallMark = 7 });
        link.Settings.Protocol.Should().Be(TunnelProtocol.IPv4);
        JsonElement data = KindCheck.Data(Red, "t0");
        data.Text("local").Should().Be("192.0.2.1");
        data.Text("remote").Should().Be("192.0.2.2");
        data.Number("ttl").Should().Be(9);
        link.Set(new IpipSettings { Remote = IPAddress.Parse("192.0.2.9") });
        link.Settings.Should().BeEquivalentTo(new { Local = s_local, Remote = IPAddress.Parse("192.0.2.9"), TimeToLive = (byte?)9, TypeOfService = (byte)0x10, FirewallMark = 7u, Protocol = TunnelProtocol.IPv4 });
        Tool.Ip(Red, "link add name t1 type ipip remote 192.0.2.3 mode any nopmtudisc");
        Red.Links.Get<IpipLink>("t1").Settings.Should().BeEquivalentTo(new { Remote = IPAddress.Parse("192.0.2.3"), Protocol = TunnelProtocol.Any, PathMtuDiscovery = false });
        Red.Links.Add("t2", new IpipOptions { IsExternal = true }).Settings.IsExternal.Should().BeTrue();
    }

    [Fact]
    public void Sit_is_what_ip_shows_and_makes()
    {
        KindCheck.Require(Red, new SitOptions { Remote = s_remote });
        SitLink link = Red.Links.Add("t0", new SitOptions { Local = s_local, Remote = s_remote, TimeToLive = 64, Protocol = TunnelProtocol.Any });
        JsonElement data = KindCheck.Data(Red, "t0");
        data.Text("remote").Should().Be("192.0.2.2");
        data.Number("ttl").Should().Be(64);
        link.Set(new SitSettings { TypeOfService = 0x20 });
        link.Settings.Should().BeEquivalentTo(new { Local = s_local, Remote = s_remote, TimeToLive = (byte?)64, TypeOfService = (byte)0x20, Protocol = TunnelProtocol.Any, Isatap = false });
        Tool.Ip(Red, "link add name t1 type sit local 192.0.2.3 isatap mode ip6ip");
        Red.Links.Get<SitLink>("t1").Settings.Should().BeEquivalentTo(new { Local = IPAddress.Parse("192.0.2.3"), Isatap = true, Protocol = TunnelProtocol.IPv6 });
        if (link.Settings.SixRdPrefix is null)
        {
            return;
        }

        link.Set(new SitSettings { SixRdPrefix = IPNetwork.Parse("2001:db8::/32"), SixRdRelayPrefix = IPNetwork.Parse("10.0.0.0/8") });
        SixRd(KindCheck.Data(Red, "t0")).Text("prefix").Should().Be("2001:db8::");
        link.Set(new SitSettings { TimeToLive = 3 });
        link.Settings.SixRdPrefix.Should().Be(IPNetwork.Parse("2001:db8::/32"));

        // One version of ip has an object for it, another has not.
        static JsonElement SixRd(JsonElement data) => data.Find("6rd") ?? data;
    }

    [Fact]
    public void Ip6tnl_is_what_ip_shows_and_makes()
    {
        KindCheck.Require(Red, new Ip6TunnelOptions { Remote = s_remote6 });
        Ip6TunnelLink link = Red.Links.Add("t0", new Ip6TunnelOptions { Local = s_local6, Remote = s_remote6, Protocol = TunnelProtocol.IPv4, HopLimit = 9, FlowLabel = 0xABCDE, FirewallMark = 7 });
        JsonElement data = KindCheck.Data(Red, "t0");
        data.Text("remote").Should().Be("fd00::2");
        data.Text("proto").Should().Be("ipip6");
        data.Number("ttl").Should().Be(9);
        link.Set(new Ip6TunnelSettings { TrafficClass = 0x20 });
        link.Settings.Should().BeEquivalentTo(
            new { Local = s_local6, Remote = s_remote6, Protocol = TunnelProtocol.IPv4, HopLimit = (byte)9, FlowLabel = 0xABCDE, TrafficClass = (byte)0x20, FirewallMark = 7u, EncapsulationLimit = (byte?)4 });
        Tool.Ip(Red, "link add name t1 type ip6tnl remote fd00::3 mode any tclass inherit allow-localremote");
        Red.Links.Get<Ip6TunnelLink>("t1").Settings.Should().BeEquivalentTo(new { Remote = IPAddress.Parse("fd00::3"), Protocol = TunnelProtocol.Any, InheritTrafficClass = true, AllowLocalRemote = true });
        Red.Links.Add("t2", new Ip6TunnelOptions { IsExternal = true }).Settings.IsExternal.Should().BeTrue();
    }

    [Fact]
    public void Vti_is_what_ip_shows_and_makes()
    {
        KindCheck.Require(Red, new VtiOptions { Remote = s_remote });
        VtiLink link = Red.Links.Add("t0", new VtiOptions { Local = s_local, Remote = s_remote, InputKey = 1, OutputKey = 2, FirewallMark = 7 });
        JsonElement data = KindCheck.Data(Red, "t0");
        data.Text("remote").Should().Be("192.0.2.2");
        data.Text("ikey").Should().Be("0.0.0.1");
        link.Set(new VtiSettings { OutputKey = 9 });
        link.Settings.Should().BeEquivalentTo(new { Local = s_local, Remote = s_remote, InputKey = 1u, OutputKey = 9u, FirewallMark = 7u });
        Tool.Ip(Red, "link add name t1 type vti remote 192.0.2.3 key 5");
        Red.Links.Get<VtiLink>("t1").Settings.Should().BeEquivalentTo(new { Remote = IPAddress.Parse("192.0.2.3"), InputKey = 5u, OutputKey = 5u });
    }

    [Fact]
    public void Vti_over_IPv6_is_what_ip_shows_and_makes()
    {
        KindCheck.Require(Red, new Vti6Options { Remote = s_remote6 });
        Vti6Link link = Red.Links.Add("t0", new Vti6Options { Local = s_local6, Remote = s_remote6, InputKey = 1, OutputKey = 2, FirewallMark = 7 });
        KindCheck.Data(Red, "t0").Text("remote").Should().Be("fd00::2");
        link.Set(new Vti6Settings { OutputKey = 9 });
        link.Settings.Should().BeEquivalentTo(new { Local = s_local6, Remote = s_remote6, InputKey = 1u, OutputKey = 9u, FirewallMark = 7u });
        Tool.Ip(Red, "link add name t1 type vti6 remote fd00::3 key 5");
        Red.Links.Get<Vti6Link>("t1").Settings.Should().BeEquivalentTo(new { Remote = IPAddress.Parse("fd00::3"), InputKey = 5u, OutputKey = 5u });
    }
}
