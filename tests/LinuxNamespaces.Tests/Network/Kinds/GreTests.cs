using System.Net;
using FluentAssertions;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;
using static LinuxNamespaces.Network.GreSchema;
using static LinuxNamespaces.Tests.Network.RecordedConnection;

namespace LinuxNamespaces.Tests.Network.Kinds;

/// <summary>GRE tunnels over IPv4 and IPv6, against the contents of IFLA_INFO_DATA that ip(8) sends. Where commands name the link v0, its index is 3.</summary>
public sealed class GreTests
{
    // "... type gre remote 10.0.0.2 local 10.0.0.1 ikey 1.2.3.4 okey 77 icsum oseq ttl 9 tos 0x10 dev v0 fwmark 0x1234 encap gue encap-sport
    // 5555 encap-dport 6666 encap-csum encap-remcsum"
    internal const string IpGre =
        "0800040001020304080005000000004d06000200a00000000600030030000000080006000a000001080007000a00000205000a0001000000050009001000000008000100"
        + "030000000500080009000000080014003412000006000e000200000006000f00050000000600100015b30000060011001a0a0000";

    // "... type gre remote 10.0.0.2 key 5 csum seq nopmtudisc ignore-df tos inherit encap fou encap-sport auto encap-dport 7777"
    internal const string IpGreFou =
        "0800040000000005080005000000000506000200b000000006000300b0000000080007000a00000205000a00000000000500130001000000050009000100000005000800"
        + "00000000080014000000000006000e000100000006000f00000000000600100000000000060011001e610000";

    // "... type gretap remote 10.0.0.2 local 10.0.0.1 key 9"
    private const string IpGretap =
        "0800040000000009080005000000000906000200200000000600030020000000080006000a000001080007000a00000205000a0001000000050009000000000005000800"
        + "00000000080014000000000006000e000000000006000f000000000006001000000000000600110000000000";

    // "... type gre external"
    internal const string IpGreExternal =
        "04001200";

    // "... type ip6gre remote fd00::2 local fd00::1 ikey 1 okey 2 icsum oseq encaplimit 7 hoplimit 9 tclass 0x12 flowlabel 0xabcde dev v0
    // fwmark 0x1234 allow-localremote dscp inherit encap gue encap-sport 1 encap-dport 2"
    internal const string IpIp6Gre =
        "0800040000000001080005000000000206000200a0000000060003003000000014000600fd00000000000000000000000000000114000700fd0000000000000000000000"
        + "000000020800010003000000050008000900000005000b000700000008000c00012abcde08000d00500000000800140034120000050016000100000006000e0002000000"
        + "06000f000200000006001000000100000600110000020000";

    // "... type ip6gre remote fd00::2 encaplimit none tclass inherit flowlabel inherit fwmark inherit"
    private const string IpIp6GreInherit =
        "080004000000000008000500000000000600020000000000060003000000000014000700fd000000000000000000000000000002050008004000000005000b0004000000"
        + "08000c000000000008000d00270000000800140000000000050016000100000006000e000000000006000f000200000006001000000000000600110000000000";

    // "... type ip6gretap remote fd00::2 local fd00::1"
    private const string IpIp6Gretap =
        "080004000000000008000500000000000600020000000000060003000000000014000600fd00000000000000000000000000000114000700fd0000000000000000000000"
        + "00000002050008004000000005000b000400000008000c000000000008000d00000000000800140000000000050016000100000006000e000000000006000f0002000000"
        + "06001000000000000600110000000000";

    // What only ip sends, as the kernel's defaults: no encapsulation, no mark.
    private static readonly int[] s_defaults = [IFLA_GRE_FWMARK, IFLA_GRE_ENCAP_TYPE, IFLA_GRE_ENCAP_FLAGS, IFLA_GRE_ENCAP_SPORT, IFLA_GRE_ENCAP_DPORT];

    private static readonly IPAddress s_local = IPAddress.Parse("10.0.0.1");
    private static readonly IPAddress s_remote = IPAddress.Parse("10.0.0.2");
    private static readonly IPAddress s_local6 = IPAddress.Parse("fd00::1");
    private static readonly IPAddress s_remote6 = IPAddress.Parse("fd00::2");

