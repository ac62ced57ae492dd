using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Kinds;

[Collection("The kernel")]
public sealed class BondTests : KernelTest
{
    public BondTests() => KindCheck.Require(Red, new BondOptions());

    [Fact]
    public void Defaults_are_what_ip_shows() => ShouldAgree(Red.Links.Add("bond0", new BondOptions()));

    [Fact]
    public void Backup_options_are_what_ip_shows()
    {
        BondLink link = Red.Links.Add("bond0", new BondOptions
        {
            Mode = BondMode.ActiveBackup,
            MiiMonitorInterval = TimeSpan.FromMilliseconds(100),
            UpDelay = TimeSpan.FromMilliseconds(200),
            DownDelay = TimeSpan.FromMilliseconds(300),
            PeerNotificationDelay = TimeSpan.FromMilliseconds(400),
            UseCarrier = true,
            PrimaryReselection = BondPrimaryReselection.Better,
            FailOverAddress = BondFailOverAddress.Active,
            PeerNotifications = 3,
            AllPortsActive = true,
            MinLinks = 2,
            ResendIgmp = 4,
            LearningPacketInterval = TimeSpan.FromSeconds(5),
        });
        JsonElement data = KindCheck.Data(Red, "bond0");
        data.Text("mode").Should().Be("active-backup");
        data.Number("updelay").Should().Be(200);
        data.Text("primary_reselect").Should().Be("better");
        data.Number("lp_interval").Should().Be(5);
        ShouldAgree(link);
    }

    [Fact]
    public void Arp_options_are_what_ip_shows()
    {
        BondLink link = Red.Links.Add("bond0", new BondOptions
        {
            Mode = BondMode.BalanceRoundRobin,
            ArpInterval = TimeSpan.FromMilliseconds(500),
            ArpAllTargets = BondArpTargets.All,
            ArpTargets = [IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2")],
            PacketsPerPort = 7,
        });
        JsonElement data = KindCheck.Data(Red, "bond0");
        data.Number("arp_interval").Should().Be(500);
        data.Texts("arp_ip_target").Should().Equal("10.0.0.1", "10.0.0.2");
        ShouldAgree(link);
    }

    [Fact]
    public void Lacp_options_are_what_ip_shows()
    {
        BondLink link = Red.Links.Add("bond0", new BondOptions
        {
            Mode = BondMode.Ieee8023AD,
            TransmitHashPolicy = BondTransmitHashPolicy.Layer34,
            LacpRate = BondLacpRate.Fast,
            AggregatorSelection = BondAggregatorSelection.Count,
            UserPortKey = 77,
            ActorSystemPriority = 99,
            ActorSystem = PhysicalAddress.Parse("02-00-00-00-00-09"),
        });
        JsonElement data = KindCheck.Data(Red, "bond0");
        data.Text("xmit_hash_policy").Should().Be("layer3+4");
        data.Text("ad_lacp_rate").Should().Be("fast");
        ShouldAgree(link);
    }

    [Fact]
    public void Options_that_ip_sets_are_read()
    {
        Tool.Ip(Red, "link add bond0 type bond mode balance-tlb miimon 50 tlb_dynamic_lb 0 xmit_hash_policy encap3+4 resend_igmp 9");
        BondLink link = Red.Links.Get<BondLink>("bond0");
        link.Settings.Should().BeEquivalentTo(new
        {
            Mode = BondMode.BalanceTransmitLoad,
            MiiMonitorInterval = TimeSpan.FromMilliseconds(50),
            DynamicLoadBalancing = false,
            TransmitHashPolicy = BondTransmitHashPolicy.Encapsulated34,
            ResendIgmp = 9L,
        });
        ShouldAgree(link);
    }

    [Fact]
    public void Settings_are_changed()
    {
        BondLink bond = Red.Links.Add("bond0", new BondOptions());
        bond.Set(new BondOptions { Mode = BondMode.ActiveBackup, MiiMonitorInterval = TimeSpan.FromMilliseconds(100), Mtu = 1400 });
        bond.Set(new BondOptions { UpDelay = TimeSpan.FromMilliseconds(200), MinLinks = 3, FailOverAddress = BondFailOverAddress.Follow });
        ShouldAgree(bond);
        KindCheck.Data(Red, "bond0").Text("mode").Should().Be("active-backup");
        bond.Settings.Should().BeEquivalentTo(new { Mode = BondMode.ActiveBackup, UpDelay = TimeSpan.FromMilliseconds(200), MinLinks = 3L, FailOverAddress = BondFailOverAddress.Follow });
        // The kernel takes no delay when the monitor is off, and turns it off first.
        bond.Set(new BondOptions { UpDelay = TimeSpan.Zero });
        bond.Set(new BondOptions { MiiMonitorInterval = TimeSpan.Zero });
        bond.Set(new BondOptions { ArpInterval = TimeSpan.FromMilliseconds(500), ArpTargets = [IPAddress.Parse("10.0.0.1")], ArpValidation = BondArpValidation.All });
        KindCheck.Data(Red, "bond0").Texts("arp_ip_target").Should().Equal("10.0.0.1");
        bond.Set(new BondOptions { ArpTargets = [] });
        bond.Settings.ArpTargets.Should().BeEmpty();
        ShouldAgree(bond);
    }

    [Fact]
    public void Ports_are_what_ip_shows()
    {
        BondLink bond = Red.Links.Add("bond0", new BondOptions { Mode = BondMode.ActiveBackup, MiiMonitorInterval = TimeSpan.FromMilliseconds(100) });
        VethLink first = VethPair.Create(Red, "veth0", Blue, "veth0").First;
        VethLink second = VethPair.Create(Red, "veth1", Blue, "veth1").First;
        first.Set(new() { Master = bond });
        second.Set(new() { Master = bond });
        second.Set(new() { Port = new BondPortSettings { QueueId = 7 } });
        JsonElement shown = KindCheck.PortData(Red, "veth1");
        shown.Number("queue_id").Should().Be(7);
        BondPortInfo port = BondPortInfo.Of(second)!;
        port.QueueId.Should().Be(7);
        port.PermanentAddress.Should().Be(PhysicalAddress.Parse(shown.Text("perm_hwaddr")!.Replace(':', '-').ToUpperInvariant()));
        port.LinkFailureCount.Should().Be(shown.Number("link_failure_count"));
        BondPortInfo.Of(bond).Should().BeNull();
        if (port.Priority is not null)
        {
            second.Set(new() { Port = new BondPortSettings { Priority = -3 } });
            BondPortInfo.Of(second)!.Priority.Should().Be(-3);
        }

        bond.Set(new BondOptions { Primary = second, PrimaryReselection = BondPrimaryReselection.Failure });
        KindCheck.Data(Red, "bond0").Text("primary").Should().Be("veth1");
        bond.Settings.PrimaryIndex.Should().Be(second.Index);
        bond.Set(new BondOptions { ClearPrimary = true });
        bond.Settings.PrimaryIndex.Should().BeNull();
        Link elsewhere = Blue.Links.Get("veth0");
        FluentActions.Invoking(() => bond.Set(new BondOptions { Primary = elsewhere })).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => Red.Links.Add("bond1", new BondOptions { Primary = elsewhere })).Should().Throw<ArgumentException>();
    }

