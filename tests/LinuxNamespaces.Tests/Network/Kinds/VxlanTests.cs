using System.Net;
using FluentAssertions;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;
using static LinuxNamespaces.Tests.Network.RecordedConnection;

namespace LinuxNamespaces.Tests.Network.Kinds;

public sealed class VxlanTests
{
    // "ip link add x type vxlan id 4711"
    private const string IpDefault = "08000100671200000500070001000000";

    // "... id 16777215 group 239.1.1.1 dev v0 local 10.0.0.1 ttl 9 tos 0x10 df set dstport 4789 srcport 1000 2000 nolearning proxy rsc l2miss l3miss
    // ageing 77 maxaddress 88 noudpcsum udp6zerocsumtx udp6zerocsumrx remcsumtx remcsumrx gbp", where v0 has the index 5
    internal const string IpAll =
        "08000300050000000500050009000000050006001000000005001d000100000008000a0003e807d005000b000100000005000c000100000005000d000100000005000e0001000000"
        + "080008004d00000008000900580000000500120000000000050013000100000005001400010000000500150001000000050016000100000004001700"
        + "08000100ffffff00080004000a00000108000200ef010101050007000000000006000f0012b50000";

    // "... id 1 remote fd00::2 local fd00::1 flowlabel 0xabcde ttl inherit tos inherit df inherit udpcsum dstport 4789"
    private const string Ip6 =
        "08001a00000abcde04001c00050006000100000005001d000200000005001200010000000800010001000000"
        + "14001100fd00000000000000000000000000000114001000fd000000000000000000000000000002050007000100000006000f0012b50000";

    // "... external gpe vnifilter dstport 4790"
    private const string IpExternal = "050019000100000004001b0005001e0001000000050007000000000006000f0012b60000";

    // What kernel 6.18 reported of "... id 1 remote fd00::2 local fd00::1 dev v0 ..." with everything on, and of a bare one.
    internal const string Kernel6 =
        "0800010001000000" + "14001000fd000000000000000000000000000002" + "14001100fd000000000000000000000000000001" + "0800030005000000"
        + "0500050000000000" + "05001c0001000000" + "0500060001000000" + "05001d0002000000" + "08001a00000abcde" + "0800200001000000" + "0500070000000000"
        + "05000b0001000000" + "05000c0001000000" + "05000d0001000000" + "05000e0001000000" + "0500190000000000" + "080008004d000000" + "0800090058000000"
        + "06000f0012b50000" + "0500120000000000" + "0500130001000000" + "0500140001000000" + "0500150001000000" + "0500160001000000" + "05001f0000000000"
        + "08000a0003e807d0" + "04001700" + "04001800" + "0c0021007700000000000000";

    internal const string KernelBare =
        "0800010000000000" + "0500050000000000" + "05001c0000000000" + "0500060010000000" + "05001d0000000000" + "08001a0000000000" + "0500070001000000"
        + "0500190001000000" + "080008002c010000" + "0800090000000000" + "06000f0021180000" + "0500120001000000" + "08000a0000000000" + "04001b00" + "05001e0001000000";

    [Fact]
    public void Options_are_what_ip_writes()
    {
        using RecordedConnection connection = new();
        TunnelBytes.ShouldBeWhatIpWrites(new VxlanOptions(4711), IpDefault, VxlanLink.IFLA_VXLAN_LEARNING);
        TunnelBytes.ShouldBeWhatIpWrites(All(connection.Link), IpAll);
        TunnelBytes.ShouldBeWhatIpWrites(
            new VxlanOptions(1)
            {
                Remote = IPAddress.Parse("fd00::2"),
                Local = IPAddress.Parse("fd00::1"),
                FlowLabel = 0xABCDE,
                InheritTimeToLive = true,
                InheritTypeOfService = true,
                Fragmentation = TunnelFragmentation.Inherited,
                Learning = true,
                UdpChecksum = true,
                UdpPort = 4789,
            },
            Ip6);
        TunnelBytes.ShouldBeWhatIpWrites(new VxlanOptions { GenericProtocol = true, VniFilter = true, UdpPort = 4790 }, IpExternal);
    }

    [Fact]
    public void Options_that_ip_does_not_know_have_the_layout_of_the_headers() =>
        TunnelBytes.Of(new VxlanOptions(1) { InheritFlowLabel = true, LocalBypass = false, ReservedBits = 0xF7FFFFFF000000FF, RemoteChecksumNoPartial = true }).Should().Equal(
            new SortedDictionary<int, string>
            {
                [VxlanLink.IFLA_VXLAN_ID] = "01000000",
                [VxlanLink.IFLA_VXLAN_REMCSUM_NOPARTIAL] = "",
                [VxlanLink.IFLA_VXLAN_LOCALBYPASS] = "00",
                [VxlanLink.IFLA_VXLAN_LABEL_POLICY] = "01000000",
                [VxlanLink.IFLA_VXLAN_RESERVED_BITS] = "f7ffffff000000ff",
            });

