using System.Net;
using System.Net.NetworkInformation;
using System.Reflection;
using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;
using static LinuxNamespaces.Tests.Network.RecordedConnection;

namespace LinuxNamespaces.Tests.Network;

/// <summary>What can be changed of a link: the bytes of the request, and what is rejected before one is sent.</summary>
public sealed class LinkSettingsTests
{
    [Fact]
    public void Several_settings_are_one_request() =>
        Requests(connection => connection.Link.Set(new() { Up = true, Name = "veth1", Group = 7, Alias = "x", Promiscuous = false })).Should().HaveCount(2, "one is the look afterwards")
            .And.HaveElementAt(0, string.Concat(
                "3C000000", "1000", "0500", SequenceAndPort,           // 60 bytes, RTM_NEWLINK, REQUEST ACK
                "00000000", "05000000", "01000000", "01010000",        // ifinfomsg: IFF_UP of IFF_UP and IFF_PROMISC
                "0A000300", "766574683100", "0000",                    // IFLA_IFNAME veth1
                "08001B00", "07000000",                                // IFLA_GROUP 7
                "05001400", "78", "000000"));                          // IFLA_IFALIAS x

    [Fact]
    public void Flags_that_are_not_set_are_not_changed() =>
        RequestOfLink(link => link.Set(new() { Arp = true, Multicast = false, AllMulticast = true, Dynamic = true })).Should().Be(string.Concat(
            "20000000", "1000", "0500", SequenceAndPort,               // 32 bytes, RTM_NEWLINK, REQUEST ACK
            "00000000", "05000000", "00820000", "80920000"));          // IFF_ALLMULTI and IFF_DYNAMIC of these, IFF_NOARP and IFF_MULTICAST

    [Fact]
    public void Everything_that_all_links_have_is_written_as_ip_writes_it() =>
        // ip link set dev X address ... broadcast ... txqueuelen 5 carrier on protodown off addrgenmode random gso_max_size 65536 gso_max_segs 64 gro_max_size 65535
        RequestOfLink(link => link.Set(new()
        {
            Address = PhysicalAddress.Parse("02-FC-00-00-00-01"),
            BroadcastAddress = PhysicalAddress.Parse("FF-FF-FF-FF-FF-FE"),
            TransmitQueueLength = 5,
            Carrier = true,
            ProtocolDown = false,
            IPv6AddressGenerationMode = IPv6AddressGenerationMode.Random,
            IPv6Token = IPAddress.Parse("::1:2"),
            GsoMaxSize = 65536,
            GsoMaxSegments = 64,
            GroMaxSize = 65535,
            GsoIPv4MaxSize = 1,
            GroIPv4MaxSize = 2,
            LeaveMaster = true,
        })).Should().Be(string.Concat(
            "A4000000", "1000", "0500", SequenceAndPort,               // 164 bytes, RTM_NEWLINK, REQUEST ACK
            "00000000", "05000000", "00000000", "00000000",
            "08000D00", "05000000",                                    // IFLA_TXQLEN 5
            "0A000100", "02FC00000001", "0000",                        // IFLA_ADDRESS
            "0A000200", "FFFFFFFFFFFE", "0000",                        // IFLA_BROADCAST
            "08002900", "00000100",                                    // IFLA_GSO_MAX_SIZE 65536
            "08002800", "40000000",                                    // IFLA_GSO_MAX_SEGS 64
            "08003A00", "FFFF0000",                                    // IFLA_GRO_MAX_SIZE 65535
            "08003F00", "01000000",                                    // IFLA_GSO_IPV4_MAX_SIZE 1
            "08004000", "02000000",                                    // IFLA_GRO_IPV4_MAX_SIZE 2
            "08000A00", "00000000",                                    // IFLA_MASTER 0
            "05002100", "01", "000000",                                // IFLA_CARRIER 1
            "05002700", "00", "000000",                                // IFLA_PROTO_DOWN 0
            "24001A80",                                                // IFLA_AF_SPEC, nested
            "20000A80",                                                // AF_INET6, nested
            "05000800", "03", "000000",                                // IFLA_INET6_ADDR_GEN_MODE random
            "14000700", "00000000000000000000000000010002"));          // IFLA_INET6_TOKEN

