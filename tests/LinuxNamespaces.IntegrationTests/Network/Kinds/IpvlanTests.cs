using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Kinds;

[Collection("The kernel")]
public sealed class IpvlanTests : KernelTest
{
    private readonly VethLink _parent;

    public IpvlanTests()
    {
        _parent = VethPair.Create(Red, "veth0", Red, "veth1").First;
        KindCheck.Require(Red, new IpvlanOptions(_parent));
    }

    [Theory]
    [InlineData(IpvlanMode.L2, "l2", IpvlanFlag.Bridge, "bridge")]
    [InlineData(IpvlanMode.L3, "l3", IpvlanFlag.Private, "private")]
    [InlineData(IpvlanMode.L2, "l2", IpvlanFlag.Vepa, "vepa")]
    public void Options_are_what_ip_shows_and_makes(IpvlanMode mode, string modeName, IpvlanFlag flag, string flagName)
    {
        IpvlanLink link = Red.Links.Add("ipv0", new IpvlanOptions(_parent) { Mode = mode, Flag = flag });
        link.Settings.Should().BeEquivalentTo(new { Mode = mode, Flag = flag });
        JsonElement data = KindCheck.Data(Red, "ipv0");
        data.Text("mode").Should().Be(modeName);
        data.Flag(flagName).Should().BeTrue();
        link.Delete();
        Tool.Ip(Red, $"link add link veth0 name ipv1 type ipvlan mode {modeName} {flagName}");
        Red.Links.Get<IpvlanLink>("ipv1").Settings.Should().BeEquivalentTo(new { Mode = mode, Flag = flag });
    }

    [Fact]
    public void Link_is_created_in_another_namespace_than_its_parent()
    {
        IpvlanLink link = Blue.Links.Add("ipv0", new IpvlanOptions(_parent));
        Red.Links.Find("ipv0").Should().BeNull();
        link.Info.LinkIndex.Should().Be(_parent.Index);
        link.Settings.Mode.Should().Be(IpvlanMode.L3);
        KindCheck.Link(Blue, "ipv0").Number("link_netnsid").Should().Be(link.Info.LinkNamespaceId).And.NotBeNull();
        LinkOracle.ShouldAgree(Blue);
    }

    [Fact]
    public void Settings_are_changed_for_all_links_on_the_parent()
    {
        IpvlanLink first = Blue.Links.Add("ipv0", new IpvlanOptions(_parent) { Mode = IpvlanMode.L2 });
        IpvlanLink second = Red.Links.Add("ipv1", new IpvlanOptions(_parent) { Mode = IpvlanMode.L2 });
        first.Set(new IpvlanSettings { Mode = IpvlanMode.L3, Flag = IpvlanFlag.Private, Mtu = 1300 });
        KindCheck.Data(Blue, "ipv0").Text("mode").Should().Be("l3");
        KindCheck.Link(Blue, "ipv0").Number("mtu").Should().Be(1300);
        second.Refresh();
        second.Settings.Should().BeEquivalentTo(new { Mode = IpvlanMode.L3, Flag = IpvlanFlag.Private });
        first.Set(new IpvlanSettings { Flag = IpvlanFlag.Bridge });
        KindCheck.Data(Red, "ipv1").Flag("bridge").Should().BeTrue();
    }

    [Fact]
    public void Ipvtap_is_what_ip_shows()
    {
        KindCheck.Require(Red, new IpvtapOptions(_parent));
        IpvtapLink link = Red.Links.Add("tap0", new IpvtapOptions(_parent) { Mode = IpvlanMode.L2, Flag = IpvlanFlag.Vepa });
        link.Settings.Should().BeEquivalentTo(new { Mode = IpvlanMode.L2, Flag = IpvlanFlag.Vepa });
        KindCheck.Link(Red, "tap0").GetProperty("linkinfo").Text("info_kind").Should().Be("ipvtap");
        KindCheck.Data(Red, "tap0").Flag("vepa").Should().BeTrue();
    }
}
