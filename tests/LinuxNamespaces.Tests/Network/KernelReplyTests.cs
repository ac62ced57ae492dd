using System.Net;
using System.Net.NetworkInformation;
using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Tests.Network;

/// <summary>What the library makes of messages that a kernel sent; KernelReplies.txt tells by which commands they came about.</summary>
public sealed class KernelReplyTests
{
    [Fact]
    public void A_veth_that_is_a_port_is_read()
    {
        LinkInfo info = LinkInfo.Read(KernelReplies.Message("port"));
        info.Should().BeEquivalentTo(new
        {
            Index = 3,
            Name = "veth0",
            AlternativeNames = new[] { "backbone-uplink", "second" },
            Alias = "to the host",
            Kind = "veth",
            PortKind = "bridge",
            HardwareType = 1,
            Mtu = 1400L,
            MinMtu = (long?)68,
            MaxMtu = (long?)65535,
            Address = PhysicalAddress.Parse("02-FC-00-00-00-01"),
            BroadcastAddress = PhysicalAddress.Parse("FF-FF-FF-FF-FF-FF"),
            MasterIndex = (int?)2,
            LinkIndex = (int?)2,
            LinkNamespaceId = (int?)0,
            QueueingDiscipline = "noqueue",
            TransmitQueueLength = 1000L,
            TransmitQueueCount = 2L,
            ReceiveQueueCount = 2L,
            Group = 0L,
            Promiscuity = 1L,
            Carrier = (bool?)false,
            OperationalState = LinkOperationalState.LowerLayerDown,
        });
        info.Flags.Should().HaveFlag(LinkFlags.Up).And.HaveFlag(LinkFlags.Broadcast).And.NotHaveFlag(LinkFlags.LowerUp);
    }

    [Fact]
    public void The_port_of_a_bridge_is_read()
    {
        using NetNamespace netNamespace = NetNamespace.OpenCurrent();
        using RtnetlinkConnection connection = new(netNamespace, new Netlink.FakeKernel((_, _) => []));
        BridgePort port = BridgePort.Read(LinkKinds.ToLink(connection, LinkInfo.Read(KernelReplies.Message("port"))));
        port.Link.Should().BeOfType<VethLink>();
        port.Should().BeEquivalentTo(new
        {
            State = BridgePortState.Disabled,
            Number = 1,
            Priority = 32,
            Cost = 2L,
            Hairpin = false,
            BpduGuard = false,
            RootBlock = false,
            FastLeave = false,
            Learning = true,
            UnicastFlood = true,
            MulticastFlood = true,
            Isolated = false,
        });
    }

    [Fact]
    public void A_bridge_is_read()
    {
        LinkInfo info = LinkInfo.Read(KernelReplies.Message("bridge"));
        info.Kind.Should().Be("bridge");
        info.MasterIndex.Should().BeNull();
        info.LinkNamespaceId.Should().BeNull();
        BridgeInfo.Read(info.GetKindData()).Should().BeEquivalentTo(new
        {
            BridgeId = "8000.02fc00000010",
            RootId = "8000.02fc00000010",
            SpanningTree = true,
            ForwardDelay = TimeSpan.FromSeconds(4),
            HelloTime = TimeSpan.FromSeconds(2),
            MaxAge = TimeSpan.FromSeconds(20),
            AgeingTime = TimeSpan.FromMinutes(5),
            Priority = 0x8000,
            VlanFiltering = (bool?)false,
            DefaultVlan = (int?)null,
            MulticastSnooping = (bool?)true,
            GroupForwardMask = 0,
        });
    }

    [Fact]
    public void Addresses_are_read()
    {
        Address("address").Should().Be(new InterfaceAddress(IPAddress.Parse("10.0.0.1"), 24)
        {
            Broadcast = IPAddress.Parse("10.0.0.255"),
            Label = "br0:1",
            Scope = AddressScope.Universe,
            ValidLifetime = TimeSpan.FromHours(1),
            PreferredLifetime = TimeSpan.FromMinutes(30),
        });
        Address("peer").Should().Be(new InterfaceAddress(IPAddress.Parse("10.1.0.1"), 32)
        {
            Peer = IPAddress.Parse("10.1.0.2"),
            Label = "br0",
            Scope = AddressScope.Universe,
            Flags = AddressFlags.Permanent,
        });
        Address("address6").Should().Be(new InterfaceAddress(IPAddress.Parse("fd00::1"), 64)
        {
            Scope = AddressScope.Universe,
            Flags = AddressFlags.Permanent | AddressFlags.NoDuplicateAddressDetection,
        });
    }

