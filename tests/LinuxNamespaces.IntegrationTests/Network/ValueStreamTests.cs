using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network;

/// <summary>Links, addresses and neighbours as values, while the kernel lists them.</summary>
[Collection("The kernel")]
public sealed class ValueStreamTests : NetworkTest
{
    private const int Few = 50;
    private const int Many = 1000;

    [Fact]
    public void Links_are_those_of_the_list()
    {
        Bridge bridge = Red.Links.AddBridge("br0").SetMtu(1400);
        bridge.AddPort(Second);
        Tool.Ip(Red, "link set a0 group 7");
        List<LinkInfo> streamed = [];
        foreach (LinkValue link in Red.Links.Enumerate())
        {
            LinkInfo info = link.ToLinkInfo();
            streamed.Add(info);
            (link.Index, link.GetName(), link.Flags, link.OperationalState, link.MasterIndex, link.LinkIndex).Should().Be((info.Index, info.Name, info.Flags, info.OperationalState, info.MasterIndex, info.LinkIndex));
            (link.Mtu, link.Group, Encoding.UTF8.GetString(link.KindBytes)).Should().Be((info.Mtu, info.Group, info.Kind ?? string.Empty));
            link.AddressBytes.ToArray().Should().Equal(info.Address?.GetAddressBytes() ?? []);
        }

        streamed.Select(SnapshotText).Should().Equal(Red.Links.Select(link => SnapshotText(link.Info)));
        streamed.Should().HaveCount(4);
        Red.Loopback.Up();
        using Socket socket = Red.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.SendTo(new byte[100], new IPEndPoint(IPAddress.Loopback, 9));
        // It may be counted a moment later.
        SpinWait.SpinUntil(() => Red.Loopback.GetStatistics().SentPackets > 0, TimeSpan.FromSeconds(20)).Should().BeTrue();
        Dictionary<int, LinkStatistics> earlier = Red.Links.ToDictionary(link => link.Index, link => link.GetStatistics());
        foreach (LinkValue link in Red.Links.Enumerate())
        {
            // A packet may come meanwhile.
            LinkStatistics before = earlier[link.Index], now = Red.Links.Get(link.Index).GetStatistics();
            link.ReceivedBytes.Should().BeInRange(before.ReceivedBytes, now.ReceivedBytes);
            link.ReceivedPackets.Should().BeInRange(before.ReceivedPackets, now.ReceivedPackets);
            link.SentBytes.Should().BeInRange(before.SentBytes, now.SentBytes);
            link.SentPackets.Should().BeInRange(before.SentPackets, now.SentPackets);
        }
    }

