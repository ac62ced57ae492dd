using FluentAssertions;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Tests.Network.Kinds;

/// <summary>The attributes of ipvlan and ipvtap. The bytes are those of ip(8).</summary>
public sealed class IpvlanTests
{
    [Fact]
    public void Options_are_what_ip_writes()
    {
        using RecordedConnection parent = new();
        KindData.Of(new IpvlanOptions(parent.Link)).Should().BeEmpty();
        // ip link add link lo name m type ipvlan mode l2 vepa
        KindData.ShouldBeWhatIpWrites(new IpvlanOptions(parent.Link) { Mode = IpvlanMode.L2, Flag = IpvlanFlag.Vepa }, "06000100000000000600020002000000");
        // ... mode l3s private
        KindData.ShouldBeWhatIpWrites(new IpvlanSettings { Mode = IpvlanMode.L3S, Flag = IpvlanFlag.Private }, "06000100020000000600020001000000");
        // ... type ipvtap mode l3 bridge
        KindData.ShouldBeWhatIpWrites(new IpvtapOptions(parent.Link) { Mode = IpvlanMode.L3, Flag = IpvlanFlag.Bridge }, "06000100010000000600020000000000");
        IpvtapLink.Kind.Name.Should().Be("ipvtap");
    }

    [Fact]
    public void Settings_are_read() =>
        IpvlanInfo.Read(new NetlinkAttributeReader(Convert.FromHexString("06000100020000000600020001000000")))
            .Should().BeEquivalentTo(new { Mode = IpvlanMode.L3S, Flag = IpvlanFlag.Private });

    [Fact]
    public void Wrong_options_are_rejected()
    {
        foreach (Action act in new Action[]
        {
            () => _ = new IpvlanOptions(null!),
            () => _ = new IpvtapOptions(null!),
            () => _ = new IpvlanSettings { Mode = (IpvlanMode)3 },
            () => _ = new IpvlanSettings { Flag = (IpvlanFlag)3 },
        })
        {
            act.Should().Throw<ArgumentException>();
        }
    }
}
