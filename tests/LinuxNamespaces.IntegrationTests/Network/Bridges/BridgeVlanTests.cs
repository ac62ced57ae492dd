using System.Net;
using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests;

/// <summary>The VLANs of bridges and ports, with bridge(8) as the oracle.</summary>
[Collection("The kernel")]
public sealed class BridgeVlanTests : KernelTest
{
    private readonly Bridge _bridge;
    private readonly Link _port;

    public BridgeVlanTests()
    {
        _bridge = Red.Links.AddBridge("br0");
        _port = VethPair.Create(Red, "p0", Red, "p0-peer").First;
        _bridge.AddPort(_port);
    }

    [Fact]
    public void Vlans_that_the_library_adds_are_what_bridge_says()
    {
        RequireVlanFiltering();
        BridgeVlanCollection vlans = _bridge.VlansOf(_port);
        vlans.Add(10);
        vlans.Add(new BridgeVlan(20, 29));
        vlans.Add(new BridgeVlan(30) { IsPvid = true, IsUntagged = true });
        vlans.Add(new BridgeVlan(4094) { IsUntagged = true });
        _bridge.Vlans.Add(new BridgeVlan(10, 12));
        ShouldAgree();
        _bridge.Vlans.Should().Equal(new BridgeVlan(1) { IsPvid = true, IsUntagged = true }, new BridgeVlan(10, 12));
        vlans.Find(25).Should().Be(new BridgeVlan(25));
        vlans.Find(31).Should().BeNull();
        vlans.Delete(new BridgeVlan(22, 25) { IsUntagged = true });
        vlans.Delete(4094);
        // What is there gets the new properties.
        vlans.Add(new BridgeVlan(10) { IsUntagged = true });
        ShouldAgree();
        vlans.Should().Equal(
            new BridgeVlan(1) { IsUntagged = true }, new BridgeVlan(10) { IsUntagged = true }, new BridgeVlan(20, 21), new BridgeVlan(26, 29),
            new BridgeVlan(30) { IsPvid = true, IsUntagged = true });
        _bridge.VlansOf(_bridge.GetPorts().Single().Link).Should().Equal(vlans);
    }

    [Fact]
    public void Vlans_of_a_port_and_its_bridge_are_deleted_together()
    {
        RequireVlanFiltering();
        BridgeVlanCollection vlans = _bridge.VlansOf(_port);
        vlans.Add(new BridgeVlan(10, 14));
        _bridge.Vlans.Add(new BridgeVlan(10, 14));
        vlans.Delete(new BridgeVlan(11));
        _bridge.Vlans.Find(11).Should().NotBeNull("it is deleted of the port only");
        vlans.Delete(new BridgeVlan(12, 13), alsoOfBridge: true);
        ShouldAgree();
        vlans.Should().Equal(new BridgeVlan(1) { IsPvid = true, IsUntagged = true }, new BridgeVlan(10), new BridgeVlan(14));
        _bridge.Vlans.Should().Equal(new BridgeVlan(1) { IsPvid = true, IsUntagged = true }, new BridgeVlan(10, 11), new BridgeVlan(14));
        _bridge.Vlans.Delete(new BridgeVlan(14), alsoOfBridge: true);
        _bridge.Vlans.Find(14).Should().BeNull();
    }

    [Fact]
    public void Vlans_that_bridge_adds_are_read()
    {
        RequireVlanFiltering();
        Tool.RunIn(Red, "bridge", "vlan", "add", "dev", "p0", "vid", "100-4000", "untagged");
        Tool.RunIn(Red, "bridge", "vlan", "del", "dev", "p0", "vid", "2000");
        Tool.RunIn(Red, "bridge", "vlan", "add", "dev", "br0", "vid", "7", "self");
        ShouldAgree();
        _bridge.VlansOf(_port).Should().Contain(new BridgeVlan(100, 1999) { IsUntagged = true }).And.Contain(new BridgeVlan(2001, 4000) { IsUntagged = true });
        _bridge.Vlans.Should().Contain(new BridgeVlan(7));
    }

