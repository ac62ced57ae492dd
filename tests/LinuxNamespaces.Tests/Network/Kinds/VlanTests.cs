using FluentAssertions;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Tests.Network.Kinds;

/// <summary>The attributes of VLAN links. The bytes are those of ip(8).</summary>
public sealed class VlanTests
{
    // ip link add link lo name v10 type vlan id 10
    private const string IpDefault = "060001000a000000";

    // ... type vlan protocol 802.1ad id 4094 reorder_hdr off gvrp on mvrp on loose_binding on bridge_binding on ingress-qos-map 1:2 3:4 egress-qos-map 5:6
    private const string IpAll =
        "0600050088a80000" + "06000100fe0f0000"
        + "1c000400" + "0c0001000100000002000000" + "0c0001000300000004000000"
        + "10000300" + "0c0001000500000006000000"
        + "0c0002001e0000001f000000";

    private static readonly Dictionary<uint, uint> s_ingress = new() { [1] = 2, [3] = 4 };
    private static readonly Dictionary<uint, uint> s_egress = new() { [5] = 6 };

    [Fact]
    public void Options_are_what_ip_writes()
    {
        using RecordedConnection parent = new();
        // The default protocol is the kernel's too; ip leaves it out.
        KindData.ShouldBeWhatIpWrites(new VlanOptions(parent.Link, 10), "0600050081000000" + IpDefault);
        KindData.ShouldBeWhatIpWrites(
            new VlanOptions(parent.Link, 4094)
            {
                Protocol = VlanProtocol.Ieee8021AD,
                Flags = VlanFlags.Gvrp | VlanFlags.Mvrp | VlanFlags.LooseBinding | VlanFlags.BridgeBinding,
                IngressQos = s_ingress,
                EgressQos = s_egress,
            },
            IpAll);
        // ip link set v10 type vlan reorder_hdr on gvrp off mvrp off loose_binding off bridge_binding off: all flags are replaced.
        KindData.ShouldBeWhatIpWrites(new VlanSettings { Flags = VlanFlags.ReorderHeader }, "0c000200010000001f000000");
        KindData.Of(new VlanSettings()).Should().BeEmpty();
    }

    [Fact]
    public void Settings_are_read_as_they_are_written()
    {
        VlanInfo info = VlanInfo.Read(new NetlinkAttributeReader(Convert.FromHexString(IpAll)));
        info.Id.Should().Be(4094);
        info.Protocol.Should().Be(VlanProtocol.Ieee8021AD);
        info.Flags.Should().Be(VlanFlags.Gvrp | VlanFlags.Mvrp | VlanFlags.LooseBinding | VlanFlags.BridgeBinding);
        info.IngressQos.Should().BeEquivalentTo(s_ingress);
        info.EgressQos.Should().BeEquivalentTo(s_egress);
    }

    [Fact]
    public void Wrong_options_are_rejected()
    {
        using RecordedConnection parent = new();
        foreach (int id in new[] { -1, 4095, int.MaxValue })
        {
            FluentActions.Invoking(() => new VlanOptions(parent.Link, id)).Should().Throw<ArgumentOutOfRangeException>();
        }

        FluentActions.Invoking(() => new VlanOptions(parent.Link, 1) { Protocol = (VlanProtocol)0x0800 }).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new VlanSettings { Flags = (VlanFlags)0x20 }).Should().Throw<ArgumentOutOfRangeException>();
        KindData.ShouldNotChange(new VlanOptions(parent.Link, 1), "vlan");
        KindData.ShouldNotChange(new VlanSettings { EgressQos = new Dictionary<uint, uint> { [1] = 8 } }, "vlan");
        KindData.ShouldBeRejected(new VlanOptions(parent.Link, 1) { IngressQos = new Dictionary<uint, uint> { [8] = 1 } });
        KindData.ShouldBeRejected(new VlanOptions(parent.Link, 1) { EgressQos = new Dictionary<uint, uint> { [1] = 8 } });
    }
}
