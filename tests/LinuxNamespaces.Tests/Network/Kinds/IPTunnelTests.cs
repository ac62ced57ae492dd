using System.Net;
using FluentAssertions;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;
using static LinuxNamespaces.Network.IptunSchema;
using static LinuxNamespaces.Tests.Network.RecordedConnection;

namespace LinuxNamespaces.Tests.Network.Kinds;

/// <summary>Tunnels that carry IP in IP and those of IPsec, against the contents of IFLA_INFO_DATA that ip(8) sends. Where commands name the link v0, its index is 3.</summary>
public sealed class IPTunnelTests
{
    // "... type ipip remote 10.0.0.2 local 10.0.0.1 ttl 9 tos 0x10 dev v0 fwmark 0x1234 encap gue encap-sport 5555 encap-dport 6666
    // encap-csum mode any"
    internal const string IpIpip =
        "0500090000000000080002000a000001080003000a00000205000a0001000000050005001000000005000400090000000800010003000000080014003412000006000f00"
        + "0200000006001000010000000600110015b30000060012001a0a0000";

    // "... type ipip remote 10.0.0.2 nopmtudisc mode mplsip tos inherit"
    private const string IpIpipMpls =
        "0500090089000000080003000a00000205000a0000000000050005000100000005000400000000000800010000000000080014000000000006000f000000000006001000"
        + "0000000006001100000000000600120000000000";

    // "... type ipip external"
    private const string IpIpipExternal =
        "050009000000000004001300";

    // "... type sit remote any local 10.0.0.1 6rd-prefix 2001:db8::/32 6rd-relay_prefix 10.0.0.0/8 mode ip6ip ttl 64"
    internal const string IpSit =
        "0500090029000000080002000a00000105000a0001000000050005000000000005000400400000000800010000000000080014000000000006000f000000000006001000"
        + "0000000006001100000000000600120000000000060008000000000014000b0020010db800000000000000000000000006000d002000000008000c000a00000006000e00"
        + "08000000";

    // "... type sit local 10.0.0.1 isatap mode any"
    private const string IpSitIsatap =
        "0500090000000000080002000a00000105000a0001000000050005000000000005000400000000000800010000000000080014000000000006000f000000000006001000"
        + "00000000060011000000000006001200000000000600080001000000";

    // "... type ip6tnl remote fd00::2 local fd00::1 mode any encaplimit 7 hoplimit 9 tclass 0x12 flowlabel 0xabcde dev v0 fwmark 0x1234
    // allow-localremote dscp inherit encap fou encap-sport 1 encap-dport 2"
    internal const string IpIp6tnl =
        "050009000000000014000200fd00000000000000000000000000000114000300fd0000000000000000000000000000020500040009000000050006000700000008000700"
        + "012abcde08000800500000000800010003000000080014003412000006000f0001000000060010000200000006001100000100000600120000020000";

    // "... type ip6tnl remote fd00::2 mode ipip6 encaplimit none tclass inherit flowlabel inherit fwmark inherit"
    private const string IpIp6tnlInherit =
        "050009000400000014000300fd00000000000000000000000000000205000400400000000500060004000000080007000000000008000800270000000800010000000000"
        + "080014000000000006000f0000000000060010000200000006001100000000000600120000000000";

    // "... type vti remote 10.0.0.2 local 10.0.0.1 ikey 1 okey 2 dev v0 fwmark 0x1234"
    internal const string IpVti =
        "08000200000000010800030000000002080004000a000001080005000a00000208000600341200000800010003000000";

    // "... type vti6 remote fd00::2 local fd00::1 key 7 dev v0 fwmark 3"
    private const string IpVti6 =
        "0800020000000007080003000000000714000400fd00000000000000000000000000000114000500fd000000000000000000000000000002080006000300000008000100"
        + "03000000";

    private static readonly int[] s_defaults =
        [IFLA_IPTUN_LINK, IFLA_IPTUN_FWMARK, IFLA_IPTUN_ENCAP_TYPE, IFLA_IPTUN_ENCAP_FLAGS, IFLA_IPTUN_ENCAP_SPORT, IFLA_IPTUN_ENCAP_DPORT];

