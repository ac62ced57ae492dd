using System.Net;
using System.Net.Sockets;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Lab.Tests.Topology;

public sealed class RoutePlanTests : IAsyncDisposable
{
    private readonly NetworkLab _lab = new();

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    [Fact]
    public void Hosts_on_one_switch_need_no_routes()
    {
        LabSwitch lan = _lab.AddSwitch("lan", "10.1.0.0/24");
        _lab.Connect(_lab.AddHost("a"), lan);
        _lab.Connect(_lab.AddHost("b"), lan);
        RoutePlan.Compute(_lab).Should().BeEmpty();
    }

    [Fact]
    public void A_host_with_one_way_out_has_a_default_route()
    {
        (LabHost a, LabHost b, LabRouter router) = TwoNetworks();
        Routes(a).Should().Equal("0.0.0.0/0 10.1.0.1");
        Routes(b).Should().Equal("0.0.0.0/0 10.2.0.1");
        Routes(router).Should().BeEmpty();
    }

    [Fact]
    public void A_router_has_a_route_to_each_network_on_the_way_with_the_lowest_cost()
    {
        LabSwitch left = _lab.AddSwitch("left", "10.1.0.0/24"), right = _lab.AddSwitch("right", "10.2.0.0/24");
        LabRouter r1 = _lab.AddRouter("r1"), r2 = _lab.AddRouter("r2"), r3 = _lab.AddRouter("r3");
        LabHost host = _lab.AddHost("h");
        _lab.Connect(host, left);
        _lab.Connect(r1, left);
        _lab.Connect(r3, right);
        // The straight way costs more than the way around.
        _lab.Connect(r1, r3, options: new() { Networks = [IPNetwork.Parse("10.9.13.0/31")], Cost = 10 });
        _lab.Connect(r1, r2, options: new() { Networks = [IPNetwork.Parse("10.9.12.0/31")] });
        _lab.Connect(r2, r3, options: new() { Networks = [IPNetwork.Parse("10.9.23.0/31")] });
        Routes(host).Should().Equal("0.0.0.0/0 10.1.0.1");
        Routes(r1).Should().BeEquivalentTo("10.2.0.0/24 10.9.12.1", "10.9.23.0/31 10.9.12.1");
        Routes(r2).Should().BeEquivalentTo("10.1.0.0/24 10.9.12.0", "10.2.0.0/24 10.9.23.1", "10.9.13.0/31 10.9.12.0");
        Routes(r3).Should().BeEquivalentTo("10.1.0.0/24 10.9.23.0", "10.9.12.0/31 10.9.23.0");
    }

    [Fact]
    public void A_host_between_two_routers_has_a_route_to_each_network()
    {
        LabSwitch middle = _lab.AddSwitch("middle", "10.1.0.0/24"), east = _lab.AddSwitch("east", "10.2.0.0/24"), west = _lab.AddSwitch("west", "10.3.0.0/24");
        LabHost host = _lab.AddHost("h");
        _lab.Connect(host, middle);
        foreach ((string name, LabSwitch side) in new[] { ("r1", east), ("r2", west) })
        {
            LabRouter router = _lab.AddRouter(name);
            _lab.Connect(router, middle);
            _lab.Connect(router, side);
        }

        Routes(host).Should().BeEquivalentTo("10.2.0.0/24 10.1.0.1", "10.3.0.0/24 10.1.0.3");
        Routes(_lab["r1"]).Should().Equal("10.3.0.0/24 10.1.0.3");
    }

    [Fact]
    public void Hosts_do_not_forward()
    {
        LabSwitch left = _lab.AddSwitch("left", "10.1.0.0/24"), right = _lab.AddSwitch("right", "10.2.0.0/24");
        LabHost between = _lab.AddHost("between"), a = _lab.AddHost("a");
        _lab.Connect(between, left);
        _lab.Connect(between, right);
        _lab.Connect(a, left);
        // A router elsewhere, so that there is a search at all.
        _lab.Connect(_lab.AddRouter("r"), left);
        Routes(a).Should().BeEmpty();
    }

    [Theory]
    [InlineData(AddressFamily.InterNetwork, "::/0 2001:db8:2::1")]
    [InlineData(AddressFamily.InterNetworkV6, "0.0.0.0/0 203.0.113.1")]
    public void What_a_router_hides_has_no_route_from_outside_over_the_family(AddressFamily family, string other)
    {
        LabSwitch inside = _lab.AddSwitch("inside", "192.168.0.0/24", "2001:db8:1::/64"), outside = _lab.AddSwitch("outside", "203.0.113.0/24", "2001:db8:2::/64");
        LabRouter home = _lab.AddRouter("home");
        LabHost laptop = _lab.AddHost("laptop"), server = _lab.AddHost("server");
        _lab.Connect(laptop, inside);
        _lab.Connect(home, inside);
        LabLink uplink = _lab.Connect(home, outside);
        _ = family == AddressFamily.InterNetwork ? home.Translate(uplink, LabNat.Masquerade) : home.TranslateIPv6(uplink, LabNat.Masquerade);
        _lab.Connect(server, outside);
        Routes(laptop).Should().Equal("0.0.0.0/0 192.168.0.1", "::/0 2001:db8:1::1");
        Routes(server).Should().Equal(other);
    }