    [Fact]
    public void Addresses_are_those_of_the_list()
    {
        Tool.Ip(Red, "addr add 10.3.0.1 peer 10.3.0.2/32 dev a1", "addr add 10.4.0.1/24 brd + dev a1 label a1:one", "addr add 2001:db8:7::1/64 dev a1 nodad noprefixroute", "addr add 10.5.0.1/16 dev a1 scope link");
        AddressFilter[] filters =
        [
            new(), new() { Family = AddressFamily.InterNetworkV6 }, new() { LinkName = "a1" }, new() { Label = "a1:one" }, new() { Within = IPNetwork.Parse("10.0.0.0/13") }, new() { Scope = AddressScope.Link },
            new() { Flags = AddressFlags.NoPrefixRoute }, new() { ExcludedFlags = AddressFlags.Permanent }, new() { LinkName = "a1", Family = AddressFamily.InterNetwork },
        ];
        foreach (AddressFilter filter in filters)
        {
            List<string> streamed = [];
            foreach (AddressValue value in Red.Addresses.Enumerate(filter))
            {
                LinkAddress address = value.ToLinkAddress();
                streamed.Add(address.ToString());
                (value.LinkIndex, value.Address.ToIPAddress(), value.PrefixLength, value.Peer?.ToIPAddress(), value.Broadcast?.ToIPAddress())
                    .Should().Be((address.LinkIndex, address.Address.Address, address.Address.PrefixLength, address.Address.Peer, address.Address.Broadcast));
                (value.Scope, value.Flags, Encoding.UTF8.GetString(value.LabelBytes), value.Protocol).Should().Be((address.Address.Scope!.Value, address.Address.Flags, address.Address.Label ?? string.Empty, address.Address.Protocol));
            }

            streamed.Should().Equal(Red.Addresses.List(filter).Select(address => address.ToString()));
            (streamed.Count > 0 || filter.ExcludedFlags != AddressFlags.None).Should().BeTrue();
        }

        Action unknown = () => Red.Addresses.Enumerate(new AddressFilter { LinkName = "nothing" });
        unknown.Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.ENODEV);
    }

    [Fact]
    public void Neighbours_are_those_of_the_list()
    {
        Tool.Ip(
            Red, "neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev a0", "neigh add 2001:db8::9 lladdr 02:00:00:00:00:0a dev a0 nud noarp", "neigh add proxy 10.0.0.77 dev a0",
            "neigh add 10.0.0.10 lladdr 02:00:00:00:00:0b dev a1 protocol bgp", "neigh add proxy 2001:db8::77 dev a0");
        NeighbourFilter[] filters =
        [
            new() { Within = IPNetwork.Parse("10.0.0.0/8") }, new() { LinkName = "a1", Family = AddressFamily.InterNetwork }, new() { Proxy = true }, new() { States = NeighbourState.Permanent },
            new() { Address = IPAddress.Parse("2001:db8::9") }, new() { Protocol = RouteProtocol.Bgp }, new() { Within = IPNetwork.Parse("2001:db8::/32") },
        ];
        foreach (NeighbourFilter filter in filters)
        {
            List<string> streamed = [];
            foreach (NeighbourValue value in Red.Neighbours.Enumerate(filter))
            {
                Neighbour neighbour = value.ToNeighbour();
                streamed.Add($"{neighbour.Address} {neighbour.LinkIndex}");
                (value.Address.ToIPAddress(), value.LinkIndex, value.State, value.Flags, value.Protocol).Should().Be((neighbour.Address, neighbour.LinkIndex, neighbour.State!.Value, neighbour.Flags, neighbour.Protocol));
                value.LinkLayerBytes.ToArray().Should().Equal(neighbour.LinkLayerAddress?.GetAddressBytes() ?? []);
            }

            streamed.Should().NotBeEmpty().And.BeEquivalentTo(Red.Neighbours.List(filter).Select(neighbour => $"{neighbour.Address} {neighbour.LinkIndex}"));
        }
    }

    [Fact]
    public void Nothing_is_allocated_for_a_value()
    {
        NetworkBatch batch = Red.CreateBatch();
        for (int i = 0; i < Many; i++)
        {
            IPAddress address = new([10, 9, (byte)(i >> 8), (byte)i]);
            batch.Addresses.Add(First, new InterfaceAddress(address, 32));
            batch.Neighbours.Add(new Neighbour(address) { LinkIndex = Second.Index, LinkLayerAddress = PhysicalAddress.Parse("02-00-00-00-00-07") });
        }

        for (int i = 0; i < Few; i++)
        {
            batch.Links.Add($"br{i}", new BridgeOptions());
        }

        batch.Execute().ThrowIfFailed();
        IPNetwork all = IPNetwork.Parse("10.9.0.0/16");
        IPNetwork one = IPNetwork.Parse("10.9.0.7/32");
        // The kernel sends the same for both, and the whole list costs what one item of it costs.
        (long Count, long Bytes) addresses = CountAddresses(all);
        (addresses.Count, CountAddresses(one).Count).Should().Be((Many, 1));
        (long Count, long Bytes) neighbours = CountNeighbours(all);
        (neighbours.Count, CountNeighbours(one).Count).Should().Be((Many, 1));
        (addresses.Bytes - CountAddresses(one).Bytes).Should().BeLessThanOrEqualTo(0);
        (neighbours.Bytes - CountNeighbours(one).Bytes).Should().BeLessThanOrEqualTo(0);
        (long Count, long Bytes) links = CountLinks(Red);
        links.Count.Should().BeGreaterThanOrEqualTo(Few);
        CountLinks(Blue).Count.Should().Be(1);
        (links.Bytes - CountLinks(Blue).Bytes).Should().BeLessThanOrEqualTo(0);
    }

    [Fact]
    public void Streams_end_early_and_let_other_requests_through()
    {
        foreach (LinkValue link in Red.Links.Enumerate())
        {
            Red.Links.Get(link.Index).Index.Should().Be(link.Index);
            break;
        }

        foreach (AddressValue address in Red.Addresses.Enumerate(new AddressFilter { LinkName = "a0", Family = AddressFamily.InterNetwork }))
        {
            First.DeleteAddress(address.ToLinkAddress().Address);
        }

        Red.Addresses.List(new AddressFilter { LinkName = "a0", Family = AddressFamily.InterNetwork }).Should().BeEmpty();
        Red.Dispose();
        Action disposed = () => Red.Links.Enumerate();
        disposed.Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void Streams_share_a_connection_one_after_the_other_and_have_their_own_at_the_same_time()
    {
        int all = Red.Links.Count();
        int before = Sockets();
        for (int i = 0; i < Few; i++)
        {
            int pairs = 0;
            foreach (LinkValue first in Red.Links.Enumerate())
            {
                foreach (LinkValue second in Red.Links.Enumerate())
                {
                    pairs += first.Index > 0 && second.Index > 0 ? 1 : 0;
                    if (i % 2 == 0)
                    {
                        break;
                    }
                }
            }

            pairs.Should().Be(i % 2 == 0 ? all : all * all);
        }

        Sockets().Should().BeLessThanOrEqualTo(before + 1);
        Red.Dispose();
        Sockets().Should().BeLessThan(before);

        static int Sockets() => Directory.GetFiles("/proc/self/fd").Count(path => new FileInfo(path).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);
    }

    private static string SnapshotText(LinkInfo info) => $"{info} {info.Flags} {info.Mtu} {info.MasterIndex}";

    private (long Count, long Bytes) CountAddresses(IPNetwork within)
    {
        AddressFilter filter = new() { Within = within };
        return Least(() =>
        {
            long count = 0;
            foreach (AddressValue value in Red.Addresses.Enumerate(filter))
            {
                count += value.PrefixLength == 32 && value.LabelBytes.Length > 0 ? 1 : 0;
            }

            return count;
        });
    }

    private (long Count, long Bytes) CountNeighbours(IPNetwork within)
    {
        NeighbourFilter filter = new() { Within = within };
        return Least(() =>
        {
            long count = 0;
            foreach (NeighbourValue value in Red.Neighbours.Enumerate(filter))
            {
                count += value.LinkLayerBytes.Length == 6 ? 1 : 0;
            }

            return count;
        });
    }

    private static (long Count, long Bytes) CountLinks(NetNamespace netNamespace) => Least(() =>
    {
        long count = 0;
        foreach (LinkValue value in netNamespace.Links.Enumerate())
        {
            count += value.NameBytes.Length > 0 && value.Mtu > 0 ? 1 : 0;
        }

        return count;
    });

    private static (long Count, long Bytes) Least(Func<long> enumerate)
    {
        (long count, long least) = (0, long.MaxValue);
        for (int attempt = 0; attempt < 10; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            count = enumerate();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return (count, least);
    }
}
