using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Events;

/// <summary>A watch beside ip-monitor(8), while many kinds of objects are added, changed and removed.</summary>
[Collection("The kernel")]
public sealed class IpMonitorTests : KernelTest
{
    private static readonly string[][] s_steps =
    [
        ["link set lo up", "link add a0 type veth peer a1", "link set a1 up", "link set a0 up"],
        ["addr add 10.0.0.1/24 dev a0", "addr add 10.0.0.9/24 dev a0", "addr add 10.1.0.1/24 dev a0", "-6 addr add 2001:db8::1/64 dev a0 nodad", "addr change 10.1.0.1/24 dev a0 metric 7"],
        ["route add 10.9.0.0/16 via 10.0.0.2", "route replace 10.9.0.0/16 via 10.0.0.3", "route append 10.9.0.0/16 via 10.0.0.4", "route add 10.20.0.1 dev a0 metric 5"],
        ["route add table 77 blackhole 10.10.0.0/16", "route add unreachable default metric 9", "route add 10.11.0.0/16 nexthop via 10.0.0.4 nexthop via 10.0.0.5", "route del table 77 10.10.0.0/16"],
        ["-6 route add 2001:db8:9::/48 via 2001:db8::2", "-6 route replace 2001:db8:9::/48 via 2001:db8::3", "-6 route add default dev a0 metric 3", "-6 route del 2001:db8:9::/48"],
        ["rule add pref 50 from 10.0.0.0/8 lookup 7", "-6 rule add pref 51 fwmark 5 lookup 8", "rule add pref 52 to 10.7.0.0/16 prohibit", "rule del pref 50", "rule add pref 50 lookup 9"],
        ["neigh add 10.0.0.50 lladdr 02:00:00:00:00:07 dev a0 nud permanent", "neigh change 10.0.0.50 lladdr 02:00:00:00:00:08 dev a0 nud permanent", "-6 neigh add 2001:db8::50 lladdr 02:00:00:00:00:09 dev a0 nud permanent"],
        ["neigh del 10.0.0.50 dev a0", "-6 neigh del 2001:db8::50 dev a0"],
        ["nexthop add id 5 via 10.0.0.6 dev a0", "nexthop add id 6 blackhole", "route add 10.12.0.0/16 nhid 5"],
        ["nexthop replace id 5 via 10.0.0.7 dev a0"],
        ["nexthop add id 7 group 5", "route add 10.13.0.0/16 nhid 6"],
        ["nexthop del id 6"],
        ["link add br0 type bridge", "link set br0 mtu 1400", "link set br0 alias text", "link add c0 type veth peer c1", "link set c0 master br0", "link set c0 nomaster"],
        ["link set c1 name c2", "link property add dev c2 altname another"],
        ["addr del 10.1.0.1/24 dev a0"],
        ["-6 addr del 2001:db8::1/64 dev a0"],
        ["link set a0 down"],
        ["link set a0 up"],
        ["link del br0", "link del c0"],
        ["link del a0"],
    ];

    [Fact]
    public async Task Watch_tells_what_ip_monitor_tells()
    {
        // Addresses and routes of the link alone come late.
        Red.Sysctl["net/ipv6/conf/default/addr_gen_mode"] = "1";
        using IpMonitor monitor = await IpMonitor.StartAsync(Red);
        await using EventStream stream = EventStream.Open(Red, NetworkWatchOptions.Default);
        await monitor.ReadToMarkAsync(monitor.AddMark());
        List<IpChange> theirs = [];
        List<NetworkObjectEvent> ours = [];
        foreach (string[] commands in s_steps)
        {
            Tool.Ip(Red, commands);
            if (commands[^1] == "link set a0 up")
            {
                // The kernel tells of a carrier when it gets to it.
                await Red.Links.Get("a0").WaitForCarrierAsync(TestContext.Current.CancellationToken);
                await Red.Links.Get("a1").WaitForCarrierAsync(TestContext.Current.CancellationToken);
            }

            int mark = monitor.AddMark();
            theirs.AddRange(await monitor.ReadToMarkAsync(mark));
            ours.AddRange((await stream.ReadUntilAsync(e => e is RoutingRuleEvent { Change: NetworkChange.Added } rule && rule.Rule.Priority == mark)).Cast<NetworkObjectEvent>());
        }

        Dictionary<string, string> told = Sequences(theirs);
        Dictionary<string, string> watched = Sequences(ours.Select(ToChange).OfType<IpChange>());
        foreach ((string key, string sequence) in told)
        {
            string? other = watched.GetValueOrDefault(key);
            // The kernel does not notify about IPv4 routes and nexthop objects that go with something else.
            (other == sequence || (IsSilent(key) && Additions(other) == Additions(sequence))).Should().BeTrue("{0}: ip monitor tells {1}, the watch {2}", key, sequence, other);
        }

        watched.Keys.Should().BeSubsetOf(told.Keys);
        watched.Keys.Select(key => key.Split(' ')[0]).Distinct().Should().BeEquivalentTo(["link", "address", "route", "rule", "neighbour", "nexthop"]);
        foreach (IGrouping<string, NetworkChange> changes in ours.Where(e => ToChange(e) is not null).GroupBy(e => ToChange(e)!.Key, e => e.Change))
        {
            bool exists = changes.Key == "link 1";
            foreach (NetworkChange change in changes.Where(_ => !changes.Key.StartsWith("route 10.9.", StringComparison.Ordinal)))
            {
                change.Should().BeOneOf(exists ? [NetworkChange.Changed, NetworkChange.Removed] : [NetworkChange.Added], "{0} is told in order", changes.Key);
                exists = change != NetworkChange.Removed;
            }
        }
    }

    private static string? Additions(string? sequence) => sequence?.Contains('+') == true ? "+" : sequence;

    private static bool IsSilent(string key) => key.StartsWith("nexthop ", StringComparison.Ordinal) || (key.StartsWith("route ", StringComparison.Ordinal) && !key.Contains(':', StringComparison.Ordinal));

    /// <summary>For each object its removals, and a plus for all that was told between two of them.</summary>
    private static Dictionary<string, string> Sequences(IEnumerable<IpChange> changes) =>
        changes.GroupBy(change => change.Key).ToDictionary(group => group.Key, group => group.Aggregate(string.Empty, (text, change) => change.IsRemoval ? text + "-" : text.EndsWith('+') ? text : text + "+"));

    private static IpChange? ToChange(NetworkObjectEvent change)
    {
        string? key = change switch
        {
            LinkEvent link => $"link {link.Link.Index}",
            AddressEvent address => $"address {address.Address.LinkIndex} {address.Address.Address.Address}/{address.Address.Address.PrefixLength}",
            RouteEvent { Route: var route } => IpMonitor.RouteKey(route.Destination, route.NextHops.Count == 0 ? route.LinkName : null, route.Table, route.Metric ?? 0),
            RoutingRuleEvent { Rule.Priority: var priority } => IpMonitor.IsMark((int)priority!) ? null : $"rule {priority}",
            NeighbourEvent { Neighbour: var neighbour } => IpMonitor.IsMulticast(neighbour.Address.ToString()) ? null : $"neighbour {neighbour.Address} {neighbour.LinkName}",
            NexthopEvent { Nexthop.Id: var id } => $"nexthop {id}",
            _ => throw new InvalidDataException($"The watch says '{change}'."),
        };
        return key is null ? null : new IpChange(key, change.Change == NetworkChange.Removed);
    }
}
