using FluentAssertions;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Tests.Network;

public sealed class TunMessageTests
{
    // IFLA_INFO_DATA of "ip tuntap add tap7 mode tap pi vnet_hdr multi_queue user 0 group 5".
    private const string All =
        "0500030002000000" + "0800010000000000" + "0800020005000000" + "0500040001000000" + "0500050001000000" + "0500060001000000" + "0500070001000000"
        + "0800080000000000" + "0800090003000000";

    [Fact]
    public void Settings_are_read() => TunInfo.Read(new NetlinkAttributeReader(Convert.FromHexString(All))).Should().BeEquivalentTo(new
    {
        Mode = TunMode.Tap,
        OwnerId = 0L,
        GroupId = 5L,
        HasPacketInformation = true,
        HasVirtioHeader = true,
        IsPersistent = true,
        IsMultiQueue = true,
        QueueCount = 0L,
        DisabledQueueCount = 3L,
    });

    [Fact]
    public void Missing_settings_are_none()
    {
        TunInfo info = TunInfo.Read(new NetlinkAttributeReader([]));
        (info.Mode, info.OwnerId, info.GroupId, info.QueueCount).Should().Be((TunMode.Tun, (long?)null, (long?)null, (long?)null));
    }

    [Fact]
    public void Options_are_the_flags_of_TUNSETIFF()
    {
        new TunOptions().Flags.Should().Be(0x1001, "IFF_TUN IFF_NO_PI");
        new TunOptions { Mode = TunMode.Tap, HasPacketInformation = true, HasVirtioHeader = true, IsMultiQueue = true }.Flags.Should().Be(0x4102, "IFF_TAP IFF_VNET_HDR IFF_MULTI_QUEUE");
    }
}