    /// <summary>Compares everything that ip(8) shows as a number or an address.</summary>
    private static void ShouldAgree(BondLink link)
    {
        BondInfo settings = link.Settings;
        JsonElement data = KindCheck.Data(link.Namespace, link.Name);
        Dictionary<string, string?> ours = new()
        {
            ["miimon"] = Milliseconds(settings.MiiMonitorInterval),
            ["updelay"] = Milliseconds(settings.UpDelay),
            ["downdelay"] = Milliseconds(settings.DownDelay),
            ["peer_notify_delay"] = Milliseconds(settings.PeerNotificationDelay),
            ["use_carrier"] = Flag(settings.UseCarrier),
            ["arp_interval"] = Milliseconds(settings.ArpInterval),
            ["arp_missed_max"] = Number(settings.ArpMissedMax),
            ["resend_igmp"] = Number(settings.ResendIgmp),
            ["num_peer_notif"] = Number(settings.PeerNotifications),
            ["all_slaves_active"] = Flag(settings.AllPortsActive),
            ["min_links"] = Number(settings.MinLinks),
            ["lp_interval"] = Number((long)settings.LearningPacketInterval.TotalSeconds),
            ["packets_per_slave"] = Number(settings.PacketsPerPort),
            ["tlb_dynamic_lb"] = Flag(settings.DynamicLoadBalancing),
            ["ad_user_port_key"] = Number(settings.UserPortKey),
            ["ad_actor_sys_prio"] = Number(settings.ActorSystemPriority),
        };
        foreach ((string name, string? value) in ours)
        {
            // What ip(8) leaves out is 0 or off, or a value that only some modes have.
            if (data.Text(name) is { } shown)
            {
                value.Should().Be(shown, name);
            }
        }

        settings.ActorSystem?.ToString().Should().Be(data.Text("ad_actor_system")?.Replace(":", "", StringComparison.Ordinal).ToUpperInvariant());
        settings.ArpTargets.Select(target => target.ToString()).Should().Equal(data.Texts("arp_ip_target"));
    }

    private static string? Number(long? value) => value?.ToString(CultureInfo.InvariantCulture);

    private static string? Flag(bool value) => value ? "1" : "0";

    private static string? Milliseconds(TimeSpan value) => Number((long)value.TotalMilliseconds);
}
