using FluentAssertions;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Tests.Network.Kinds;

/// <summary>The attributes of VRF links, of XFRM interfaces, and of the kinds that have none. The bytes are those of ip(8).</summary>
public sealed class SmallKindTests
{
    [Fact]
    public void Vrf_options_are_what_ip_writes()
    {
        // ip link add v type vrf table 1000
        KindData.ShouldBeWhatIpWrites(new VrfOptions(1000), "08000100e8030000");
        KindData.ShouldBeWhatIpWrites(new VrfOptions(uint.MaxValue), "08000100ffffffff");
        KindData.ShouldNotChange(new VrfOptions(7), "vrf");
        foreach (long table in new[] { -1, 0, 1L << 32 })
        {
            FluentActions.Invoking(() => new VrfOptions(table)).Should().Throw<ArgumentOutOfRangeException>();
        }
    }

    [Fact]
    public void Vrf_settings_are_read()
    {
        VrfInfo.Read(new NetlinkAttributeReader(Convert.FromHexString("08000100e8030000"))).Table.Should().Be(1000);
        VrfPortInfo.Read(new NetlinkAttributeReader(Convert.FromHexString("08000100ffffffff"))).Table.Should().Be(uint.MaxValue);
        using RecordedConnection connection = new();
        VrfPortInfo.Of(connection.Link).Should().BeNull();
    }

    [Fact]
    public void Xfrm_options_are_what_ip_writes()
    {
        using RecordedConnection connection = new();
        // ip link add x type xfrm dev lo if_id 0x7, with the index 5
        KindData.ShouldBeWhatIpWrites(new XfrmOptions { InterfaceId = 7, Underlying = connection.Link }, "08000200070000000800010005000000");
        // An interface that is changed keeps its link, and a missing one is none to the kernel.
        KindData.OfChange(new XfrmSettings { InterfaceId = 8 }, "xfrm", "08000200070000000800010005000000").Should().Be("0800020008000000" + "0800010005000000");
        KindData.OfChange(new XfrmSettings { InterfaceId = 8 }, "xfrm", "0800020007000000").Should().Be("0800020008000000");
        // ip link add x type xfrm external
        KindData.ShouldBeWhatIpWrites(new XfrmOptions { IsExternal = true }, "04000300");
        KindData.ShouldBeRejected(new XfrmOptions());
        KindData.ShouldBeRejected(new XfrmOptions { IsExternal = true, InterfaceId = 7 });
        KindData.ShouldBeRejected(new XfrmOptions { IsExternal = true, Underlying = connection.Link });
        KindData.ShouldNotChange(new XfrmOptions { InterfaceId = 8 }, "xfrm");
        FluentActions.Invoking(() => new XfrmSettings { InterfaceId = 0 }).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Xfrm_settings_are_read()
    {
        XfrmInfo.Read(new NetlinkAttributeReader(Convert.FromHexString("08000200070000000800010005000000")))
            .Should().BeEquivalentTo(new { InterfaceId = (uint?)7, UnderlyingIndex = (int?)5, IsExternal = false });
        XfrmInfo.Read(new NetlinkAttributeReader(Convert.FromHexString("08000100000000000800020000000000" + "04000300")))
            .Should().BeEquivalentTo(new { InterfaceId = (uint?)null, UnderlyingIndex = (int?)null, IsExternal = true });
    }

    [Fact]
    public void Kinds_without_options_write_none()
    {
        KindData.Of(new IfbOptions()).Should().BeEmpty();
        KindData.Of(new NlmonOptions()).Should().BeEmpty();
        // ip link add x type ifb, ip link add x type nlmon
        IfbLink.Kind.Name.Should().Be("ifb");
        NlmonLink.Kind.Name.Should().Be("nlmon");
    }
}