    [Fact]
    public void Routes_are_read()
    {
        Route("route").Should().Be(new Route(IPNetwork.Parse("10.9.0.0/16"))
        {
            Gateway = IPAddress.Parse("10.0.0.7"),
            PreferredSource = IPAddress.Parse("10.0.0.1"),
            LinkIndex = 2,
            Metric = 77,
            Table = 1000,
            Protocol = RouteProtocol.Static,
            Scope = RouteScope.Universe,
        });
        Route("default").Should().Be(new Route(IPNetwork.Parse("0.0.0.0/0"))
        {
            Gateway = IPAddress.Parse("10.0.0.254"),
            LinkIndex = 2,
            Scope = RouteScope.Universe,
        });
        Route("blackhole").Should().Be(new Route(IPNetwork.Parse("10.200.0.0/16"))
        {
            Type = RouteType.Blackhole,
            Scope = RouteScope.Universe,
        });
        Route("multipath").Should().Be(new Route(IPNetwork.Parse("10.77.0.0/16"))
        {
            Scope = RouteScope.Universe,
            NextHops = [new() { Gateway = IPAddress.Parse("10.0.0.3"), LinkIndex = 2 }, new() { Gateway = IPAddress.Parse("10.0.0.4"), LinkIndex = 2 }],
        });
        Route("route6").Should().Be(new Route(IPNetwork.Parse("fd01::/32"))
        {
            Gateway = IPAddress.Parse("fd00::2"),
            LinkIndex = 2,
            Metric = 55,
            Scope = RouteScope.Universe,
        });
    }

    [Fact]
    public void What_the_kernel_keeps_as_a_cache_is_no_route()
    {
        byte[] cached = KernelReplies.Bytes("default");
        // RTM_F_CLONED, in the flags at the end of rtmsg.
        cached[16 + 8 + 1] |= 2;
        RouteReader.Read(new NetlinkMessage(cached), LinkNames.Empty).Should().BeNull();
        RouteReader.ReadAny(new NetlinkMessage(cached), LinkNames.Empty)!.Gateway.Should().Be(IPAddress.Parse("10.0.0.254"));
    }

    [Fact]
    public void The_id_of_a_namespace_is_read() => NamespaceIds.Parse(KernelReplies.Message("namespace-id"))!.Value.Should().Be(0);

    [Fact]
    public void The_words_of_the_kernel_are_read()
    {
        ExtendedAck.Read(KernelReplies.Message("message"))!.Message.Should().Be("Nexthop has invalid gateway");
        ExtendedAck policy = ExtendedAck.Read(KernelReplies.Message("policy"))!;
        policy.Message.Should().Be("Attribute failed policy validation");
        policy.Offset.Should().Be(32);
        policy.Policy!.ToString().Should().Be("string, at most 15 bytes");
    }

    private static InterfaceAddress Address(string name) => AddressMessages.Parse(KernelReplies.Message(name))!.Address;

    private static Route Route(string name) => RouteReader.Read(KernelReplies.Message(name), LinkNames.Empty)!;

    [Theory]
    [InlineData("veth", LinkOperationalState.Up, true)]
    [InlineData("veth", LinkOperationalState.Unknown, false)]
    [InlineData("netkit", LinkOperationalState.Unknown, false)]
    [InlineData("dummy", LinkOperationalState.Unknown, true)]
    public void A_pair_sends_when_the_kernel_has_seen_its_carriers(string kind, LinkOperationalState state, bool expected)
    {
        NetlinkMessageWriter message = new(new byte[128], Linux.RTM_NEWLINK);
        ref ifinfomsg header = ref message.WriteStruct<ifinfomsg>();
        header.ifi_flags = (uint)(LinkFlags.Up | LinkFlags.Running | LinkFlags.LowerUp);
        message.WriteString(Linux.IFLA_IFNAME, "eth0");
        message.WriteByte(Linux.IFLA_OPERSTATE, (byte)state);
        NestedAttribute info = message.BeginNested(Linux.IFLA_LINKINFO);
        message.WriteString(Linux.IFLA_INFO_KIND, kind);
        message.EndNested(info);
        LinkInfo.Read(new NetlinkMessage(message.Finish())).IsReady.Should().Be(expected);
    }
}
