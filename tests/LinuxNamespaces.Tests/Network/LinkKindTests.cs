using FluentAssertions;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;
using static LinuxNamespaces.Tests.Network.RecordedConnection;

namespace LinuxNamespaces.Tests.Network;

/// <summary>What every kind of link has in common.</summary>
public sealed class LinkKindTests
{
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
    public void A_dummy_has_no_options_of_its_own() => Kinds.KindData.Of(new DummyOptions()).Should().BeEmpty();

    [Fact]
    public void An_error_names_an_attribute_of_a_kind_that_the_library_does_not_know()
    {
        LinkKind<Link> kind = new("amt", link => link) { DataAttributes = new NetlinkAttributeSet(new NetlinkAttributeSchema(3, "IFLA_AMT_GATEWAY_PORT")) };
        byte[] request = LinkRequests.Create(new byte[256], "amt0", new RawLinkOptions("amt", (ref writer) => writer.WriteUInt32(3, 7))).Finish().ToArray();
        AttributePath.At(kind.CreationSchema, request, request.Length - 8).Should().Be("IFLA_LINKINFO > IFLA_INFO_DATA > IFLA_AMT_GATEWAY_PORT");
        AttributePath.At(VethLink.Kind.CreationSchema, request, request.Length - 8).Should().Be("IFLA_LINKINFO > IFLA_INFO_DATA");
    }

    [Fact]
    public void Every_kind_is_found_by_its_name() => LinkKinds.All.Should().NotBeEmpty().And.AllSatisfy(kind => LinkKinds.Find(kind.Name).Should().BeSameAs(kind));

    [Fact]
    public void The_second_end_of_a_pair_has_an_index_only_if_the_first_one_has()
    {
        Requests(connection =>
        {
            VethOptions options = new("veth1") { Peer = new LinkOptions { Index = 78 } };
            FluentActions.Invoking(() => connection.Rtnetlink.Links.Add("veth0", options)).Should().Throw<ArgumentException>();
        }).Should().BeEmpty();
        byte[] both = LinkRequests.Create(new byte[256], "veth0", new VethOptions("veth1") { Index = 77, Peer = new LinkOptions { Index = 78 } }).Finish().ToArray();
        Convert.ToHexString(both).Should().Contain("00000000" + "4D000000").And.Contain("0180" + "00000000" + "4E000000");
    }

    [Fact]
    public void Long_options_fit()
    {
        using RecordedConnection parent = new();
        VlanOptions options = new(parent.Link, 1) { EgressQos = Enumerable.Range(0, 400).ToDictionary(priority => (uint)priority, _ => 7u) };
        Requests(connection => FluentActions.Invoking(() => connection.Rtnetlink.Links.Add("v1", options)).Should().Throw<InvalidDataException>())[0].Length
            .Should().BeGreaterThan(2 * 400 * 12);
    }
}
