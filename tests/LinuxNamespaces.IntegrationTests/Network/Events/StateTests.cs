using System.Diagnostics;
using System.Net;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Netlink;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Events;

[Collection("The kernel")]
public sealed class StateTests : NetworkTest
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task State_is_that_of_the_kernel_and_follows_it()
    {
        await using NetworkState state = Red.OpenState();
        Tool.Ip(Red, "link add br0 type bridge", "addr add 10.7.0.1/24 dev br0", "link set br0 up", "rule add pref 40 lookup 40", "nexthop add id 3 blackhole", "route add 10.9.0.0/16 nhid 3");
        await EndsEqualAsync(state);
        Tool.Ip(Red, "link set a1 master br0", "link set br0 mtu 1400", "addr del 10.7.0.1/24 dev br0", "rule del pref 40", "nexthop del id 3");
        await EndsEqualAsync(state);
        Tool.Ip(Red, "link del br0", "link set a0 down", "link property add dev a1 altname another");
        await EndsEqualAsync(state);
        state.Current.FindLink("another")!.Name.Should().Be("a1");
        state.Current.FindLink(First.Index)!.Name.Should().Be("a0");
        state.Current.GetAddresses(First.Index).Select(address => address.ToString()).Should().Contain("10.0.0.1/24");
        state.Current.RebuildCount.Should().Be(0);
    }

    [Fact]
    public async Task Snapshot_does_not_change_and_a_newer_one_is_waited_for()
    {
        await using NetworkState state = Red.OpenState();
        NetworkSnapshot before = state.Current;
        Task<NetworkSnapshot> wait = state.WaitUntilAsync(now => now.FindLink("br0") is not null, Cancellation);
        wait.IsCompleted.Should().BeFalse();
        Red.Links.AddBridge("br0");
        NetworkSnapshot after = await wait.WaitAsync(s_limit, Cancellation);
        before.FindLink("br0").Should().BeNull();
        after.Version.Should().BeGreaterThan(before.Version);
        (await state.WaitForChangeAsync(before, Cancellation)).Version.Should().BeGreaterThanOrEqualTo(after.Version);
        after.Rules.Should().BeSameAs(before.Rules, "what has not changed is not copied");
    }

    [Fact]
    public async Task Waits_end_when_the_state_is_disposed_or_by_cancellation()
    {
        NetworkState state = Red.OpenState(new NetworkWatchOptions { Objects = NetworkObjects.Rules });
        state.Current.Links.Should().BeEmpty("they are not watched");
        state.Current.Rules.Should().NotBeEmpty();
        using CancellationTokenSource soon = new(TimeSpan.FromMilliseconds(50));
        Func<Task> cancelled = () => state.WaitForChangeAsync(state.Current, soon.Token);
        await cancelled.Should().ThrowAsync<OperationCanceledException>();
        Task<NetworkSnapshot> wait = state.WaitForChangeAsync(state.Current, Cancellation);
        await state.DisposeAsync();
        await state.DisposeAsync();
        Func<Task> disposed = () => wait.WaitAsync(s_limit, Cancellation);
        await disposed.Should().ThrowAsync<ObjectDisposedException>();
        Func<NetworkSnapshot> read = () => state.Current;
        read.Should().Throw<ObjectDisposedException>();
        Action peers = () => Red.OpenState(new NetworkWatchOptions { IncludePeerNamespaces = true });
        peers.Should().Throw<ArgumentException>();
    }

    [Fact]
    public async Task State_is_rebuilt_after_an_overrun_and_ends_equal()
    {
        await using NetworkState state = Red.OpenState(new NetworkWatchOptions { ReceiveBufferSize = 8192 });
        await ChangeAsync(25_000);
        await EndsEqualAsync(state);
        await state.WaitUntilAsync(now => now.RebuildCount > 0, Cancellation).WaitAsync(s_limit, Cancellation);
    }

    [Fact]
    public async Task Consumer_of_events_ends_equal_after_an_overrun_which_it_is_told_of()
    {
        EventMirror mirror = new();
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        IAsyncEnumerator<NetworkEvent> events = Red.WatchAsync(new NetworkWatchOptions { ReceiveBufferSize = 8192, IncludeExisting = true }, end.Token).GetAsyncEnumerator(Cancellation);
        (await events.MoveNextAsync()).Should().BeTrue();
        mirror.Apply(events.Current);
        await ChangeAsync(25_000);
        Red.Links.AddBridge("last");
        bool isOver = false;
        while (!isOver || !mirror.IsSynchronized)
        {
            (await events.MoveNextAsync().AsTask().WaitAsync(s_limit, Cancellation)).Should().BeTrue();
            mirror.Apply(events.Current);
            isOver |= events.Current is LinkEvent { Link.Name: "last" };
        }

        mirror.Overruns.Should().BeGreaterThan(0);
        Task<bool> next = events.MoveNextAsync().AsTask();
        while (!mirror.IsEqualTo(Red, out string difference))
        {
            (await next.WaitAsync(s_limit, Cancellation)).Should().BeTrue(difference);
            mirror.Apply(events.Current);
            next = events.MoveNextAsync().AsTask();
        }

        await end.CancelAsync();
        Func<Task> cancelled = () => next;
        await cancelled.Should().ThrowAsync<OperationCanceledException>();
        await events.DisposeAsync();
    }

    [Fact]
    public async Task Changes_while_tables_are_read_again_are_not_lost()
    {
        const int rounds = 2;
        const int routes = 5_000;
        using NetlinkConnection connection = Red.OpenNetlink(Linux.NETLINK_ROUTE);
        connection.Execute(RawRouteBatch.Create(rounds * routes)).ThrowIfFailed();
        VethPair pair = VethPair.Create(Red, "c0", Red, "c1");
        await using NetworkState state = Red.OpenState(new NetworkWatchOptions { ReceiveBufferSize = 64 << 20 });
        for (int round = 0; round < rounds; round++)
        {
            NetlinkBatch batch = new();
            for (int i = 1; i <= routes; i++)
            {
                RawRouteBatch.Add(batch, (round * routes) + i, delete: true);
            }

            // The routes are read again, which takes so long that changes fall in between.
            pair.First.Set(new() { Up = round % 2 == 0 });
            connection.Execute(batch).ThrowIfFailed();
            int left = (rounds - round - 1) * routes;
            await state.WaitUntilAsync(now => now.Routes.Count(route => route.LinkIndex == 1 && route.Table == Route.MainTable && route.Destination.PrefixLength == 32) == left, Cancellation)
                .WaitAsync(s_limit, Cancellation);
            await EndsEqualAsync(state);
        }
    }

    [Fact]
    public async Task Routes_that_the_kernel_takes_long_to_remove_go_too()
    {
        const int routes = 10_000;
        using (NetlinkConnection connection = Red.OpenNetlink(Linux.NETLINK_ROUTE))
        {
            connection.Execute(RawRouteBatch.Create(routes)).ThrowIfFailed();
        }

        await using NetworkState state = Red.OpenState();
        state.Current.Routes.Count.Should().BeGreaterThan(routes);
        Red.Loopback.Down();
        await EndsEqualAsync(state);
        state.Current.Routes.Count.Should().BeLessThan(routes);
    }

    /// <summary>LNS_CHURN_SECONDS makes it longer.</summary>
    [Fact]
    public async Task Every_snapshot_is_consistent_while_everything_changes()
    {
        TimeSpan time = TimeSpan.FromSeconds(int.TryParse(Environment.GetEnvironmentVariable("LNS_CHURN_SECONDS"), out int seconds) ? seconds : 3);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await using NetworkState state = Red.OpenState();
        Task churn = Task.Factory.StartNew(() => Churn(end.Token), Cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        long start = Stopwatch.GetTimestamp();
        NetworkSnapshot now = state.Current;
        long seen = 0;
        // A slow machine sees few snapshots in the time.
        while (Stopwatch.GetElapsedTime(start) < time || seen < 5)
        {
            NetworkSnapshot next = await state.WaitForChangeAsync(now, Cancellation).WaitAsync(s_limit, Cancellation);
            next.Version.Should().BeGreaterThan(now.Version);
            now = next;
            seen++;
            SnapshotChecks.ShouldBeConsistent(now);
        }

        await end.CancelAsync();
        await churn;
        await EndsEqualAsync(state);
    }

    private static async Task EndsEqualAsync(NetworkState state, NetNamespace netNamespace)
    {
        string difference = string.Empty;
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(s_limit);
        try
        {
            await state.WaitUntilAsync(now => SnapshotChecks.IsEqualTo(now, netNamespace, out difference), limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new InvalidOperationException($"The state has not become that of the kernel: {difference}");
        }
    }

    private Task EndsEqualAsync(NetworkState state) => EndsEqualAsync(state, Red);

    /// <summary>Adds routes, and deletes half of them.</summary>
    private Task ChangeAsync(int count) => Task.Run(() =>
    {
        using NetlinkConnection connection = Red.OpenNetlink(Linux.NETLINK_ROUTE);
        connection.Execute(RawRouteBatch.Create(count)).ThrowIfFailed();
        connection.Execute(RawRouteBatch.Create(count, delete: true)).ThrowIfFailed();
        connection.Execute(RawRouteBatch.Create(count / 10)).ThrowIfFailed();
    });

    private void Churn(CancellationToken end)
    {
        for (int i = 0; !end.IsCancellationRequested; i++)
        {
            VethPair pair = VethPair.Create(Red, "c0", Red, "c1");
            pair.First.Up();
            pair.Second.Up();
            pair.First.AddAddress("10.20.0.1/24");
            Red.Routes.Add(IPNetwork.Parse("10.21.0.0/16"), IPAddress.Parse("10.20.0.2"));
            Red.Rules.Add(new RoutingRule(System.Net.Sockets.AddressFamily.InterNetwork) { Priority = 60, Table = 9 });
            Red.Neighbours.Add(new Neighbour(IPAddress.Parse("10.20.0.3")) { LinkIndex = pair.First.Index, LinkLayerAddress = System.Net.NetworkInformation.PhysicalAddress.Parse("02-00-00-00-00-03") });
            pair.First.SetMtu(1300 + (i % 100));
            Red.Rules.Flush(new RoutingRuleFilter { Priority = 60 });
            if (i % 2 == 0)
            {
                pair.First.Down();
            }

            pair.First.Delete();
        }
    }
}