    [Fact]
    public void A_network_without_the_family_is_no_way()
    {
        LabSwitch left = _lab.AddSwitch("left", "10.1.0.0/24", "2001:db8:1::/64"), middle = _lab.AddSwitch("middle", "10.2.0.0/24"), right = _lab.AddSwitch("right", "10.3.0.0/24", "2001:db8:3::/64");
        LabRouter r1 = _lab.AddRouter("r1"), r2 = _lab.AddRouter("r2");
        LabHost host = _lab.AddHost("h");
        _lab.Connect(host, left);
        _lab.Connect(r1, left);
        _lab.Connect(r1, middle);
        _lab.Connect(r2, middle);
        _lab.Connect(r2, right);
        Routes(host).Should().Equal("0.0.0.0/0 10.1.0.1");
    }

    /// <summary>Every host reaches every other one by the routes, and the sum of the costs is the lowest that there is.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Routes_of_a_random_network_lead_to_their_destinations_at_the_lowest_cost(int seed)
    {
        Random random = new(seed);
        LabRouter[] routers = [.. Enumerable.Range(0, 12).Select(i => _lab.AddRouter($"r{i}"))];
        for (int i = 1; i < routers.Length; i++)
        {
            _lab.Connect(routers[i], routers[random.Next(i)], options: new() { Cost = random.Next(1, 9) });
        }

        for (int i = 0; i < 10; i++)
        {
            (int one, int other) = (random.Next(12), random.Next(12));
            if (one != other)
            {
                _lab.Connect(routers[one], routers[other], options: new() { Cost = random.Next(1, 9) });
            }
        }

        IReadOnlyDictionary<LabHost, IReadOnlyList<PlannedRoute>> plan = RoutePlan.Compute(_lab);
        foreach (LabRouter start in routers)
        {
            foreach (LabLink target in _lab.Links)
            {
                IPAddress address = target.First.Addresses[0].Address;
                Follow(plan, start, address).Should().Be(Lowest(start, target), $"from {start} to {target}");
            }
        }
    }

    /// <summary>The cost of the way that a packet takes to the network of a link.</summary>
    private static int Follow(IReadOnlyDictionary<LabHost, IReadOnlyList<PlannedRoute>> plan, LabHost start, IPAddress target)
    {
        int cost = 0;
        LabHost here = start;
        for (int hop = 0; hop < 50; hop++)
        {
            if (here.Ports.FirstOrDefault(port => port.Addresses.Any(own => new IPNetwork(own.Address.MapToPair(), 31).Contains(target))) is not null)
            {
                return cost;
            }

            PlannedRoute route = plan[here].Single(route => route.Destination.Contains(target));
            LabPort next = here.Ports.Single(port => port.Peer.Addresses.Any(other => other.Address.Equals(route.Gateway))).Peer;
            cost += next.Link.Options.Cost;
            here = (LabHost)next.Node;
        }

        throw new InvalidOperationException("The packet circles.");
    }

    /// <summary>Bellman and Ford: slow, and simple enough to be right.</summary>
    private int Lowest(LabHost start, LabLink target)
    {
        Dictionary<LabNode, int> cost = _lab.Nodes.ToDictionary(node => node, node => node == start ? 0 : int.MaxValue / 2);
        for (int i = 0; i < _lab.Nodes.Count; i++)
        {
            foreach (LabLink link in _lab.Links)
            {
                cost[link.First.Node] = Math.Min(cost[link.First.Node], cost[link.Second.Node] + link.Options.Cost);
                cost[link.Second.Node] = Math.Min(cost[link.Second.Node], cost[link.First.Node] + link.Options.Cost);
            }
        }

        return Math.Min(cost[target.First.Node], cost[target.Second.Node]);
    }

    private (LabHost A, LabHost B, LabRouter Router) TwoNetworks()
    {
        LabSwitch left = _lab.AddSwitch("left", "10.1.0.0/24"), right = _lab.AddSwitch("right", "10.2.0.0/24");
        LabRouter router = _lab.AddRouter("r");
        LabHost a = _lab.AddHost("a"), b = _lab.AddHost("b");
        _lab.Connect(a, left);
        _lab.Connect(router, left);
        _lab.Connect(router, right);
        _lab.Connect(b, right);
        return (a, b, router);
    }

    private string[] Routes(LabHost host) => [.. RoutePlan.Compute(_lab).GetValueOrDefault(host, []).Select(route => $"{route.Destination} {route.Gateway}")];
}
