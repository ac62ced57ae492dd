using System.Net;
using System.Net.NetworkInformation;
using CsCheck;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Neighbours;

[Collection("The kernel")]
public sealed class NeighbourTests : NetworkTest
{
    private const int Rounds = 8;

    private static readonly PhysicalAddress s_address = PhysicalAddress.Parse("02-00-00-00-00-07");

    // States that do not change by themselves while the test looks.
    private static readonly Gen<Neighbour> s_neighbours = Gen.Select(
        Gen.Bool, Gen.OneOf(NeighbourState.Permanent, NeighbourState.Stale, NeighbourState.NoArp, NeighbourState.None), Gen.Bool,
        Gen.OneOf<RouteProtocol?>(null, RouteProtocol.Static, RouteProtocol.Zebra), Gen.Byte[1, 250])
        .Select((v6, state, flag, protocol, last) => new Neighbour(IPAddress.Parse(v6 ? $"2001:db8::{last:x}" : $"10.0.0.{last}"))
        {
            LinkName = "a0",
            LinkLayerAddress = state == NeighbourState.None ? null : new PhysicalAddress([2, 0, 0, 0, 0, last]),
            State = state,
            // A neighbour that is not known is no router.
            Flags = !flag || (v6 && state == NeighbourState.None) ? NeighbourFlags.None : v6 ? NeighbourFlags.Router : NeighbourFlags.ExternallyLearned,
            Protocol = protocol,
        });

    private int _round;

    [Fact]
    public void Neighbours_are_the_same_in_both_directions()
    {
        InstalledPrograms.Require("ip");
        s_neighbours.Array[1, 20].Sample(
            neighbours =>
            {
                // Each round has addresses of its own, as an entry that is still in use after its deletion keeps its protocol when it is added again.
                int round = Interlocked.Increment(ref _round);
                Neighbour[] chosen = [.. neighbours.DistinctBy(neighbour => neighbour.Address).Select(neighbour => InRound(neighbour, round))];
                Red.Neighbours.Flush(new NeighbourFilter { LinkName = "a0", States = (NeighbourState)0xff });
                foreach (Neighbour neighbour in chosen)
                {
                    // The kernel keeps an entry that is in use for a while after its deletion.
                    Red.Neighbours.Replace(neighbour);
                }

                NeighbourOracle.ShouldAgree(Red, First);
                NeighbourOracle.ShouldReadTheSame(Red, First);
                Neighbour[] listed = [.. Red.Neighbours.List(new NeighbourFilter { LinkName = "a0" }).Where(neighbour => chosen.Any(other => other.Address.Equals(neighbour.Address)))];
                listed.Should().BeEquivalentTo(chosen.Select(neighbour => neighbour with { LinkIndex = First.Index }), options => options.ComparingByValue<Neighbour>());

                foreach (Neighbour neighbour in listed)
                {
                    Red.Neighbours.Delete(neighbour);
                }

                Red.Neighbours.List(new NeighbourFilter { LinkName = "a0" }).Select(neighbour => neighbour.Address).Should().NotContain(chosen.Select(neighbour => neighbour.Address));
                foreach (Neighbour neighbour in listed)
                {
                    // The kernel keeps an entry that is in use for a while after its deletion.
                    Red.Neighbours.Replace(neighbour);
                }

                Red.Neighbours.List(new NeighbourFilter { LinkName = "a0" }).Should().Contain(listed);
            },
            iter: Rounds,
            threads: 1);
    }

    [Fact]
    public void Neighbours_that_ip_adds_are_read()
    {
        Tool.Ip(
            Red,
            "neigh add 10.0.0.2 lladdr 02:00:00:00:00:01 dev a0",
            "neigh add 10.0.0.3 lladdr 02:00:00:00:00:01 dev a0 nud stale extern_learn",
            "neigh add 10.0.0.4 lladdr 02:00:00:00:00:01 dev a0 nud noarp protocol zebra",
            "neigh add 2001:db8::2 lladdr 02:00:00:00:00:01 dev a0 router",
            "neigh add proxy 10.0.0.9 dev a0",
            "neigh add proxy 2001:db8::9 dev a0");
        NeighbourOracle.ShouldAgree(Red, First);
        NeighbourOracle.ShouldAgree(Red, First, proxy: true);
        NeighbourOracle.ShouldReadTheSame(Red, First);
        First.GetNeighbours().Select(neighbour => neighbour.Address.ToString()).Should().Contain(["10.0.0.2", "10.0.0.3", "10.0.0.4", "2001:db8::2"]);
        Second.GetNeighbours().Select(neighbour => neighbour.Address.ToString()).Should().NotContain("10.0.0.2");
        First.GetNeighbours().Single(neighbour => neighbour.Address.ToString() == "10.0.0.2").CacheInfo!.Updated.Should().BeLessThan(TimeSpan.FromMinutes(5));
    }

