using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Network.Nftables;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network;

/// <summary>Lists while another thread changes what is listed: what was there all the time is in each list, once. LNS_CHURN_SECONDS makes it longer.</summary>
[Collection("The kernel")]
public sealed class ChurnTests : KernelTest
{
    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(int.TryParse(Environment.GetEnvironmentVariable("LNS_CHURN_SECONDS"), out int seconds) ? seconds : 0.2);

    private static readonly NftTable s_table = new(NftFamily.Inet, "t");
    private static readonly NftChain s_chain = new(s_table, "kept");

    // Many, so that the kernel makes a list in many parts, with what changes before and after them.
    private const int Kept = 3000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task Links() => ShouldBeConsistentAsync(
        60,
        number => Red.Links.AddBridge($"kept{number}"),
        _ => Red.Links.AddBridge("changing").Delete(),
        () => Red.Links.List().Select(link => (object)link.Name));

    [Fact]
    public Task Addresses() => ShouldBeConsistentAsync(
        Kept,
        number => Red.Loopback.AddAddress($"{Address(number)}/32"),
        number =>
        {
            Red.Loopback.AddAddress($"{Passing(number)}/32");
            Red.Loopback.DeleteAddress(InterfaceAddress.Parse($"{Passing(number)}/32"));
        },
        () => Red.Addresses.List().Select(address => (object)address.Address.Address));

    [Fact]
    public Task Routes() => ShouldBeConsistentAsync(
        Kept,
        number => Red.Routes.Add(RouteTo(Address(number))),
        number =>
        {
            Red.Routes.Add(RouteTo(Passing(number)));
            Red.Routes.Delete(RouteTo(Passing(number)));
        },
        () => Red.Routes.List(Route.MainTable).Select(route => (object)route.Destination));

    [Fact]
    public Task Rules() => ShouldBeConsistentAsync(
        Kept,
        number => Red.Rules.Add(Rule(1000 + number)),
        number =>
        {
            RoutingRule rule = Rule(number % 2 == 0 ? 10 : 30_000);
            Red.Rules.Add(rule);
            Red.Rules.Delete(rule);
        },
        () => Red.Rules.List(new RoutingRuleFilter { Family = AddressFamily.InterNetwork }).Select(rule => (object)rule.Priority!));

    [Fact]
    public Task Neighbours()
    {
        int link = Red.Links.AddBridge("b0").Up().Index;
        return ShouldBeConsistentAsync(
            Kept,
            number => Red.Neighbours.Add(NeighbourOf(Address(number), link)),
            number =>
            {
                Red.Neighbours.Add(NeighbourOf(Passing(number), link));
                Red.Neighbours.Delete(NeighbourOf(Passing(number), link));
            },
            // The link joins groups when it gets to it.
            () => Red.Neighbours.List().Where(neighbour => neighbour.State == NeighbourState.Permanent).Select(neighbour => (object)neighbour.Address));
    }

    [Fact]
    public Task Nexthops()
    {
        Red.Loopback.Up();
        return ShouldBeConsistentAsync(
            Kept,
            number => Red.Nexthops.Add(new Nexthop { Id = 1000 + number, Blackhole = true }),
            number =>
            {
                int id = number % 2 == 0 ? 1 : 30_000;
                Red.Nexthops.Add(new Nexthop { Id = id, Blackhole = true });
                Red.Nexthops.Delete(id);
            },
            () => Red.Nexthops.List().Select(nexthop => (object)nexthop.Id!));
    }

    [Fact]
    public Task Forwarding_entries()
    {
        Bridge bridge = Red.Links.AddBridge("b0");
        Link port = VethPair.Create(Red, "p0", Red, "p1").First;
        bridge.AddPort(port);
        return ShouldBeConsistentAsync(
            Kept,
            number => bridge.ForwardingDatabase.Add(EntryOf(number, port.Index)),
            number =>
            {
                ForwardingEntry entry = EntryOf(50_000 + (number % 16), port.Index);
                bridge.ForwardingDatabase.Add(entry);
                bridge.ForwardingDatabase.Delete(entry);
            },
            () => bridge.ForwardingDatabase.List().Where(entry => entry.VlanId is null && entry.LinkIndex == port.Index).Select(entry => (object)entry.Address));
    }

    [Fact]
    public Task Vlans()
    {
        Bridge bridge = Red.Links.AddBridge("b0");
        Assert.SkipWhen(bridge.Settings.DefaultVlan is null, "The kernel has no VLAN filtering of bridges (CONFIG_BRIDGE_VLAN_FILTERING).");
        return ShouldBeConsistentAsync(
            700,
            // Not beside each other, or they would be a range.
            number => bridge.Vlans.Add(100 + (2 * number)),
            number =>
            {
                int id = number % 2 == 0 ? 5 : 4000;
                bridge.Vlans.Add(id);
                bridge.Vlans.Delete(id);
            },
            () => bridge.Vlans.List().Select(vlan => (object)vlan.FirstId));
    }

    [Fact]
    public Task Queueing_disciplines()
    {
        Link link = Red.Links.AddBridge("b0");
        try
        {
            link.Qdiscs.Add(new PrioQdisc { Handle = new TrafficHandle(1, 0), Bands = 16 });
        }
        catch (NotSupportedException)
        {
            Assert.Skip("The kernel has no prio qdiscs (CONFIG_NET_SCH_PRIO).");
        }

        return ShouldBeConsistentAsync(
            15,
            number => link.Qdiscs.Add(Band(number)),
            _ =>
            {
                link.Qdiscs.Add(Band(15));
                link.Qdiscs.Delete(Band(15).Parent);
            },
            () => link.Qdiscs.List().Select(qdisc => (object)qdisc.Handle!));
    }