    [Fact]
    public void Random_vlans_agree()
    {
        RequireVlanFiltering();
        Random random = new(20261130);
        BridgeVlanCollection vlans = _bridge.VlansOf(_port);
        for (int round = 0; round < 20; round++)
        {
            int first = random.Next(1, 200);
            int last = random.Next(first, 200);
            if (random.Next(3) > 0)
            {
                vlans.Add(new BridgeVlan(first, last) { IsPvid = first == last && random.Next(2) == 0, IsUntagged = random.Next(2) == 0 });
            }
            else if (vlans.Any(vlan => vlan.FirstId <= last && first <= vlan.LastId))
            {
                vlans.Delete(new BridgeVlan(first, last));
            }

            ShouldAgree();
        }
    }

    [Fact]
    public void Vlans_are_mapped_to_tunnels()
    {
        RequireVlanFiltering();
        try
        {
            Tool.Ip(Red, "link add vx0 type vxlan external dstport 4789", "link set vx0 master br0");
        }
        catch (InvalidOperationException e) when (e.Message.Contains("Unknown device type", StringComparison.Ordinal))
        {
            Assert.Skip("The kernel has no VXLAN links (CONFIG_VXLAN).");
        }

        BridgeVlanCollection vlans = _bridge.VlansOf(Red.Links.Get("vx0"));
        FluentActions.Invoking(() => vlans.Add(new BridgeVlan(10) { TunnelId = 1000 })).Should().Throw<NetlinkException>().Where(e => e.Errno == Errno.EINVAL);
        Tool.Ip(Red, "link set vx0 type bridge_slave vlan_tunnel on");
        vlans.Add(new BridgeVlan(10, 12) { TunnelId = 1000 });
        vlans.Add(new BridgeVlan(20));
        Tool.RunIn(Red, "bridge", "vlan", "add", "dev", "vx0", "vid", "30", "tunnel_info", "id", "77");
        vlans.Should().Contain(new BridgeVlan(10, 12) { TunnelId = 1000 }).And.Contain(new BridgeVlan(20));
        vlans.Find(11)!.TunnelId.Should().Be(1001);
        JsonElement shown = Tool.Json(Red, "bridge", "-c", "-j", "vlan", "tunnelshow", "dev", "vx0").Single();
        shown.GetProperty("tunnels")[0].Number("vlan").Should().Be(10);
        shown.GetProperty("tunnels")[0].Number("tunid").Should().Be(1000);
    }

    [Fact]
    public async Task Frames_go_where_their_vlan_is()
    {
        RequireVlanFiltering();
        using NetNamespace green = NetNamespace.Create();
        VethPair blue = VethPair.Create(Red, "p1", Blue, "eth0");
        VethPair far = VethPair.Create(Red, "p2", green, "eth0");
        Tool.Ip(Red, "link set br0 type bridge vlan_filtering 1");
        foreach (VethPair pair in new[] { blue, far })
        {
            _bridge.AddPort(pair.First);
            pair.Connect();
        }

        _bridge.Up();
        blue.Second.AddAddress("10.0.0.1/24");
        far.Second.AddAddress("10.0.0.2/24");
        IPAddress target = IPAddress.Parse("10.0.0.2");
        await WaitForReplyAsync(target, expected: true);
        _bridge.VlansOf(far.First).Add(new BridgeVlan(10) { IsPvid = true, IsUntagged = true });
        _bridge.VlansOf(far.First).Delete(1);
        await WaitForReplyAsync(target, expected: false);
        _bridge.VlansOf(blue.First).Add(new BridgeVlan(10) { IsPvid = true, IsUntagged = true });
        await WaitForReplyAsync(target, expected: true);
    }