    [Fact]
    public void Proxy_entries_have_a_list_of_their_own()
    {
        Neighbour proxy = new(IPAddress.Parse("10.0.0.9")) { LinkName = "a0", Flags = NeighbourFlags.Proxy };
        Red.Neighbours.Add(proxy);
        Red.Neighbours.List().Should().NotContain(neighbour => neighbour.IsProxy);
        Red.Neighbours.List(new NeighbourFilter { Proxy = true }).Should().ContainSingle().Which.Address.Should().Be(proxy.Address);
        NeighbourOracle.ShouldAgree(Red, First, proxy: true);
        Red.Neighbours.Find(proxy.Address, First, proxy: true)!.IsProxy.Should().BeTrue();
        Red.Neighbours.Find(proxy.Address, First).Should().BeNull();
        Red.Neighbours.Flush(new NeighbourFilter { Proxy = true }).Should().Be(1);
        Red.Neighbours.List(new NeighbourFilter { Proxy = true }).Should().BeEmpty();
    }

    [Fact]
    public void Replace_and_change_need_what_they_say()
    {
        Neighbour neighbour = new(IPAddress.Parse("10.0.0.5")) { LinkIndex = First.Index, LinkLayerAddress = s_address };
        Action change = () => Red.Neighbours.Change(neighbour);
        change.Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.ENOENT);
        Red.Neighbours.Replace(neighbour);
        Action add = () => Red.Neighbours.Add(neighbour);
        add.Should().Throw<NetlinkException>().Which.Remedy.Should().Contain("Replace");
        Red.Neighbours.Replace(neighbour with { LinkLayerAddress = PhysicalAddress.Parse("02-00-00-00-00-08") });
        Red.Neighbours.Find(neighbour.Address, First)!.LinkLayerAddress.Should().Be(PhysicalAddress.Parse("02-00-00-00-00-08"));
        Red.Neighbours.Delete(neighbour);
        Red.Neighbours.Find(neighbour.Address, First).Should().BeNull();
    }

    [Fact]
    public void State_needs_a_link_layer_address_and_the_error_says_so()
    {
        Action act = () => Red.Neighbours.Add(new Neighbour(IPAddress.Parse("10.0.0.5")) { LinkName = "a0", State = NeighbourState.Reachable });
        act.Should().Throw<NetlinkException>().Which.Message.Should().Contain("link-layer address");
        Action tooLong = () => Red.Neighbours.Add(new Neighbour(IPAddress.Parse("10.0.0.5")) { LinkName = "a0", LinkLayerAddress = new PhysicalAddress(new byte[3]) });
        tooLong.Should().Throw<NetlinkException>().Which.Message.Should().Contain("Invalid link address");
        Action link = () => Red.Neighbours.Add(new Neighbour(IPAddress.Parse("10.0.0.5")) { LinkLayerAddress = s_address });
        link.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Managed_neighbour_is_asked_for_by_the_kernel()
    {
        Assert.SkipUnless(Environment.OSVersion.Version >= new Version(5, 16), "The kernel has no managed neighbours (Linux 5.16).");
        Red.Neighbours.Add(new Neighbour(IPAddress.Parse("10.0.0.50")) { LinkName = "a0", Flags = NeighbourFlags.Managed });
        Neighbour found = Red.Neighbours.Find(IPAddress.Parse("10.0.0.50"), First)!;
        (found.Flags & NeighbourFlags.Managed).Should().Be(NeighbourFlags.Managed);
        found.State.Should().NotBe(NeighbourState.Permanent);
    }

    [Fact]
    public void Flush_keeps_permanent_neighbours_unless_they_are_asked_for()
    {
        Tool.Ip(
            Red,
            "neigh add 10.0.0.2 lladdr 02:00:00:00:00:01 dev a0",
            "neigh add 10.0.0.3 lladdr 02:00:00:00:00:01 dev a0 nud stale",
            "neigh add 10.0.0.4 lladdr 02:00:00:00:00:01 dev a1 nud stale");
        Red.Neighbours.Flush(new NeighbourFilter { LinkName = "a0", Family = System.Net.Sockets.AddressFamily.InterNetwork }).Should().Be(1);
        First.GetNeighbours().Select(neighbour => neighbour.Address.ToString()).Should().Contain("10.0.0.2").And.NotContain("10.0.0.3");
        Second.GetNeighbours().Select(neighbour => neighbour.Address.ToString()).Should().Contain("10.0.0.4");
        Red.Neighbours.Flush(new NeighbourFilter { States = NeighbourState.Permanent, Within = IPNetwork.Parse("10.0.0.0/24") }).Should().Be(1);
        First.GetNeighbours().Select(neighbour => neighbour.Address.ToString()).Should().NotContain("10.0.0.2");
    }

    [Fact]
    public void Neighbours_of_the_ports_of_a_bridge_are_listed_by_their_master()
    {
        Bridge bridge = Red.Links.AddBridge("br0");
        bridge.AddPort(Second);
        Tool.Ip(Red, "neigh add 10.0.0.2 lladdr 02:00:00:00:00:01 dev a0", "neigh add 10.0.0.4 lladdr 02:00:00:00:00:01 dev a1");
        Red.Neighbours.List(new NeighbourFilter { MasterIndex = bridge.Index }).Select(neighbour => neighbour.Address.ToString()).Should().Contain("10.0.0.4").And.NotContain("10.0.0.2");
    }

    private static Neighbour InRound(Neighbour neighbour, int round)
    {
        byte[] address = neighbour.Address.GetAddressBytes();
        address[^2] = (byte)round;
        return new Neighbour(new IPAddress(address))
        {
            LinkName = neighbour.LinkName,
            LinkLayerAddress = neighbour.LinkLayerAddress,
            State = neighbour.State,
            Flags = neighbour.Flags,
            Protocol = neighbour.Protocol,
        };
    }
}
