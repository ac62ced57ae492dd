using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Kinds;

/// <summary>The kinds with few options or none.</summary>
[Collection("The kernel")]
public sealed class SmallKindTests : KernelTest
{
    [Fact]
    public void Vrf_is_what_ip_shows_and_makes()
    {
        KindCheck.Require(Red, new VrfOptions(1));
        VrfLink link = Red.Links.Add("vrf0", new VrfOptions(1000) { Mtu = 1400 });
        link.Settings.Table.Should().Be(1000);
        KindCheck.Data(Red, "vrf0").Number("table").Should().Be(1000);
        Red.Links.Add("veth0", new VethOptions("veth1") { Master = link });
        VrfPortInfo.Of(Red.Links.Get("veth0"))!.Table.Should().Be(1000);
        KindCheck.PortData(Red, "veth0").Number("table").Should().Be(1000);
        VrfPortInfo.Of(Red.Links.Get("veth1")).Should().BeNull();
        Tool.Ip(Red, "link add vrf1 type vrf table 4294967294");
        Red.Links.Get<VrfLink>("vrf1").Settings.Table.Should().Be(4294967294);
        LinkOracle.ShouldAgree(Red);
    }

    [Fact]
    public void Ifb_is_what_ip_shows_and_makes()
    {
        KindCheck.Require(Red, new IfbOptions());
        IfbLink link = Red.Links.Add("ifb7", new IfbOptions { TransmitQueueCount = 3, ReceiveQueueCount = 2, Mtu = 1400, TransmitQueueLength = 64 });
        JsonElement shown = KindCheck.Link(Red, "ifb7");
        shown.GetProperty("linkinfo").Text("info_kind").Should().Be("ifb");
        shown.Number("num_tx_queues").Should().Be(3);
        shown.Number("num_rx_queues").Should().Be(2);
        shown.Number("mtu").Should().Be(1400);
        shown.Number("txqlen").Should().Be(64);
        link.Set(new IfbOptions { Mtu = 1300, Up = true });
        KindCheck.Link(Red, "ifb7").Number("mtu").Should().Be(1300);
        Tool.Ip(Red, "link add ifb8 type ifb");
        Red.Links.List<IfbLink>().Select(ifb => ifb.Name).Should().Contain(["ifb7", "ifb8"]);
        LinkOracle.ShouldAgree(Red);
    }

    [Fact]
    public void Netlink_monitor_is_what_ip_shows_and_makes()
    {
        KindCheck.Require(Red, new NlmonOptions());
        Red.Links.Add("nlmon0", new NlmonOptions()).Up();
        KindCheck.Link(Red, "nlmon0").GetProperty("linkinfo").Text("info_kind").Should().Be("nlmon");
        Tool.Ip(Red, "link add nlmon1 type nlmon");
        Red.Links.List<NlmonLink>().Select(monitor => monitor.Name).Should().BeEquivalentTo("nlmon0", "nlmon1");
        LinkOracle.ShouldAgree(Red);
    }

    [Fact]
    public void Xfrm_interface_is_what_ip_shows_and_makes()
    {
        KindCheck.Require(Red, new XfrmOptions { InterfaceId = 1 });
        Link under = VethPair.Create(Red, "veth0", Red, "veth1").First;
        XfrmLink link = Red.Links.Add("xfrm0", new XfrmOptions { InterfaceId = 0xdeadbeef, Underlying = under });
        link.Settings.Should().BeEquivalentTo(new { InterfaceId = (uint?)0xdeadbeef, UnderlyingIndex = (int?)under.Index, IsExternal = false });
        KindCheck.Data(Red, "xfrm0").Hexadecimal("if_id").Should().Be(unchecked((int)0xdeadbeef));
        KindCheck.Link(Red, "xfrm0").Text("link").Should().Be("veth0");
        Tool.Ip(Red, "link add xfrm1 type xfrm dev veth1 if_id 7");
        Red.Links.Get<XfrmLink>("xfrm1").Settings.Should().BeEquivalentTo(new { InterfaceId = (uint?)7, UnderlyingIndex = (int?)Red.Links.Get("veth1").Index });
        Link elsewhere = Blue.Links.AddBridge("br0");
        FluentActions.Invoking(() => Red.Links.Add("xfrm2", new XfrmOptions { InterfaceId = 8, Underlying = elsewhere })).Should().Throw<ArgumentException>();
        link.Set(new XfrmSettings { InterfaceId = 9, Mtu = 1300 });
        link.Settings.Should().BeEquivalentTo(new { InterfaceId = (uint?)9, UnderlyingIndex = (int?)under.Index });
        KindCheck.Data(Red, "xfrm0").Hexadecimal("if_id").Should().Be(9);
        Red.Links.Find("xfrm2").Should().BeNull();
        LinkOracle.ShouldAgree(Red);
    }
}