    [Fact]
    public void Options_over_IPv4_are_what_ip_writes()
    {
        using RecordedConnection connection = new();
        TunnelBytes.ShouldBeWhatIpWrites(All(connection.LinkOf(3)), IpGre);
        TunnelBytes.ShouldBeWhatIpWrites(
            new GreOptions
            {
                Remote = s_remote,
                Input = new GreHeader { Key = 5, Checksum = true, SequenceNumbers = true },
                Output = new GreHeader { Key = 5, Checksum = true, SequenceNumbers = true },
                PathMtuDiscovery = false,
                IgnoreDontFragment = true,
                InheritTimeToLive = true,
                InheritTypeOfService = true,
                FirewallMark = 0,
                Encapsulation = new TunnelEncapsulation(TunnelEncapsulationType.FooOverUdp, 7777),
            },
            IpGreFou);
        TunnelBytes.ShouldBeWhatIpWrites(
            new GretapOptions { Remote = s_remote, Local = s_local, Input = new GreHeader { Key = 9 }, Output = new GreHeader { Key = 9 } },
            IpGretap,
            [.. s_defaults, IFLA_GRE_PMTUDISC, IFLA_GRE_TOS, IFLA_GRE_TTL]);
        TunnelBytes.ShouldBeWhatIpWrites(new GreOptions { IsExternal = true }, IpGreExternal);
        TunnelBytes.ShouldBeWhatIpWrites(new GretapOptions { IsExternal = true }, IpGreExternal);
    }

    [Fact]
    public void Options_over_IPv6_are_what_ip_writes()
    {
        using RecordedConnection connection = new();
        TunnelBytes.ShouldBeWhatIpWrites(
            new Ip6GreOptions
            {
                Remote = s_remote6,
                Local = s_local6,
                Underlying = connection.LinkOf(3),
                Input = new GreHeader { Key = 1, Checksum = true },
                Output = new GreHeader { Key = 2, SequenceNumbers = true },
                EncapsulationLimit = 7,
                HopLimit = 9,
                TrafficClass = 0x12,
                FlowLabel = 0xABCDE,
                FirewallMark = 0x1234,
                AllowLocalRemote = true,
                CopyDscp = true,
                Encapsulation = new TunnelEncapsulation(TunnelEncapsulationType.GenericUdp, 2) { SourcePort = 1 },
            },
            IpIp6Gre,
            IFLA_GRE_ERSPAN_VER);
        // Without a mark of its own the tunnel has 0, and without an encapsulation its flags do not count.
        TunnelBytes.ShouldBeWhatIpWrites(
            new Ip6GreOptions
            {
                Remote = s_remote6,
                OmitEncapsulationLimit = true,
                InheritTrafficClass = true,
                InheritFlowLabel = true,
                InheritFirewallMark = true,
                Input = new GreHeader(),
                Output = new GreHeader(),
            },
            IpIp6GreInherit,
            [.. s_defaults, IFLA_GRE_ERSPAN_VER]);
        TunnelBytes.ShouldBeWhatIpWrites(
            new Ip6GretapOptions { Remote = s_remote6, Local = s_local6, Input = new GreHeader(), Output = new GreHeader() },
            IpIp6Gretap,
            [.. s_defaults, IFLA_GRE_ERSPAN_VER, IFLA_GRE_FLOWINFO, IFLA_GRE_FLAGS]);
        TunnelBytes.ShouldBeWhatIpWrites(new Ip6GreOptions { IsExternal = true }, IpGreExternal);
    }