    private static readonly IPAddress s_local = IPAddress.Parse("10.0.0.1");
    private static readonly IPAddress s_remote = IPAddress.Parse("10.0.0.2");
    private static readonly IPAddress s_local6 = IPAddress.Parse("fd00::1");
    private static readonly IPAddress s_remote6 = IPAddress.Parse("fd00::2");

    [Fact]
    public void Options_over_IPv4_are_what_ip_writes()
    {
        using RecordedConnection connection = new();
        TunnelBytes.ShouldBeWhatIpWrites(
            new IpipOptions
            {
                Remote = s_remote,
                Local = s_local,
                Underlying = connection.LinkOf(3),
                TimeToLive = 9,
                TypeOfService = 0x10,
                PathMtuDiscovery = true,
                FirewallMark = 0x1234,
                Protocol = TunnelProtocol.Any,
                Encapsulation = new TunnelEncapsulation(TunnelEncapsulationType.GenericUdp, 6666) { SourcePort = 5555, Checksum = true },
            },
            IpIpip);
        TunnelBytes.ShouldBeWhatIpWrites(
            new IpipOptions { Remote = s_remote, PathMtuDiscovery = false, Protocol = TunnelProtocol.Mpls, InheritTypeOfService = true, InheritTimeToLive = true },
            IpIpipMpls,
            s_defaults);
        TunnelBytes.ShouldBeWhatIpWrites(new IpipOptions { IsExternal = true, Protocol = TunnelProtocol.Any }, IpIpipExternal);
        TunnelBytes.ShouldBeWhatIpWrites(new SitOptions { IsExternal = true, Protocol = TunnelProtocol.Any }, IpIpipExternal);
        TunnelBytes.ShouldBeWhatIpWrites(
            new SitOptions
            {
                Local = s_local,
                SixRdPrefix = IPNetwork.Parse("2001:db8::/32"),
                SixRdRelayPrefix = IPNetwork.Parse("10.0.0.0/8"),
                Protocol = TunnelProtocol.IPv6,
                TimeToLive = 64,
                TypeOfService = 0,
                PathMtuDiscovery = true,
                Isatap = false,
            },
            IpSit,
            s_defaults);
        TunnelBytes.ShouldBeWhatIpWrites(
            new SitOptions { Local = s_local, Isatap = true, Protocol = TunnelProtocol.Any }, IpSitIsatap, [.. s_defaults, IFLA_IPTUN_TTL, IFLA_IPTUN_TOS, IFLA_IPTUN_PMTUDISC]);
    }

    [Fact]
    public void Options_over_IPv6_are_what_ip_writes()
    {
        using RecordedConnection connection = new();
        TunnelBytes.ShouldBeWhatIpWrites(
            new Ip6TunnelOptions
            {
                Remote = s_remote6,
                Local = s_local6,
                Underlying = connection.LinkOf(3),
                Protocol = TunnelProtocol.Any,
                EncapsulationLimit = 7,
                HopLimit = 9,
                TrafficClass = 0x12,
                FlowLabel = 0xABCDE,
                FirewallMark = 0x1234,
                AllowLocalRemote = true,
                CopyDscp = true,
                Encapsulation = new TunnelEncapsulation(TunnelEncapsulationType.FooOverUdp, 2) { SourcePort = 1 },
            },
            IpIp6tnl);
        TunnelBytes.ShouldBeWhatIpWrites(
            new Ip6TunnelOptions
            {
                Remote = s_remote6,
                Protocol = TunnelProtocol.IPv4,
                OmitEncapsulationLimit = true,
                InheritTrafficClass = true,
                InheritFlowLabel = true,
                InheritFirewallMark = true,
            },
            IpIp6tnlInherit,
            s_defaults);
        TunnelBytes.ShouldBeWhatIpWrites(new Ip6TunnelOptions { IsExternal = true, Protocol = TunnelProtocol.Any }, IpIpipExternal);
    }

