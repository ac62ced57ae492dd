using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;
using static LinuxNamespaces.Tests.Network.RecordedConnection;

namespace LinuxNamespaces.Tests.Network;

/// <summary>The bytes are those of linux/neighbour.h. struct ndmsg: family, padding; link; state, flags, type.</summary>
public sealed class NeighbourMessageTests
{
    private static readonly Neighbour s_neighbour = new(IPAddress.Parse("10.0.0.2")) { LinkIndex = 5, LinkLayerAddress = PhysicalAddress.Parse("02-FC-00-00-00-01") };

    [Fact]
    public void Neighbour_is_added() =>
        RequestOf(neighbours => neighbours.Add(s_neighbour)).Should().Be(string.Concat(
            "30000000", "1C00", "0506", SequenceAndPort,         // 48 bytes, RTM_NEWNEIGH, REQUEST ACK EXCL CREATE
            "02000000", "05000000", "8000", "00", "00",          // AF_INET, link 5, NUD_PERMANENT
            "08000100", "0A000002",                              // NDA_DST
            "0A000200", "02FC000000010000"));                    // NDA_LLADDR

    [Fact]
    public void Neighbour_has_extended_flags_and_a_protocol() =>
        RequestOf(neighbours => neighbours.Replace(s_neighbour with { LinkLayerAddress = null, Flags = NeighbourFlags.Managed | NeighbourFlags.ExternallyLearned, Protocol = RouteProtocol.Zebra })).Should().Be(string.Concat(
            "34000000", "1C00", "0505", SequenceAndPort,         // 52 bytes, RTM_NEWNEIGH, REQUEST ACK REPLACE CREATE
            "02000000", "05000000", "0000", "10", "00",          // AF_INET, link 5, NUD_NONE, NTF_EXT_LEARNED
            "08000100", "0A000002",                              // NDA_DST
            "08000F00", "01000000",                              // NDA_FLAGS_EXT NTF_EXT_MANAGED
            "05000C00", "0B000000"));                            // NDA_PROTOCOL zebra

    [Fact]
    public void Proxy_entry_is_deleted() =>
        RequestOf(neighbours => neighbours.Delete(s_neighbour with { Flags = NeighbourFlags.Proxy })).Should().Be(string.Concat(
            "24000000", "1D00", "0500", SequenceAndPort,         // 36 bytes, RTM_DELNEIGH, REQUEST ACK
            "02000000", "05000000", "0000", "08", "00",          // AF_INET, link 5, NTF_PROXY
            "08000100", "0A000002"));                            // NDA_DST

    [Fact]
    public void Neighbours_of_a_link_and_a_master_are_listed()
    {
        IReadOnlyList<string> requests = Requests(connection =>
            connection.Rtnetlink.Neighbours.List(new NeighbourFilter { LinkIndex = 5, MasterIndex = 7, Proxy = true, Family = AddressFamily.InterNetworkV6 }));
        // The first one is for the names of the links.
        requests[1].Should().Be(string.Concat(
            "2C000000", "1E00", "0103", "02000000", "67120000",  // 44 bytes, RTM_GETNEIGH, REQUEST DUMP
            "0A000000", "00000000", "0000", "08", "00",          // AF_INET6, NTF_PROXY
            "08000800", "05000000",                              // NDA_IFINDEX 5
            "08000900", "07000000"));                            // NDA_MASTER 7
    }

    [Fact]
    public void Neighbour_without_a_link_is_refused()
    {
        using RecordedConnection connection = new();
        Action act = () => connection.Rtnetlink.Neighbours.Add(s_neighbour with { LinkIndex = null });
        act.Should().Throw<ArgumentException>();
        Action tooLong = () => _ = s_neighbour with { LinkLayerAddress = new PhysicalAddress(new byte[33]) };
        tooLong.Should().Throw<ArgumentException>();
        Action zero = () => _ = s_neighbour with { LinkIndex = 0 };
        zero.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Neighbour_has_the_words_of_ip_neighbour() =>
        (s_neighbour with { LinkName = "eth0", State = NeighbourState.Stale, Flags = NeighbourFlags.Router | NeighbourFlags.Managed, Protocol = RouteProtocol.Zebra }).ToString()
            .Should().Be("10.0.0.2 dev eth0 lladdr 02:fc:00:00:00:01 router managed STALE proto zebra");

    private static string RequestOf(Action<NeighbourCollection> action) => Request(connection => action(connection.Rtnetlink.Neighbours));
}
