using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests;

[Collection("The kernel")]
public sealed class LinkKindTests : KernelTest
{
    private const int IFLA_MACVLAN_MODE = 1;
    private const int IFLA_MACSEC_SCI = 1;
    private const uint MACVLAN_MODE_BRIDGE = 4;

    [Fact]
    public void Link_is_created_up_as_a_port_and_with_an_index()
    {
        Bridge bridge = Red.Links.AddBridge("br0");
        VethLink link = Red.Links.Add("veth0", new VethOptions("veth1", Blue) { Index = 77, Up = true, Master = bridge, Peer = new LinkOptions { Mtu = 1400 } });
        link.Index.Should().Be(77);
        link.IsUp.Should().BeTrue();
        link.Info.MasterIndex.Should().Be(bridge.Index);
        JsonElement shown = Tool.Json(Red, "ip", "-d", "-j", "link", "show", "dev", "veth0").Single();
        shown.Number("ifindex").Should().Be(77);
        shown.GetProperty("master").GetString().Should().Be("br0");
        shown.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()).Should().Contain("UP");
        Tool.Json(Blue, "ip", "-j", "link", "show", "dev", "veth1").Single().Number("mtu").Should().Be(1400);
        Blue.Links.Get<VethLink>("veth1").GetPeer(Red).Index.Should().Be(77);
    }

    [Fact]
    public void Peer_is_in_the_same_namespace_by_default()
    {
        VethLink link = Red.Links.Add("veth0", new VethOptions("veth1"));
        link.GetPeer(Red).Name.Should().Be("veth1");
        Red.Links.List<VethLink>().Select(end => end.Name).Should().BeEquivalentTo("veth0", "veth1");
        Red.Links.List<Bridge>().Should().BeEmpty();
    }

    [Fact]
    public void Link_is_created_in_another_namespace_than_its_parent()
    {
        VethPair pair = VethPair.Create(Red, "veth0", Red, "veth1");
        Bridge bridge = Blue.Links.AddBridge("br0");
        Link link = RequireKind("macvlan links (CONFIG_MACVLAN)", () => Blue.Links.Add(
            "mac0", new RawLinkOptions("macvlan", (ref writer) => writer.WriteUInt32(IFLA_MACVLAN_MODE, MACVLAN_MODE_BRIDGE), pair.First) { Index = 55, Master = bridge, Mtu = 1300 }));
        link.Namespace.Should().Be(Blue);
        link.Index.Should().Be(55);
        link.Info.Kind.Should().Be("macvlan");
        link.Info.LinkIndex.Should().Be(pair.First.Index);
        link.Info.MasterIndex.Should().Be(bridge.Index);
        link.Info.Mtu.Should().Be(1300);
        Red.Links.Find("mac0").Should().BeNull();
        JsonElement shown = Tool.Json(Blue, "ip", "-d", "-j", "link", "show", "dev", "mac0").Single();
        shown.GetProperty("linkinfo").GetProperty("info_data").GetProperty("mode").GetString().Should().Be("bridge");
        FluentActions.Invoking(() => Blue.Links.Add("mac0", new RawLinkOptions("macvlan", parent: pair.First))).Should().Throw<NetlinkException>()
            .WithMessage($"Could not create macvlan 'mac0' in '{Blue}', on 'veth0' in '{Red}': EEXIST*There is a link with this name*");
        FluentActions.Invoking(() => Blue.Links.Add("mac1", new RawLinkOptions("macvlan", parent: pair.First) { Index = 55 })).Should().Throw<NetlinkException>()
            .Where(e => e.Errno == Errno.EEXIST || e.Errno == Errno.EBUSY).WithMessage("*Another link of the namespace has the index 55.");
        link.Delete();
        Blue.Links.Find("mac0").Should().BeNull();
    }

    [Fact]
    public void Kind_without_a_class_is_read_with_its_attributes()
    {
        VethPair.Create(Red, "veth0", Red, "veth1");
        try
        {
            Tool.Ip(Red, "link add link veth0 name sec0 type macsec port 4711");
        }
        catch (InvalidOperationException e) when (e.Message.Contains("Unknown device type", StringComparison.Ordinal))
        {
            Assert.Skip("The kernel has no MACsec links (CONFIG_MACSEC).");
        }

        Link link = Red.Links.Get("sec0");
        link.Should().BeOfType<Link>();
        link.Info.Kind.Should().Be("macsec");
        ulong? channel = null;
        foreach (NetlinkAttribute attribute in link.Info.GetKindData())
        {
            channel = attribute.Type == IFLA_MACSEC_SCI ? attribute.ReadUInt64BigEndian() : channel;
        }

        // An address, and the port.
        (channel & 0xFFFF).Should().Be(4711);
        link.As<Bridge>().Should().BeNull();
        FluentActions.Invoking(() => Red.Links.Get<VlanLink>("sec0")).Should().Throw<InvalidOperationException>()
            .WithMessage($"Link 'sec0' in '{Red}' is not of the kind 'vlan'. Its kind is 'macsec'.");
    }

    [Fact]
    public void Parent_master_and_name_that_do_not_fit_are_rejected()
    {
        VethPair pair = VethPair.Create(Red, "veth0", Red, "veth1");
        Bridge bridge = Blue.Links.AddBridge("br0");
        FluentActions.Invoking(() => Red.Links.Add("veth2", new VethOptions("veth3") { Master = bridge })).Should().Throw<ArgumentException>()
            .WithMessage($"'br0' is in namespace '{Blue}'. The master of a link in '{Red}' has to be there too.*");
        Red.Links.Find("veth2").Should().BeNull();
        FluentActions.Invoking(() => Red.Links.Add("veth0", new VethOptions("veth3"))).Should().Throw<NetlinkException>()
            .Where(e => e.Errno == Errno.EEXIST).WithMessage("Could not create veth 'veth0'*There is a link with this name*");
        pair.Delete();
        FluentActions.Invoking(() => Red.Links.Add("mac0", new RawLinkOptions("macvlan", parent: pair.First))).Should().Throw<NetlinkException>()
            .Where(e => e.Errno == Errno.ENODEV);
    }

    [Fact]
    public void Link_is_deleted_if_its_options_cannot_complete_it()
    {
        FluentActions.Invoking(() => Red.Links.Add("br0", new IncompleteOptions())).Should().Throw<InvalidOperationException>().WithMessage("Incomplete.");
        Red.Links.List().Should().ContainSingle();
    }

    [Fact]
    public void Kind_that_the_kernel_lacks_is_named()
    {
        FluentActions.Invoking(() => Red.Links.Add("x0", new RawLinkOptions("nosuchkind"))).Should().Throw<NotSupportedException>()
            .WithMessage($"Could not create nosuchkind 'x0' in '{Red}': EOPNOTSUPP*Unknown device type*");
        try
        {
            Red.Links.Add("d0", new DummyOptions()).Delete();
        }
        catch (NotSupportedException e)
        {
            e.Message.Should().StartWith($"Could not create dummy 'd0' in '{Red}'").And.Contain("The kernel lacks dummy links (CONFIG_DUMMY)");
        }
    }

    [Fact]
    public void Dummy_that_the_library_makes_is_what_ip_says()
    {
        DummyLink link = RequireKind(DummyLink.Kind.Feature!, () => Red.Links.Add("d0", new DummyOptions { Up = true, Mtu = 1400 }));
        JsonElement shown = Tool.Json(Red, "ip", "-d", "-j", "link", "show", "dev", "d0").Single();
        shown.GetProperty("linkinfo").GetProperty("info_kind").GetString().Should().Be("dummy");
        shown.Number("mtu").Should().Be(1400);
        link.IsUp.Should().BeTrue();
        link.AddAddress("192.0.2.1/32");
        Red.Links.Get("d0").Should().BeOfType<DummyLink>();
    }

    [Fact]
    public void Vlan_that_the_library_makes_is_what_ip_says()
    {
        VethPair pair = VethPair.Create(Red, "veth0", Red, "veth1");
        VlanLink link = RequireKind(VlanLink.Kind.Feature!, () => Blue.Links.Add("v10", new VlanOptions(pair.First, 10)
        {
            Flags = VlanFlags.Gvrp | VlanFlags.LooseBinding,
            IngressQos = new Dictionary<uint, uint> { [1] = 2 },
            EgressQos = new Dictionary<uint, uint> { [3] = 4 },
            Up = true,
        }));
        link.Settings.Should().BeEquivalentTo(new
        {
            Id = 10,
            Protocol = VlanProtocol.Ieee8021Q,
            Flags = VlanFlags.Gvrp | VlanFlags.LooseBinding,
            IngressQos = new Dictionary<uint, uint> { [1] = 2 },
            EgressQos = new Dictionary<uint, uint> { [3] = 4 },
        });
        JsonElement data = Tool.Json(Blue, "ip", "-d", "-j", "link", "show", "dev", "v10").Single().GetProperty("linkinfo").GetProperty("info_data");
        data.Number("id").Should().Be(10);
        data.GetProperty("protocol").GetString().Should().Be("802.1Q");
        data.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()).Should().BeEquivalentTo("GVRP", "LOOSE_BINDING");
        data.GetProperty("ingress_qos").EnumerateArray().Single().Number("to").Should().Be(2);
        data.GetProperty("egress_qos").EnumerateArray().Single().Number("to").Should().Be(4);
    }

    [Fact]
    public void Vlan_that_ip_makes_is_read()
    {
        VethPair.Create(Red, "veth0", Red, "veth1");
        RequireKind(VlanLink.Kind.Feature!, () => Red.Links.Add("probe", new VlanOptions(Red.Links.Get("veth0"), 1))).Delete();
        Tool.Ip(Red, "link add link veth0 name v7 type vlan protocol 802.1ad id 7 mvrp on bridge_binding off ingress-qos-map 1:2 egress-qos-map 3:4");
        VlanLink link = Red.Links.Get<VlanLink>("v7");
        link.Info.LinkIndex.Should().Be(Red.Links.Get("veth0").Index);
        link.Settings.Should().BeEquivalentTo(new
        {
            Id = 7,
            Protocol = VlanProtocol.Ieee8021AD,
            Flags = VlanFlags.ReorderHeader | VlanFlags.Mvrp,
            IngressQos = new Dictionary<uint, uint> { [1] = 2 },
            EgressQos = new Dictionary<uint, uint> { [3] = 4 },
        });
    }

    private static TLink RequireKind<TLink>(string feature, Func<TLink> create)
    {
        try
        {
            return create();
        }
        catch (NotSupportedException)
        {
            Assert.Skip($"The kernel has no {feature}.");
            throw;
        }
    }

    private sealed record IncompleteOptions : LinkOptions<Bridge>
    {
        public override LinkKind<Bridge> Kind => Bridge.Kind;

        protected override void OnCreated(Bridge link) => throw new InvalidOperationException("Incomplete.");
    }
}