    [Fact]
    public void Options_of_IPsec_tunnels_are_what_ip_writes()
    {
        using RecordedConnection connection = new();
        TunnelBytes.ShouldBeWhatIpWrites(
            new VtiOptions { Remote = s_remote, Local = s_local, InputKey = 1, OutputKey = 2, Underlying = connection.LinkOf(3), FirewallMark = 0x1234 }, IpVti);
        TunnelBytes.ShouldBeWhatIpWrites(
            new Vti6Options { Remote = s_remote6, Local = s_local6, InputKey = 7, OutputKey = 7, Underlying = connection.LinkOf(3), FirewallMark = 3 }, IpVti6);
    }

    [Fact]
    public void Settings_are_read_as_they_are_written()
    {
        IpipInfo.Read(TunnelBytes.Reader(IpIpip)).Should().BeEquivalentTo(new
        {
            Local = s_local,
            Remote = s_remote,
            UnderlyingIndex = (int?)3,
            FirewallMark = 0x1234u,
            TimeToLive = (byte?)9,
            TypeOfService = (byte)0x10,
            PathMtuDiscovery = true,
            Protocol = TunnelProtocol.Any,
            Encapsulation = new TunnelEncapsulation(TunnelEncapsulationType.GenericUdp, 6666) { SourcePort = 5555, Checksum = true, Checksum6 = false },
        });
        IpipInfo.Read(TunnelBytes.Reader(IpIpipMpls)).Protocol.Should().Be(TunnelProtocol.Mpls);
        IpipInfo.Read(TunnelBytes.Reader(IpIpipExternal)).IsExternal.Should().BeTrue();
        SitInfo.Read(TunnelBytes.Reader(IpSit)).Should().BeEquivalentTo(new
        {
            Local = s_local,
            Remote = (IPAddress?)null,
            Protocol = TunnelProtocol.IPv6,
            Isatap = false,
            SixRdPrefix = (IPNetwork?)IPNetwork.Parse("2001:db8::/32"),
            SixRdRelayPrefix = (IPNetwork?)IPNetwork.Parse("10.0.0.0/8"),
        });
        SitInfo.Read(TunnelBytes.Reader(IpSitIsatap)).Should().BeEquivalentTo(new { Isatap = true, SixRdPrefix = (IPNetwork?)null, SixRdRelayPrefix = (IPNetwork?)null });
        Ip6TunnelInfo.Read(TunnelBytes.Reader(IpIp6tnl)).Should().BeEquivalentTo(new
        {
            Local = s_local6,
            Remote = s_remote6,
            Protocol = TunnelProtocol.Any,
            HopLimit = (byte)9,
            EncapsulationLimit = (byte?)7,
            TrafficClass = (byte)0x12,
            FlowLabel = 0xABCDE,
            CopyDscp = true,
            AllowLocalRemote = true,
            Encapsulation = new TunnelEncapsulation(TunnelEncapsulationType.FooOverUdp, 2) { SourcePort = 1, Checksum6 = true },
        });
        Ip6TunnelInfo.Read(TunnelBytes.Reader(IpIp6tnlInherit)).Should().BeEquivalentTo(new
        {
            Protocol = TunnelProtocol.IPv4,
            EncapsulationLimit = (byte?)null,
            InheritTrafficClass = true,
            InheritFlowLabel = true,
            InheritFirewallMark = true,
        });
        VtiInfo.Read(TunnelBytes.Reader(IpVti)).Should().BeEquivalentTo(new
        {
            Local = s_local,
            Remote = s_remote,
            InputKey = 1u,
            OutputKey = 2u,
            UnderlyingIndex = (int?)3,
            FirewallMark = 0x1234u,
            IsExternal = false,
        });
        VtiInfo.Read(TunnelBytes.Reader(IpVti6)).Should().BeEquivalentTo(new { Local = s_local6, Remote = s_remote6, InputKey = 7u, OutputKey = 7u });
    }

