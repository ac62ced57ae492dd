using System.Net.NetworkInformation;
using FluentAssertions;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Tests.Network.Kinds;

/// <summary>The attributes of netkit pairs. The bytes follow linux/if_link.h of kernel 6.14.</summary>
public sealed class NetkitTests
{
    private const string AnyLink = "00000000" + "00000000" + "00000000" + "00000000";

    [Fact]
    public void Both_ends_are_in_one_message() =>
        Convert.ToHexStringLower(LinkRequests.Create(
            new byte[512], "nk0", new NetkitOptions("nk1")
            {
                Mode = NetkitMode.L2,
                Policy = NetkitPolicy.Blackhole,
                PeerPolicy = NetkitPolicy.Forward,
                Scrub = NetkitScrub.None,
                PeerScrub = NetkitScrub.Default,
                Headroom = 100,
                Tailroom = 7,
                Mtu = 1400,
                Peer = new LinkOptions { Address = PhysicalAddress.Parse("02-FC-00-00-00-02"), Group = 3 },
            },
            dataNamespace: 7).Finish())[32..].Should().Be(string.Concat(
                AnyLink,
                "08000300", "6e6b3000",              // IFLA_IFNAME nk0
                "08000400", "78050000",              // IFLA_MTU 1400
                "84001280",                          // IFLA_LINKINFO, nested
                "0b000100", "6e65746b697400", "00",  // IFLA_INFO_KIND netkit
                "74000280",                          // IFLA_INFO_DATA, nested
                "08000300", "02000000",              // IFLA_NETKIT_POLICY NETKIT_DROP
                "08000400", "00000000",              // IFLA_NETKIT_PEER_POLICY NETKIT_PASS
                "08000500", "00000000",              // IFLA_NETKIT_MODE NETKIT_L2
                "08000600", "00000000",              // IFLA_NETKIT_SCRUB NETKIT_SCRUB_NONE
                "08000700", "01000000",              // IFLA_NETKIT_PEER_SCRUB NETKIT_SCRUB_DEFAULT
                "06000800", "6400", "0000",          // IFLA_NETKIT_HEADROOM 100
                "06000900", "0700", "0000",          // IFLA_NETKIT_TAILROOM 7
                "38000180", AnyLink,                 // IFLA_NETKIT_PEER_INFO, nested, ifinfomsg
                "08000300", "6e6b3100",              // IFLA_IFNAME nk1
                "08001c00", "07000000",              // IFLA_NET_NS_FD 7
                "08001b00", "03000000",              // IFLA_GROUP 3
                "0a000100", "02fc00000002", "0000")); // IFLA_ADDRESS

    [Fact]
    public void Changes_do_not_contain_the_other_end()
    {
        KindData.Of(new NetkitSettings()).Should().BeEmpty();
        KindData.OfChange(new NetkitSettings { PeerPolicy = NetkitPolicy.Blackhole }, "netkit", string.Empty).Should().Be("0800040002000000");
        KindData.ShouldNotChange(new NetkitOptions("nk1"), "netkit");
    }

    [Fact]
    public void Settings_are_read()
    {
        NetkitInfo.Read(new NetlinkAttributeReader(Convert.FromHexString(
            "0500020001000000" + "0800030002000000" + "0800050001000000" + "0800060001000000" + "0600080064000000" + "0600090007000000" + "0800040000000000" + "0800070000000000")))
            .Should().BeEquivalentTo(new
            {
                IsPrimary = true,
                Mode = NetkitMode.L3,
                Policy = NetkitPolicy.Blackhole,
                PeerPolicy = (NetkitPolicy?)NetkitPolicy.Forward,
                Scrub = (NetkitScrub?)NetkitScrub.Default,
                PeerScrub = (NetkitScrub?)NetkitScrub.None,
                Headroom = (int?)100,
                Tailroom = (int?)7,
            });
    }

    [Fact]
    public void Wrong_options_are_rejected()
    {
        // Without a mode the kernel takes L3.
        KindData.ShouldBeRejected(new NetkitOptions("nk1") { Address = PhysicalAddress.Parse("02-FC-00-00-00-02") });
        KindData.ShouldBeRejected(new NetkitOptions("nk1") { Mode = NetkitMode.L3, Peer = new LinkOptions { Address = PhysicalAddress.Parse("02-FC-00-00-00-02") } });
        using NetNamespace here = NetNamespace.OpenCurrent();
        foreach (Action act in new Action[]
        {
            () => _ = new NetkitOptions("a/b"),
            () => _ = new NetkitOptions("nk1") { Peer = new DummyOptions() },
            () => _ = new NetkitOptions("nk1") { Mode = (NetkitMode)2 },
            () => _ = new NetkitOptions("nk1") { Policy = (NetkitPolicy)7 },
            () => _ = new NetkitOptions("nk1") { PeerScrub = (NetkitScrub)2 },
            () => NetkitPair.Create(here, "a b", here, "nk1"),
            () => NetkitPair.Create(here, "nk1", here, "nk1"),
            () => NetkitPair.Create(here, "nk1", new NetkitOptions("nk1")),
        })
        {
            act.Should().Throw<ArgumentException>();
        }
    }
}