    [Fact]
    public void Settings_over_IPv4_are_read_as_they_are_written()
    {
        GreInfo.Read(TunnelBytes.Reader(IpGre)).Should().BeEquivalentTo(new
        {
            Local = s_local,
            Remote = s_remote,
            UnderlyingIndex = (int?)3,
            FirewallMark = 0x1234u,
            IsExternal = false,
            TimeToLive = (byte?)9,
            TypeOfService = (byte)0x10,
            InheritTypeOfService = false,
            PathMtuDiscovery = true,
            IgnoreDontFragment = false,
            Encapsulation = new TunnelEncapsulation(TunnelEncapsulationType.GenericUdp, 6666) { SourcePort = 5555, Checksum = true, Checksum6 = false, RemoteChecksum = true },
            Input = new GreHeader { Key = 0x01020304, Checksum = true },
            Output = new GreHeader { Key = 77, SequenceNumbers = true },
        });
        GreInfo.Read(TunnelBytes.Reader(IpGreFou)).Should().BeEquivalentTo(new
        {
            Local = (IPAddress?)null,
            UnderlyingIndex = (int?)null,
            TimeToLive = (byte?)null,
            InheritTypeOfService = true,
            PathMtuDiscovery = false,
            IgnoreDontFragment = true,
            Encapsulation = new TunnelEncapsulation(TunnelEncapsulationType.FooOverUdp, 7777) { Checksum6 = false },
            Input = new GreHeader { Key = 5, Checksum = true, SequenceNumbers = true },
        });
        GreInfo.Read(TunnelBytes.Reader(IpGreExternal)).IsExternal.Should().BeTrue();
    }

    [Fact]
    public void Settings_over_IPv6_are_read_as_they_are_written()
    {
        Ip6GreInfo.Read(TunnelBytes.Reader(IpIp6Gre)).Should().BeEquivalentTo(new
        {
            Local = s_local6,
            Remote = s_remote6,
            HopLimit = (byte)9,
            EncapsulationLimit = (byte?)7,
            TrafficClass = (byte)0x12,
            InheritTrafficClass = false,
            FlowLabel = 0xABCDE,
            InheritFlowLabel = false,
            CopyDscp = true,
            InheritFirewallMark = false,
            AllowLocalRemote = true,
            FirewallMark = 0x1234u,
            Encapsulation = new TunnelEncapsulation(TunnelEncapsulationType.GenericUdp, 2) { SourcePort = 1, Checksum6 = true },
            Input = new GreHeader { Key = 1, Checksum = true },
            Output = new GreHeader { Key = 2, SequenceNumbers = true },
        });
        Ip6GreInfo.Read(TunnelBytes.Reader(IpIp6GreInherit)).Should().BeEquivalentTo(new
        {
            EncapsulationLimit = (byte?)null,
            InheritTrafficClass = true,
            InheritFlowLabel = true,
            InheritFirewallMark = true,
            CopyDscp = false,
            AllowLocalRemote = false,
            Input = new GreHeader(),
        });
    }

    [Fact]
    public void A_change_keeps_everything_else()
    {
        TunnelBytes.ShouldChange(new GreSettings { TimeToLive = 7 }, IpGre, (IFLA_GRE_TTL, "07"));
        TunnelBytes.ShouldChange(new GreSettings { Remote = IPAddress.Any }, IpGre, (IFLA_GRE_REMOTE, "00000000"));
        TunnelBytes.ShouldChange(new GreSettings { Input = new GreHeader() }, IpGre, (IFLA_GRE_IFLAGS, "0000"), (IFLA_GRE_IKEY, "00000000"));
        TunnelBytes.ShouldChange(
            new GretapSettings { Encapsulation = TunnelEncapsulation.None },
            IpGre,
            (IFLA_GRE_ENCAP_TYPE, "0000"),
            (IFLA_GRE_ENCAP_FLAGS, "0000"),
            (IFLA_GRE_ENCAP_SPORT, "0000"),
            (IFLA_GRE_ENCAP_DPORT, "0000"));
        TunnelBytes.ShouldChange(new Ip6GreSettings { TrafficClass = 0xFF }, IpIp6Gre, (IFLA_GRE_FLOWINFO, "0ffabcde"));
        TunnelBytes.ShouldChange(new Ip6GreSettings { FlowLabel = 1 }, IpIp6Gre, (IFLA_GRE_FLOWINFO, "01200001"));
        TunnelBytes.ShouldChange(new Ip6GreSettings { InheritFlowLabel = true }, IpIp6Gre, (IFLA_GRE_FLOWINFO, "01200000"), (IFLA_GRE_FLAGS, "54000000"));
        TunnelBytes.ShouldChange(new Ip6GreSettings { CopyDscp = false }, IpIp6Gre, (IFLA_GRE_FLAGS, "40000000"));
        TunnelBytes.ShouldChange(new Ip6GretapSettings { EncapsulationLimit = 3 }, IpIp6GreInherit, (IFLA_GRE_ENCAP_LIMIT, "03"), (IFLA_GRE_FLAGS, "26000000"));
        TunnelBytes.ShouldChange(new Ip6GreSettings { Mtu = 1400 }, IpIp6Gre);
    }