    [Fact]
    public void A_change_keeps_everything_else()
    {
        TunnelBytes.ShouldChange(new IpipSettings { FirewallMark = 0 }, IpIpip, (IFLA_IPTUN_FWMARK, "00000000"));
        TunnelBytes.ShouldChange(new IpipSettings { Protocol = TunnelProtocol.IPv4, InheritTypeOfService = true }, IpIpip, (IFLA_IPTUN_PROTO, "04"), (IFLA_IPTUN_TOS, "01"));
        TunnelBytes.ShouldChange(new SitSettings { Isatap = true }, IpSit, (IFLA_IPTUN_FLAGS, "0100"));
        TunnelBytes.ShouldChange(
            new SitSettings { SixRdPrefix = IPNetwork.Parse("2001:db8:1::/48") },
            IpSit,
            (IFLA_IPTUN_6RD_PREFIX, "20010db8000100000000000000000000"),
            (IFLA_IPTUN_6RD_PREFIXLEN, "3000"));
        TunnelBytes.ShouldChange(new Ip6TunnelSettings { AllowLocalRemote = false }, IpIp6tnl, (IFLA_IPTUN_FLAGS, "10000000"));
        TunnelBytes.ShouldChange(new VtiSettings { OutputKey = 9 }, IpVti, (VtiSchema.IFLA_VTI_OKEY, "00000009"));
        TunnelBytes.ShouldChange(new Vti6Settings { Local = IPAddress.IPv6Any }, IpVti6, (VtiSchema.IFLA_VTI_LOCAL, new string('0', 32)));
    }

    [Fact]
    public void Settings_that_are_cut_or_wrong_are_read_or_refused()
    {
        TunnelBytes.ShouldBeSafe(IpIpip, bytes => IpipInfo.Read(new NetlinkAttributeReader(bytes)));
        TunnelBytes.ShouldBeSafe(IpIp6tnl, bytes => Ip6TunnelInfo.Read(new NetlinkAttributeReader(bytes)));
        TunnelBytes.ShouldBeSafe(IpVti, bytes => VtiInfo.Read(new NetlinkAttributeReader(bytes)));
        TunnelBytes.ShouldBeSafe(IpSit, bytes =>
        {
            SitInfo info = SitInfo.Read(new NetlinkAttributeReader(bytes));
            _ = info.SixRdPrefix;
            _ = info.SixRdRelayPrefix;
        });
    }

    [Fact]
    public void Wrong_options_are_rejected_before_anything_is_sent()
    {
        Action[] acts =
        [
            () => _ = new IpipSettings { Remote = s_remote6 },
            () => _ = new Ip6TunnelSettings { Remote = s_remote },
            () => _ = new VtiSettings { Local = s_local6 },
            () => _ = new Vti6Settings { Local = s_local },
            () => _ = new IpipSettings { Protocol = TunnelProtocol.IPv6 },
            () => _ = new Ip6TunnelSettings { Protocol = TunnelProtocol.Mpls },
            () => _ = new SitSettings { Protocol = (TunnelProtocol)5 },
            () => _ = new SitSettings { SixRdPrefix = IPNetwork.Parse("10.0.0.0/8") },
            () => _ = new SitSettings { SixRdRelayPrefix = IPNetwork.Parse("2001:db8::/32") },
        ];
        foreach (Action act in acts)
        {
            act.Should().Throw<ArgumentException>();
        }

        SitOptions[] wrong =
        [
            new() { SixRdPrefix = IPNetwork.Parse("2001:db8::/33") },
            new() { SixRdPrefix = IPNetwork.Parse("2001:db8::/48"), SixRdRelayPrefix = IPNetwork.Parse("10.0.0.0/8") },
            new() { SixRdRelayPrefix = IPNetwork.Parse("10.0.0.0/8") },
            new() { IsExternal = true, Isatap = true },
        ];
        foreach (SitOptions options in wrong)
        {
            Requests(connection => FluentActions.Invoking(() => connection.Rtnetlink.Links.Add("t1", options)).Should().Throw<ArgumentException>("of {0}", options))
                .Should().BeEmpty();
        }
    }
}