    [Fact]
    public void A_change_has_only_what_was_asked_for()
    {
        TunnelBytes.Of(new VxlanSettings()).Should().BeEmpty();
        TunnelBytes.Of(new VxlanSettings { TimeToLive = 7 }).Should().Equal(new SortedDictionary<int, string> { [VxlanLink.IFLA_VXLAN_TTL] = "07" });
        TunnelBytes.Of(new VxlanSettings { InheritTypeOfService = false }).Should().Equal(new SortedDictionary<int, string> { [VxlanLink.IFLA_VXLAN_TOS] = "00" });
    }

    [Fact]
    public void Link_below_is_the_parent_of_a_new_link_only()
    {
        using RecordedConnection connection = new();
        new VxlanOptions(1) { Underlying = connection.Link }.Parent!.Index.Should().Be(LinkIndex);
        new VxlanSettings { Underlying = connection.Link }.Parent.Should().BeNull();
    }

    [Fact]
    public void Settings_are_read_as_they_are_written()
    {
        VxlanInfo info = VxlanInfo.Read(TunnelBytes.Reader(IpAll));
        info.Should().BeEquivalentTo(new
        {
            Id = 16777215,
            Remote = IPAddress.Parse("239.1.1.1"),
            Local = IPAddress.Parse("10.0.0.1"),
            UnderlyingIndex = (int?)5,
            UdpPort = (ushort)4789,
            SourcePorts = (UdpPortRange?)new UdpPortRange(1000, 2000),
            TimeToLive = (byte?)9,
            InheritTimeToLive = false,
            TypeOfService = (byte)0x10,
            InheritTypeOfService = false,
            Fragmentation = TunnelFragmentation.Forbidden,
            Learning = false,
            AgeingTime = TimeSpan.FromSeconds(77),
            MaxAddresses = 88u,
            Proxy = true,
            RouteShortCircuit = true,
            LinkLayerMissNotifications = true,
            NetworkMissNotifications = true,
            UdpChecksum = false,
            SendZeroChecksum6 = true,
            ReceiveZeroChecksum6 = true,
            SendRemoteChecksum = true,
            ReceiveRemoteChecksum = true,
            GroupPolicy = true,
        });
        // ip leaves these out, and so did the kernel before it knew them.
        info.InheritFlowLabel.Should().BeNull();
        info.LocalBypass.Should().BeNull();
        info.ReservedBits.Should().BeNull();
    }

    [Fact]
    public void Reports_of_the_kernel_are_read()
    {
        VxlanInfo.Read(TunnelBytes.Reader(Kernel6)).Should().BeEquivalentTo(new
        {
            Id = 1,
            Remote = IPAddress.Parse("fd00::2"),
            Local = IPAddress.Parse("fd00::1"),
            TimeToLive = (byte?)null,
            InheritTimeToLive = true,
            TypeOfService = (byte)0,
            InheritTypeOfService = true,
            FlowLabel = 0xABCDE,
            InheritFlowLabel = (bool?)true,
            Fragmentation = TunnelFragmentation.Inherited,
            LocalBypass = (bool?)false,
            RemoteChecksumNoPartial = true,
            GroupPolicy = true,
            GenericProtocol = false,
            IsExternal = false,
            VniFilter = false,
            ReservedBits = (ulong?)0x7700000000000000,
        });
        VxlanInfo.Read(TunnelBytes.Reader(KernelBare)).Should().BeEquivalentTo(new
        {
            Id = 0,
            Remote = (IPAddress?)null,
            Local = (IPAddress?)null,
            UnderlyingIndex = (int?)null,
            UdpPort = (ushort)8472,
            SourcePorts = (UdpPortRange?)null,
            TypeOfService = (byte)0x10,
            InheritTypeOfService = false,
            Learning = true,
            IsExternal = true,
            GenericProtocol = true,
            VniFilter = true,
        });
    }

    [Fact]
    public void Settings_that_are_cut_or_wrong_are_read_or_refused()
    {
        TunnelBytes.ShouldBeSafe(IpAll, bytes => VxlanInfo.Read(new NetlinkAttributeReader(bytes)));
        TunnelBytes.ShouldBeSafe(Kernel6, bytes => VxlanInfo.Read(new NetlinkAttributeReader(bytes)));
        FluentActions.Invoking(() => VxlanInfo.Read(TunnelBytes.Reader("0600020001020000"))).Should().Throw<InvalidDataException>("an address of two bytes is none");
        FluentActions.Invoking(() => VxlanInfo.Read(TunnelBytes.Reader("08000a0007d003e8"))).Should().Throw<InvalidDataException>("2000-1000 is no range");
    }

