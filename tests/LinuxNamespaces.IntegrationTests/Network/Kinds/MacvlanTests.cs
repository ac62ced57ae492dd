using System.Net;
using System.Net.NetworkInformation;
using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Kinds;

[Collection("The kernel")]
public sealed class MacvlanTests : KernelTest
{
    private static readonly PhysicalAddress[] s_addresses = [PhysicalAddress.Parse("02-00-00-00-00-01"), PhysicalAddress.Parse("02-00-00-00-00-02")];

    private readonly VethLink _parent;

    public MacvlanTests()
    {
        _parent = VethPair.Create(Red, "veth0", Red, "veth1").First;
        KindCheck.Require(Red, new MacvlanOptions(_parent));
        KindCheck.Require(Red, new MacvtapOptions(_parent));
    }

    [Theory]
    [InlineData(MacvlanMode.Private, "private")]
    [InlineData(MacvlanMode.Vepa, "vepa")]
    [InlineData(MacvlanMode.Bridge, "bridge")]
    [InlineData(MacvlanMode.Passthru, "passthru")]
    [InlineData(MacvlanMode.Source, "source")]
    public void Mode_is_what_ip_shows_and_makes(MacvlanMode mode, string name)
    {
        MacvlanLink link = Red.Links.Add("mac0", new MacvlanOptions(_parent) { Mode = mode });
        link.Settings.Mode.Should().Be(mode);
        KindCheck.Data(Red, "mac0").Text("mode").Should().Be(name);
        link.Delete();
        Tool.Ip(Red, $"link add link veth0 name mac1 type macvlan mode {name}", $"link add link veth1 name tap1 type macvtap mode {name}");
        Red.Links.Get<MacvlanLink>("mac1").Settings.Mode.Should().Be(mode);
        Red.Links.Get<MacvtapLink>("tap1").Settings.Mode.Should().Be(mode);
    }

    [Fact]
    public void Kernel_chooses_vepa_without_a_mode() => Red.Links.Add("mac0", new MacvlanOptions(_parent)).Settings.Mode.Should().Be(MacvlanMode.Vepa);

    [Fact]
    public void Link_is_created_in_another_namespace_than_its_parent()
    {
        MacvlanLink link = Blue.Links.Add("mac0", new MacvlanOptions(_parent) { Mode = MacvlanMode.Bridge });
        Red.Links.Find("mac0").Should().BeNull();
        link.Info.LinkIndex.Should().Be(_parent.Index);
        JsonElement shown = KindCheck.Link(Blue, "mac0");
        shown.Number("link_index").Should().Be(_parent.Index);
        shown.Number("link_netnsid").Should().Be(link.Info.LinkNamespaceId).And.NotBeNull();
        LinkOracle.ShouldAgree(Blue);
    }

    [Fact]
    public void Flags_queue_and_sources_are_what_ip_shows()
    {
        MacvlanLink link = Blue.Links.Add("mac0", new MacvlanOptions(_parent)
        {
            Mode = MacvlanMode.Source,
            Flags = MacvlanFlags.NoDestinationMatch,
            SourceAddresses = s_addresses,
            BroadcastQueueLength = 700,
        });
        JsonElement data = KindCheck.Data(Blue, "mac0");
        data.Flag("nodst").Should().BeTrue();
        data.Flag("nopromisc").Should().BeFalse();
        data.Texts("macaddr_data").Should().BeEquivalentTo("02:00:00:00:00:01", "02:00:00:00:00:02");
        ShouldAgree(link.Settings, data);
        link.Settings.SourceAddresses.Should().BeEquivalentTo(s_addresses);
    }

    [Fact]
    public void Flags_queue_and_sources_that_ip_makes_are_read()
    {
        Tool.Ip(Red, "link add link veth0 name mac0 type macvlan mode source flag nodst macaddr set 02:00:00:00:00:01 02:00:00:00:00:02 bcqueuelen 7",
            "link add link veth1 name tap0 type macvtap mode passthru flag nopromisc");
        MacvlanInfo settings = Red.Links.Get<MacvlanLink>("mac0").Settings;
        settings.Flags.Should().Be(MacvlanFlags.NoDestinationMatch);
        settings.SourceAddresses.Should().BeEquivalentTo(s_addresses);
        ShouldAgree(settings, KindCheck.Data(Red, "mac0"));
        Red.Links.Get<MacvtapLink>("tap0").Settings.Flags.Should().Be(MacvlanFlags.NoPromiscuous);
    }