    [Fact]
    public void Absent_vlans_and_links_are_errors()
    {
        RequireVlanFiltering();
        BridgeVlanCollection vlans = _bridge.VlansOf(_port);
        FluentActions.Invoking(() => vlans.Delete(99)).Should().Throw<NetlinkException>().Where(e => e.Errno == Errno.ENOENT)
            .WithMessage($"Could not delete VLAN '99' of port 'p0' in '{Red}': ENOENT*");
        _bridge.RemovePort(_port);
        FluentActions.Invoking(() => vlans.Add(99)).Should().Throw<NetlinkException>().Where(e => e.Errno == Errno.EOPNOTSUPP);
    }

    [Fact]
    public void Links_that_are_no_port_have_no_vlans()
    {
        Bridge other = Red.Links.AddBridge("br1");
        FluentActions.Invoking(() => other.VlansOf(_port)).Should().Throw<ArgumentException>().WithMessage("'p0' is not a port of bridge 'br1'.*");
        FluentActions.Invoking(() => other.VlansOf(Blue.Loopback)).Should().Throw<ArgumentException>();
        BridgeVlanCollection vlans = _bridge.VlansOf(_port);
        _port.Delete();
        FluentActions.Invoking(() => vlans.List()).Should().Throw<NetlinkException>().Where(e => e.Errno == Errno.ENODEV);
    }

    [Fact]
    public void Kernel_without_vlan_filtering_is_named()
    {
        Assert.SkipWhen(BridgeOracle.Data(_bridge).Number("vlan_default_pvid") is not null, "This is for kernels without VLAN filtering of bridges.");
        foreach (BridgeVlanCollection vlans in new[] { _bridge.Vlans, _bridge.VlansOf(_port) })
        {
            vlans.Should().BeEmpty();
            foreach (Action act in new Action[] { () => vlans.Add(10), () => vlans.Add(new BridgeVlan(10, 12) { IsUntagged = true }), () => vlans.Delete(10) })
            {
                act.Should().Throw<NotSupportedException>().WithMessage($"Could not * VLAN '10*' of * in '{Red}'. The kernel lacks VLAN filtering of bridges (CONFIG_BRIDGE_VLAN_FILTERING).");
            }
        }
    }

    private void RequireVlanFiltering() =>
        Assert.SkipWhen(BridgeOracle.Data(_bridge).Number("vlan_default_pvid") is null, "The kernel has no VLAN filtering of bridges (CONFIG_BRIDGE_VLAN_FILTERING).");

    /// <summary>The link comes up, and a change of VLANs is made, while the first requests are on their way.</summary>
    private async Task WaitForReplyAsync(IPAddress target, bool expected)
    {
        EchoOptions options = new() { Timeout = TimeSpan.FromMilliseconds(300) };
        DateTime deadline = DateTime.UtcNow.AddSeconds(20);
        while ((await Blue.PingAsync(target, options, TestContext.Current.CancellationToken)).Succeeded != expected)
        {
            DateTime.UtcNow.Should().BeBefore(deadline);
        }
    }

    private void ShouldAgree()
    {
        List<JsonElement> shown = Tool.Json(Red, "bridge", "-c", "-j", "vlan", "show");
        foreach ((string name, BridgeVlanCollection vlans) in new[] { ("br0", _bridge.Vlans), ("p0", _bridge.VlansOf(_port)) })
        {
            vlans.List().Select(vlan => (vlan.FirstId, vlan.LastId, vlan.IsPvid, vlan.IsUntagged)).Should().Equal(
                shown.Single(link => link.Text("ifname") == name).GetProperty("vlans").EnumerateArray().Select(vlan => (
                    (int)vlan.Number("vlan")!,
                    (int)(vlan.Number("vlanEnd") ?? vlan.Number("vlan"))!,
                    vlan.Texts("flags").Contains("PVID"),
                    vlan.Texts("flags").Contains("Egress Untagged"))));
        }
    }
}