    [Fact]
    public void Values_that_no_vxlan_can_have_are_rejected()
    {
        Action[] acts =
        [
            () => _ = new VxlanOptions(-1),
            () => _ = new VxlanOptions(16777216),
            () => _ = new VxlanSettings { TimeToLive = 0 },
            () => _ = new VxlanSettings { Fragmentation = (TunnelFragmentation)3 },
            () => _ = new VxlanSettings { TypeOfService = 3 },
            () => _ = new VxlanSettings { FlowLabel = -1 },
            () => _ = new VxlanSettings { FlowLabel = 0x100000 },
            () => _ = new VxlanSettings { AgeingTime = TimeSpan.FromSeconds(-1) },
            () => _ = new VxlanSettings { AgeingTime = TimeSpan.FromSeconds(1.5) },
            () => _ = new VxlanSettings { AgeingTime = TimeSpan.FromSeconds(1L << 32) },
            () => _ = new VxlanSettings { Local = IPAddress.Parse("239.1.1.1") },
            () => _ = new VxlanSettings { Local = IPAddress.Parse("ff02::1") },
            () => _ = new UdpPortRange(2, 1),
        ];
        foreach (Action act in acts)
        {
            act.Should().Throw<ArgumentException>();
        }
    }

    [Fact]
    public void Options_that_contradict_each_other_are_rejected_before_anything_is_sent()
    {
        using RecordedConnection device = new();
        VxlanOptions[] wrong =
        [
            new(1) { Remote = IPAddress.Parse("10.0.0.2"), Local = IPAddress.Parse("fd00::1") },
            new(1) { Remote = IPAddress.Parse("10.0.0.2"), FlowLabel = 1 },
            new(1) { Local = IPAddress.Parse("10.0.0.2"), InheritFlowLabel = true },
            new(1) { Remote = IPAddress.Parse("239.1.1.1") },
            new(1) { Remote = IPAddress.Parse("ff05::1") },
            new(1) { Remote = IPAddress.Parse("fe80::1") },
            new(1) { Remote = IPAddress.Parse("fe80::1"), Local = IPAddress.Parse("fd00::1"), Underlying = device.Link },
            new(1) { TimeToLive = 1, InheritTimeToLive = true },
            new(1) { TypeOfService = 4, InheritTypeOfService = true },
            new(1) { VniFilter = true },
            new(1) { GenericProtocol = true },
            new() { GenericProtocol = true, GroupPolicy = true },
            new() { GenericProtocol = true, Learning = true },
            new() { GenericProtocol = true, InheritTimeToLive = true },
            new() { GenericProtocol = true, Proxy = true },
        ];
        foreach (VxlanOptions options in wrong)
        {
            Requests(connection => FluentActions.Invoking(() => connection.Rtnetlink.Links.Add("v1", options)).Should().Throw<ArgumentException>("of {0}", options))
                .Should().BeEmpty();
        }
    }

    [Fact]
    public void Options_that_an_older_kernel_ignored_are_found()
    {
        VxlanInfo old = VxlanInfo.Read(TunnelBytes.Reader(IpAll));
        new VxlanOptions(1) { LocalBypass = true }.FindIgnored(old).Should().Contain("kernel 6.5");
        new VxlanOptions(1) { InheritFlowLabel = false }.FindIgnored(old).Should().Contain("kernel 6.8");
        new VxlanOptions(1) { ReservedBits = 1 }.FindIgnored(old).Should().Contain("kernel 6.14");
        new VxlanOptions { VniFilter = true }.FindIgnored(old).Should().Contain("kernel 5.18");
        new VxlanOptions(1).FindIgnored(old).Should().BeNull();
        new VxlanOptions(1) { LocalBypass = true, InheritFlowLabel = false, ReservedBits = 1 }.FindIgnored(VxlanInfo.Read(TunnelBytes.Reader(Kernel6))).Should().BeNull();
    }

    private static VxlanOptions All(Link device) => new(16777215)
    {
        Remote = IPAddress.Parse("239.1.1.1"),
        Local = IPAddress.Parse("10.0.0.1"),
        Underlying = device,
        TimeToLive = 9,
        TypeOfService = 0x10,
        Fragmentation = TunnelFragmentation.Forbidden,
        UdpPort = 4789,
        SourcePorts = new UdpPortRange(1000, 2000),
        Learning = false,
        Proxy = true,
        RouteShortCircuit = true,
        LinkLayerMissNotifications = true,
        NetworkMissNotifications = true,
        AgeingTime = TimeSpan.FromSeconds(77),
        MaxAddresses = 88,
        UdpChecksum = false,
        SendZeroChecksum6 = true,
        ReceiveZeroChecksum6 = true,
        SendRemoteChecksum = true,
        ReceiveRemoteChecksum = true,
        GroupPolicy = true,
    };
}