    [Fact]
    public void Settings_are_changed_in_one_request()
    {
        MacvlanLink link = Blue.Links.Add("mac0", new MacvlanOptions(_parent) { Mode = MacvlanMode.Vepa });
        link.Set(new MacvlanSettings { Mode = MacvlanMode.Source, Flags = MacvlanFlags.NoDestinationMatch, SourceAddresses = s_addresses, BroadcastQueueLength = 33, Mtu = 1300, Up = true });
        JsonElement shown = KindCheck.Link(Blue, "mac0");
        shown.Number("mtu").Should().Be(1300);
        JsonElement data = KindCheck.Data(Blue, "mac0");
        data.Text("mode").Should().Be("source");
        // The length of the queue is ignored before 5.11.
        data.Number("bcqueuelen").Should().Be(Environment.OSVersion.Version >= new Version(5, 11) ? 33L : null);
        link.Settings.SourceAddresses.Should().BeEquivalentTo(s_addresses);
        ShouldAgree(link.Settings, data);

        link.Set(new MacvlanSettings { SourceAddressToRemove = s_addresses[0] });
        KindCheck.Data(Blue, "mac0").Texts("macaddr_data").Should().Equal("02:00:00:00:00:02");
        link.Set(new MacvlanSettings { SourceAddressToAdd = PhysicalAddress.Parse("02-00-00-00-00-03") });
        KindCheck.Data(Blue, "mac0").Texts("macaddr_data").Should().BeEquivalentTo("02:00:00:00:00:02", "02:00:00:00:00:03");
        link.Set(new MacvlanSettings { SourceAddresses = [] });
        link.Settings.SourceAddresses.Should().BeEmpty();
        ShouldAgree(link.Settings, KindCheck.Data(Blue, "mac0"));
        link.Settings.Mode.Should().Be(MacvlanMode.Source);
        link.Set(new MacvlanSettings { Mode = MacvlanMode.Bridge, Flags = MacvlanFlags.None });
        KindCheck.Data(Blue, "mac0").Text("mode").Should().Be("bridge");
        FluentActions.Invoking(() => link.Set(new MacvlanSettings { Mode = MacvlanMode.Passthru })).Should().Throw<NetlinkException>().Where(e => e.Errno == Errno.EINVAL);
        FluentActions.Invoking(() => link.Set(new MacvtapSettings { Mode = MacvlanMode.Bridge })).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => link.Set(new MacvlanOptions(_parent))).Should().Throw<ArgumentException>();
        MacvtapLink tap = Red.Links.Add("tap0", new MacvtapOptions(_parent) { Mode = MacvlanMode.Vepa });
        tap.Set(new MacvtapSettings { Mode = MacvlanMode.Private });
        KindCheck.Data(Red, "tap0").Text("mode").Should().Be("private");
    }

    [Fact]
    public void Macvtap_is_what_ip_shows()
    {
        MacvtapLink link = Red.Links.Add("tap0", new MacvtapOptions(_parent) { Mode = MacvlanMode.Private, BroadcastQueueLength = 9, Mtu = 1400 });
        JsonElement shown = KindCheck.Link(Red, "tap0");
        shown.GetProperty("linkinfo").Text("info_kind").Should().Be("macvtap");
        shown.Number("mtu").Should().Be(1400);
        ShouldAgree(link.Settings, KindCheck.Data(Red, "tap0"));
        // Kernels before 5.11 have none.
        (link.Settings.BroadcastQueueLength ?? 9).Should().Be(9);
        LinkOracle.ShouldAgree(Red);
    }

    [Theory]
    [InlineData(MacvlanMode.Bridge, true)]
    [InlineData(MacvlanMode.Private, false)]
    public async Task Links_on_one_parent_reach_each_other_in_the_bridge_mode_only(MacvlanMode mode, bool expected)
    {
        using NetNamespace green = NetNamespace.Create();
        _parent.Up();
        Red.Links.Get("veth1").Up();
        Link first = Blue.Links.Add("mac0", new MacvlanOptions(_parent) { Mode = mode });
        Link second = green.Links.Add("mac0", new MacvlanOptions(_parent) { Mode = mode });
        first.AddAddress("192.0.2.1/24");
        second.AddAddress("192.0.2.2/24");
        first.Up();
        second.Up();
        EchoOptions options = new() { Timeout = TimeSpan.FromSeconds(expected ? 30 : 1) };
        PingResult result = await Blue.PingAsync(IPAddress.Parse("192.0.2.2"), options, TestContext.Current.CancellationToken);
        result.Succeeded.Should().Be(expected);
    }

    [Fact]
    public void Kernel_names_the_attribute_that_it_rejects()
    {
        Red.Links.Add("mac0", new MacvlanOptions(_parent) { Mode = MacvlanMode.Passthru });
        // The parent of a passthru link has no other.
        FluentActions.Invoking(() => Red.Links.Add("mac1", new MacvlanOptions(_parent) { Mode = MacvlanMode.Bridge })).Should().Throw<NetlinkException>()
            .WithMessage($"Could not create macvlan 'mac1' in '{Red}': E*");
        Red.Links.Find("mac1").Should().BeNull();
    }

    private static void ShouldAgree(MacvlanInfo settings, JsonElement shown)
    {
        settings.BroadcastQueueLength.Should().Be(shown.Number("bcqueuelen"));
        settings.BroadcastQueueLengthUsed.Should().Be(shown.Number("usedbcqueuelen"));
        settings.SourceAddresses.Should().HaveCount((int)(shown.Number("macaddr_count") ?? 0));
        settings.Flags.HasFlag(MacvlanFlags.NoDestinationMatch).Should().Be(shown.Flag("nodst"));
        settings.Flags.HasFlag(MacvlanFlags.NoPromiscuous).Should().Be(shown.Flag("nopromisc"));
    }
}
