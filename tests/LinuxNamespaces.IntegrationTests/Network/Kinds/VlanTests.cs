using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Kinds;

[Collection("The kernel")]
public sealed class VlanTests : KernelTest
{
    [Fact]
    public void Settings_are_changed_in_one_request()
    {
        VethLink parent = VethPair.Create(Red, "veth0", Red, "veth1").First;
        KindCheck.Require(Red, new VlanOptions(parent, 1));
        VlanLink link = Blue.Links.Add("v10", new VlanOptions(parent, 10) { IngressQos = new Dictionary<uint, uint> { [1] = 2 } });
        link.Settings.Flags.Should().Be(VlanFlags.ReorderHeader);
        link.Set(new VlanSettings
        {
            Flags = VlanFlags.Gvrp | VlanFlags.LooseBinding,
            IngressQos = new Dictionary<uint, uint> { [3] = 4 },
            EgressQos = new Dictionary<uint, uint> { [5] = 6 },
            Mtu = 1300,
        });
        JsonElement data = KindCheck.Data(Blue, "v10");
        data.Texts("flags").Should().BeEquivalentTo("GVRP", "LOOSE_BINDING");
        data.GetProperty("ingress_qos").GetArrayLength().Should().Be(2);
        KindCheck.Link(Blue, "v10").Number("mtu").Should().Be(1300);
        link.Settings.Should().BeEquivalentTo(new
        {
            Id = 10,
            Flags = VlanFlags.Gvrp | VlanFlags.LooseBinding,
            IngressQos = new Dictionary<uint, uint> { [1] = 2, [3] = 4 },
            EgressQos = new Dictionary<uint, uint> { [5] = 6 },
        });
        // 0 removes an entry.
        link.Set(new VlanSettings { IngressQos = new Dictionary<uint, uint> { [1] = 0 } });
        link.Settings.IngressQos.Should().Equal(new Dictionary<uint, uint> { [3] = 4 });
        FluentActions.Invoking(() => link.Set(new VlanOptions(parent, 11))).Should().Throw<ArgumentException>();
        LinkOracle.ShouldAgree(Blue);
    }
}