    [Fact]
    public void Settings_that_are_cut_or_wrong_are_read_or_refused()
    {
        TunnelBytes.ShouldBeSafe(IpGre, bytes => GreInfo.Read(new NetlinkAttributeReader(bytes)));
        TunnelBytes.ShouldBeSafe(IpIp6Gre, bytes => Ip6GreInfo.Read(new NetlinkAttributeReader(bytes)));
        TunnelBytes.ShouldBeSafe(IpIp6Gre, bytes => TunnelBytes.Change(new Ip6GreSettings { FlowLabel = 1 }, bytes));
    }

    [Fact]
    public void Wrong_options_are_rejected_before_anything_is_sent()
    {
        using RecordedConnection device = new();
        Action[] acts =
        [
            () => _ = new GreSettings { Local = s_local6 },
            () => _ = new GreSettings { Remote = s_remote6 },
            () => _ = new Ip6GreSettings { Local = s_local },
            () => _ = new Ip6GreSettings { Remote = s_remote },
            () => _ = new GreSettings { Local = IPAddress.Parse("224.0.0.1") },
            () => _ = new GreSettings { TimeToLive = 0 },
            () => _ = new GreSettings { TypeOfService = 1 },
            () => _ = new Ip6GreSettings { FlowLabel = 0x100000 },
            () => _ = new TunnelEncapsulation(TunnelEncapsulationType.None, 1),
            () => _ = new TunnelEncapsulation(TunnelEncapsulationType.FooOverUdp, 0),
            () => _ = new TunnelEncapsulation(TunnelEncapsulationType.FooOverUdp, 1) { SourcePort = 0 },
        ];
        foreach (Action act in acts)
        {
            act.Should().Throw<ArgumentException>();
        }

        GreOptions[] wrong =
        [
            new() { Local = s_local, Remote = s_local },
            new() { TimeToLive = 1, InheritTimeToLive = true },
            new() { InheritTimeToLive = false },
            new() { TimeToLive = 1, PathMtuDiscovery = false },
            new() { IgnoreDontFragment = true },
            new() { IsExternal = true, Remote = s_remote },
            new() { IsExternal = true, Output = new GreHeader() },
            new() { IsExternal = true, TimeToLive = 3 },
            new() { IsExternal = true, Underlying = device.Link },
        ];
        Ip6GreOptions[] wrong6 =
        [
            new() { EncapsulationLimit = 1, OmitEncapsulationLimit = true },
            new() { TrafficClass = 1, InheritTrafficClass = true },
            new() { FlowLabel = 1, InheritFlowLabel = true },
            new() { FirewallMark = 1, InheritFirewallMark = true },
            new() { IsExternal = true, HopLimit = 3 },
        ];
        foreach (GreOptions options in wrong)
        {
            Requests(connection => FluentActions.Invoking(() => connection.Rtnetlink.Links.Add("g1", options)).Should().Throw<ArgumentException>("of {0}", options))
                .Should().BeEmpty();
        }

        foreach (Ip6GreOptions options in wrong6)
        {
            Requests(connection => FluentActions.Invoking(() => connection.Rtnetlink.Links.Add("g1", options)).Should().Throw<ArgumentException>("of {0}", options))
                .Should().BeEmpty();
        }
    }

    private static GreOptions All(Link device) => new()
    {
        Remote = s_remote,
        Local = s_local,
        Underlying = device,
        Input = new GreHeader { Key = 0x01020304, Checksum = true },
        Output = new GreHeader { Key = 77, SequenceNumbers = true },
        TimeToLive = 9,
        TypeOfService = 0x10,
        PathMtuDiscovery = true,
        FirewallMark = 0x1234,
        Encapsulation = new TunnelEncapsulation(TunnelEncapsulationType.GenericUdp, 6666) { SourcePort = 5555, Checksum = true, RemoteChecksum = true },
    };
}
