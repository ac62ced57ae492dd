using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;
using static LinuxNamespaces.Tests.Network.RecordedConnection;

namespace LinuxNamespaces.Tests.Network;

/// <summary>What every kind of link has in common, and the kinds that few kernels of test machines have.</summary>
public sealed class LinkKindTests
{
    // IFLA_INFO_DATA of "ip link add link lo name v10 type vlan id 10", as strace shows it.
    private const string IpDefault = "060001000a000000";

    // The same of "... type vlan protocol 802.1ad id 4094 reorder_hdr off gvrp on mvrp on loose_binding on bridge_binding on ingress-qos-map 1:2 3:4
    // egress-qos-map 5:6". It leaves out NLA_F_NESTED.
    private const string IpAll =
        "0600050088a80000" + "06000100fe0f0000"
        + "1c000400" + "0c0001000100000002000000" + "0c0001000300000004000000"
        + "10000300" + "0c0001000500000006000000"
        + "0c0002001e0000001f000000";

    [Fact]
    public void Vlan_options_are_what_ip_writes()
    {
        using RecordedConnection parent = new();
        // The default protocol is the kernel's too; ip leaves it out.
        DataOf(new VlanOptions(parent.Link, 10)).Should().Be("0600050081000000" + IpDefault);
        string all = DataOf(new VlanOptions(parent.Link, 4094)
        {
            Protocol = VlanProtocol.Ieee8021AD,
            Flags = VlanFlags.Gvrp | VlanFlags.Mvrp | VlanFlags.LooseBinding | VlanFlags.BridgeBinding,
            IngressQos = new Dictionary<uint, uint> { [1] = 2, [3] = 4 },
            EgressQos = new Dictionary<uint, uint> { [5] = 6 },
        });
        all.Should().Be(IpAll.Replace("1c000400", "1c000480", StringComparison.Ordinal).Replace("10000300", "10000380", StringComparison.Ordinal));
    }

    [Fact]
    public void Vlan_settings_are_read_as_they_are_written()
    {
        VlanInfo info = VlanInfo.Read(new NetlinkAttributeReader(Convert.FromHexString(IpAll)));
        info.Id.Should().Be(4094);
        info.Protocol.Should().Be(VlanProtocol.Ieee8021AD);
        info.Flags.Should().Be(VlanFlags.Gvrp | VlanFlags.Mvrp | VlanFlags.LooseBinding | VlanFlags.BridgeBinding);
        info.IngressQos.Should().BeEquivalentTo(new Dictionary<uint, uint> { [1] = 2, [3] = 4 });
        info.EgressQos.Should().BeEquivalentTo(new Dictionary<uint, uint> { [5] = 6 });
    }

    [Fact]
    public void Wrong_vlan_options_are_rejected()
    {
        using RecordedConnection parent = new();
        foreach (int id in new[] { -1, 4095, int.MaxValue })
        {
            FluentActions.Invoking(() => new VlanOptions(parent.Link, id)).Should().Throw<ArgumentOutOfRangeException>();
        }

        foreach (VlanOptions options in new[]
        {
            new VlanOptions(parent.Link, 1) { IngressQos = new Dictionary<uint, uint> { [8] = 1 } },
            new VlanOptions(parent.Link, 1) { EgressQos = new Dictionary<uint, uint> { [1] = 8 } },
        })
        {
            Requests(connection => FluentActions.Invoking(() => connection.Rtnetlink.Links.Add("v1", options)).Should().Throw<ArgumentException>())
                .Should().BeEmpty();
        }
    }

    [Fact]
    public void What_all_kinds_have_is_written_for_every_kind()
    {
        const string common = "01000000" + "01000000"   // IFF_UP of IFF_UP
            + "08000300" + "64756D00"                    // IFLA_IFNAME dum
            + "08000400" + "78050000"                    // IFLA_MTU 1400
            + "08000500" + "05000000"                    // IFLA_LINK 5
            + "08000A00" + "09000000";                   // IFLA_MASTER 9
        Requests(connection =>
        {
            // The answer is a bridge.
            RawLinkOptions options = new("dummy", (ref writer) => writer.WriteUInt32(1, 7), connection.Link)
            {
                Index = 77,
                Up = true,
                Mtu = 1400,
                Master = connection.BridgeOf(9),
            };
            FluentActions.Invoking(() => connection.Rtnetlink.Links.Add("dum", options)).Should().Throw<InvalidDataException>();
        })[0].Should().Be(string.Concat(
            "5C000000", "1000", "0D06", SequenceAndPort,           // 92 bytes, RTM_NEWLINK, REQUEST ACK ECHO EXCL CREATE
            "00000000", "4D000000", common,
            "1C001280",                                            // IFLA_LINKINFO, nested
            "0A000100", "64756D6D7900", "0000",                    // IFLA_INFO_KIND dummy
            "0C000280", "08000100", "07000000"));                  // IFLA_INFO_DATA, nested
    }

    [Fact]
    public void A_dummy_has_no_options_of_its_own() => DataOf(new DummyOptions()).Should().BeEmpty();

    [Fact]
    public void An_error_names_an_attribute_of_a_kind_that_the_library_does_not_know()
    {
        LinkKind<Link> kind = new("gtp", link => link) { DataAttributes = new NetlinkAttributeSet(new NetlinkAttributeSchema(3, "IFLA_GTP_PDP_HASHSIZE")) };
        byte[] request = LinkRequests.Create(new byte[256], "gtp0", new RawLinkOptions("gtp", (ref writer) => writer.WriteUInt32(3, 7))).Finish().ToArray();
        AttributePath.At(kind.CreationSchema, request, request.Length - 8).Should().Be("IFLA_LINKINFO > IFLA_INFO_DATA > IFLA_GTP_PDP_HASHSIZE");
        AttributePath.At(VethLink.Kind.CreationSchema, request, request.Length - 8).Should().Be("IFLA_LINKINFO > IFLA_INFO_DATA");
    }

    [Fact]
    public void Long_options_fit()
    {
        using RecordedConnection parent = new();
        VlanOptions options = new(parent.Link, 1) { EgressQos = Enumerable.Range(0, 400).ToDictionary(priority => (uint)priority, _ => 7u) };
        Requests(connection => FluentActions.Invoking(() => connection.Rtnetlink.Links.Add("v1", options)).Should().Throw<InvalidDataException>())[0].Length
            .Should().BeGreaterThan(2 * 400 * 12);
    }

    private static string DataOf<TLink>(LinkOptions<TLink> options)
        where TLink : Link
    {
        NetlinkMessageReader reader = new(LinkRequests.Create(new byte[1024], "x", options).Finish());
        reader.MoveNext();
        foreach (NetlinkAttribute attribute in reader.Current.AttributesAfter<ifinfomsg>())
        {
            foreach (NetlinkAttribute nested in attribute.Type == Linux.IFLA_LINKINFO ? attribute.Nested : default)
            {
                if (nested.Type == Linux.IFLA_INFO_DATA)
                {
                    return Convert.ToHexStringLower(nested.Payload);
                }
            }
        }

        throw new InvalidOperationException("There is no IFLA_INFO_DATA.");
    }
}