    [Fact]
    public void Every_setting_makes_a_difference()
    {
        using RecordedConnection connection = new();
        string nothing = Write(connection.Link, new LinkSettings());
        foreach (PropertyInfo property in typeof(LinkSettings).GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            LinkSettings settings = new();
            property.SetValue(settings, Example(property, connection));
            Write(connection.Link, settings).Should().NotBe(nothing, "{0} was set", property.Name);
        }
    }

    [Fact]
    public void Every_setting_of_a_new_link_is_written_at_once_or_afterwards()
    {
        using RecordedConnection connection = new();
        string nothing = Create(new DummyOptions());
        // These have no meaning for a new link.
        foreach (PropertyInfo property in typeof(LinkSettings).GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(property => property.Name is not (nameof(LinkSettings.Name) or nameof(LinkSettings.LeaveMaster))))
        {
            DummyOptions options = new();
            property.SetValue(options, Example(property, connection));
            bool later = LinkAttributes.ForExisting(options, isPeer: false) is { } rest && Write(connection.Link, rest) != Write(connection.Link, new LinkSettings());
            (Create(options) != nothing).Should().Be(!later, "{0} was set", property.Name);
        }
    }

    [Fact]
    public void Values_that_no_link_can_have_are_rejected()
    {
        Func<LinkSettings>[] wrong =
        [
            () => new() { Name = "a/b" },
            () => new() { Name = string.Empty },
            () => new() { Mtu = 0 },
            () => new() { Address = PhysicalAddress.None },
            () => new() { Address = new PhysicalAddress(new byte[33]) },
            () => new() { BroadcastAddress = PhysicalAddress.None },
            () => new() { TransmitQueueLength = -1 },
            () => new() { Group = -1 },
            () => new() { Alias = new string('x', 256) },
            () => new() { Alias = "a\0b" },
            () => new() { IPv6AddressGenerationMode = (IPv6AddressGenerationMode)4 },
            () => new() { IPv6Token = IPAddress.Loopback },
            () => new() { IPv6Token = IPAddress.Parse("1::1") },
            () => new() { GsoMaxSize = 0 },
            () => new() { GsoMaxSegments = 0 },
            () => new() { GsoMaxSegments = 65536 },
            () => new() { GroMaxSize = -1 },
            () => new() { GsoIPv4MaxSize = 0 },
            () => new() { GroIPv4MaxSize = 0 },
            () => new LinkOptions { TransmitQueueCount = 0 },
            () => new LinkOptions { ReceiveQueueCount = 4097 },
        ];
        foreach (Func<LinkSettings> create in wrong)
        {
            create.Should().Throw<ArgumentException>();
        }
    }

    [Fact]
    public void Settings_that_an_existing_link_cannot_take_are_rejected_before_any_request()
    {
        using RecordedConnection other = new();
        Func<RecordedConnection, LinkSettings>[] wrong =
        [
            _ => new LinkOptions { TransmitQueueCount = 1 },
            _ => new LinkOptions { ReceiveQueueCount = 1 },
            _ => new BridgeOptions { Index = 7 },
            connection => new RawLinkOptions("bridge", parent: connection.Link),
            _ => new DummyOptions(),
            _ => new VethOptions("veth1"),
            connection => new VlanOptions(connection.Link, 1),
            connection => new() { Master = connection.BridgeOf(9), LeaveMaster = true },
        ];
        foreach (Func<RecordedConnection, LinkSettings> create in wrong)
        {
            Requests(connection => FluentActions.Invoking(() => connection.Link.Set(create(connection))).Should().Throw<ArgumentException>()).Should().BeEmpty();
        }
    }