    [Fact]
    public Task Rules_of_nftables()
    {
        PrepareTable();
        NftChain passing = new(s_table, "passing");
        return ShouldBeConsistentAsync(
            700,
            number => Commit(change => change.Add(new NftRule(s_chain, NftAction.Accept) { Comment = $"{number}" })),
            _ =>
            {
                Commit(change => change.Add(passing), change => change.Add(new NftRule(passing, NftAction.Accept) { Comment = "passing" }), change => change.Insert(new NftRule(s_chain, NftAction.Drop) { Comment = "passing" }));
                NftRule inserted = Red.Nftables.Read(s_table).Rules.First(rule => rule.Chain == s_chain.Name);
                Commit(change => change.Flush(passing), change => change.Delete(passing), change => change.Delete(inserted));
            },
            () => Red.Nftables.ListRules(s_table).Select(rule => (object)rule.Handle!));
    }

    [Fact]
    public Task Sets_of_nftables()
    {
        PrepareTable();
        return ShouldBeConsistentAsync(
            150,
            number => Commit(change => change.Add(new NftSet(s_table, $"kept{number}", NftDataType.Port))),
            number =>
            {
                NftSet set = new(s_table, $"passing{number % 8}", NftDataType.Port);
                Commit(change => change.Add(set));
                Commit(change => change.Delete(set));
            },
            () => Red.Nftables.ListSets(s_table).Select(set => (object)set.Name));
    }

    [Fact]
    public Task Elements_of_nftables()
    {
        PrepareTable();
        NftSet set = new(s_table, "s", NftDataType.Port);
        Commit(change => change.Add(set));
        return ShouldBeConsistentAsync(
            2000,
            number => Commit(change => change.AddElements(set, new NftSetElement(NftValue.OfPort(1 + number)))),
            number =>
            {
                NftSetElement element = new(NftValue.OfPort(60_000 + (number % 64)));
                Commit(change => change.AddElements(set, element));
                Commit(change => change.DeleteElements(set, element));
            },
            () => Red.Nftables.ListElements(set).Select(element => (object)element.Key!));
    }

    /// <summary>Adds what stays, and lists it while another thread keeps changing other objects of the kind.</summary>
    private static async Task ShouldBeConsistentAsync(int count, Action<int> add, Action<int> change, Func<IEnumerable<object>> list)
    {
        object[] before = [.. list()];
        for (int i = 0; i < count; i++)
        {
            add(i);
        }

        object[] kept = [.. list()];
        kept.Length.Should().Be(before.Length + count);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        int changes = 0;
        Task churn = Task.Factory.StartNew(
            () =>
            {
                for (; !end.IsCancellationRequested; Interlocked.Increment(ref changes))
                {
                    change(changes);
                }
            },
            Cancellation,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        (int lists, int told) = (0, 0);
        long start = Stopwatch.GetTimestamp();
        while ((Stopwatch.GetElapsedTime(start) < s_time || lists < 10 || Volatile.Read(ref changes) < 10) && !churn.IsCompleted)
        {
            try
            {
                object[] listed = [.. list()];
                lists++;
                kept.Except(listed).Should().BeEmpty("they are there all the time");
                listed.Should().OnlyHaveUniqueItems();
            }
            catch (NetlinkException e) when (e.Errno == Errno.EINTR && told < 1_000_000)
            {
                // It is told that all attempts were interrupted.
                told++;
            }
        }

        await end.CancelAsync();
        await churn;
        TestContext.Current.TestOutputHelper?.WriteLine($"{lists} lists, {told} interrupted, {changes} changes");
    }

    private static IPAddress Address(int number) => new([10, 1, (byte)(number / 250), (byte)(1 + (number % 250))]);

    private static IPAddress Passing(int number) => new([10, (byte)(number % 2 == 0 ? 0 : 2), 0, (byte)(1 + (number % 200))]);

    private static Route RouteTo(IPAddress address) => new(new IPNetwork(address, 32)) { Type = RouteType.Blackhole };

    private static RoutingRule Rule(int priority) => new(AddressFamily.InterNetwork) { Priority = priority, Table = 9 };

    private static Neighbour NeighbourOf(IPAddress address, int link) => new(address) { LinkIndex = link, LinkLayerAddress = PhysicalAddress.Parse("02-00-00-00-00-07") };

    private static ForwardingEntry EntryOf(int number, int port) => new(new PhysicalAddress([2, 0, 0, 0, (byte)(number >> 8), (byte)number])) { LinkIndex = port, State = ForwardingEntryState.Static };

    private static PfifoQdisc Band(int number) => new() { Handle = new TrafficHandle((ushort)(0x100 + number), 0), Parent = new TrafficHandle(1, (ushort)(1 + number)), Limit = 10 };

    private void PrepareTable()
    {
        NftKernel.RequireTables(Red);
        Commit(change => change.Add(s_table), change => change.Add(s_chain));
    }

    private void Commit(params Action<NftTransaction>[] changes)
    {
        using NftTransaction transaction = Red.Nftables.BeginTransaction();
        foreach (Action<NftTransaction> change in changes)
        {
            change(transaction);
        }

        transaction.Commit();
    }
}