    [Fact]
    public void Settings_that_no_new_link_can_have_are_rejected_before_any_request()
    {
        Func<RecordedConnection, LinkOptions<DummyLink>>[] wrong =
        [
            _ => new DummyOptions { Name = "other" },
            _ => new DummyOptions { LeaveMaster = true },
        ];
        foreach (Func<RecordedConnection, LinkOptions<DummyLink>> create in wrong)
        {
            Requests(connection => FluentActions.Invoking(() => connection.Rtnetlink.Links.Add("d0", create(connection))).Should().Throw<ArgumentException>()).Should().BeEmpty();
        }

        FluentActions.Invoking(() => new VethPairOptions { First = new BridgeOptions() }).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new VethPairOptions { Second = new BridgeOptions() }).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new VethOptions("x") { Peer = new DummyOptions() }).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Message_for_settings_of_another_kind_names_both() =>
        Requests(connection => FluentActions.Invoking(() => connection.Link.Set(new DummyOptions())).Should().Throw<ArgumentException>()
            .WithMessage("The settings are those of the kind 'dummy'. Link 'veth0' in '*' is of the kind 'bridge'.")).Should().BeEmpty();

    [Fact]
    public void Attributes_of_a_kind_are_written_for_a_change() =>
        RequestOfLink(link => link.Set(new RawLinkOptions("bridge", (ref writer) => writer.WriteUInt32(5, 1)) { Mtu = null, Group = 1 })).Should().Be(string.Concat(
            "44000000", "1000", "0500", SequenceAndPort,               // 68 bytes, RTM_NEWLINK, REQUEST ACK
            "00000000", "05000000", "00000000", "00000000",
            "08001B00", "01000000",                                    // IFLA_GROUP 1
            "1C001280",                                                // IFLA_LINKINFO, nested
            "0B000100", "62726964676500", "00",                        // IFLA_INFO_KIND bridge
            "0C000280", "08000500", "01000000"));                      // IFLA_INFO_DATA, nested: IFLA_BR_STP_STATE

    [Fact]
    public void Settings_with_equal_addresses_are_equal()
    {
        LinkSettings first = new() { Address = PhysicalAddress.Parse("02-00-00-00-00-01") };
        first.Should().Be(new LinkSettings { Address = PhysicalAddress.Parse("02-00-00-00-00-01") });
        first.Should().NotBe(new LinkSettings { Address = PhysicalAddress.Parse("02-00-00-00-00-02") });
        first.Address.Should().Be(PhysicalAddress.Parse("02-00-00-00-00-01"));
        (first with { Mtu = 1 }).Address.Should().Be(first.Address);
    }

    private static string Write(Link link, LinkSettings settings) => Convert.ToHexString(LinkRequests.Set(new byte[LinkRequests.SizeOf(settings)], link, settings).Finish());

    private static string Create<TLink>(LinkOptions<TLink> options)
        where TLink : Link => Convert.ToHexString(LinkRequests.Create(new byte[1024], "x", options).Finish());

    private static object Example(PropertyInfo property, RecordedConnection connection) =>
        property.Name == nameof(LinkSettings.IPv6Token) ? IPAddress.Parse("::1")
        : property.PropertyType == typeof(bool) || property.PropertyType == typeof(bool?) ? true
        : property.PropertyType == typeof(int?) ? 7
        : property.PropertyType == typeof(string) ? "text"
        : property.PropertyType == typeof(PhysicalAddress) ? PhysicalAddress.Parse("02-00-00-00-00-01")
        : property.PropertyType == typeof(Link) ? connection.BridgeOf(9)
        : property.PropertyType == typeof(IPv6AddressGenerationMode?) ? IPv6AddressGenerationMode.None
        : property.PropertyType == typeof(LinkPortSettings) ? new Port()
        : throw new InvalidOperationException($"There is no example of {property}.");

    private sealed record Port : LinkPortSettings
    {
        public override LinkKind Kind => Bridge.Kind;

        protected override void WriteData(ref NetlinkMessageWriter writer) => writer.WriteByte(Linux.IFLA_INFO_KIND, 1);
    }
}
