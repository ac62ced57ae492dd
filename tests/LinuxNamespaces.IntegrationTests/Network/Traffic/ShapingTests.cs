using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Traffic;

[Collection("The kernel")]
public sealed class ShapingTests : TrafficTest
{
    private static readonly EchoOptions s_patient = new() { Timeout = TimeSpan.FromSeconds(30) };
    private static readonly EchoOptions s_impatient = new() { Timeout = TimeSpan.FromMilliseconds(300) };

    [Fact]
    public void Rate_is_limited_in_both_directions_and_the_limit_leaves_nothing()
    {
        string[] before = Everything();
        First.LimitRate(egress: 8_000_000, ingress: 4_000_000);
        TbfQdisc sent = First.Qdiscs.List<TbfQdisc>().Single();
        sent.Rate.Should().Be(8_000_000);
        sent.Parent.Should().Be(TrafficHandle.Root);
        Link relay = Red.Links.Get($"ifb-{First.Index}");
        relay.IsUp.Should().BeTrue();
        relay.Qdiscs.List<TbfQdisc>().Single().Rate.Should().Be(4_000_000);
        TcOptions(Red, "a0", "tbf").GetProperty("rate").GetInt64().Should().Be(1_000_000);
        Tool.RunIn(Red, "tc", "filter", "show", "dev", "a0", "ingress").Should().Contain($"to device {relay.Name}");

        // The same once more changes nothing.
        string[] limited = Everything();
        First.LimitRate(egress: 8_000_000, ingress: 4_000_000);
        Everything().Should().Equal(limited);

        First.LimitRate(egress: null, ingress: 2_000_000);
        First.Qdiscs.List<TbfQdisc>().Should().BeEmpty();
        Red.Links.Get(relay.Name).Index.Should().Be(relay.Index);
        relay.Qdiscs.List<TbfQdisc>().Single().Rate.Should().Be(2_000_000);

        First.ClearRateLimit().ClearRateLimit();
        Everything().Should().Equal(before);
    }

    [Fact]
    public async Task What_is_received_passes_the_limit_and_arrives()
    {
        First.LimitRate(egress: 8_000_000, ingress: 8_000_000);
        (await Red.PingAsync(IPAddress.Parse("10.0.0.2"), s_patient, TestContext.Current.CancellationToken)).Succeeded.Should().BeTrue();
        First.Qdiscs.List<TbfQdisc>().Single().Statistics!.Packets.Should().BePositive();
        Red.Links.Get($"ifb-{First.Index}").Qdiscs.List<TbfQdisc>().Single().Statistics!.Packets.Should().BePositive();
    }

    [Fact]
    public void What_exceeds_the_rate_is_held_back()
    {
        First.LimitRate(egress: 80_000, ingress: null);
        using Socket socket = Red.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        IPEndPoint target = new(IPAddress.Parse("10.0.0.2"), 9);
        byte[] packet = new byte[1400];
        // 700 kB, of which 16 kB can be sent at once and 10 kB in a second.
        for (int i = 0; i < 500; i++)
        {
            socket.SendTo(packet, target);
        }

        TrafficStatistics statistics = First.Qdiscs.List<TbfQdisc>().Single().Statistics!;
        statistics.Overlimits.Should().BePositive();
        statistics.Drops.Should().BeGreaterThan(100);
    }

    [Fact]
    public void Qdisc_of_the_user_is_not_replaced()
    {
        Qdisc qdisc = First.Qdiscs.Add(new PfifoQdisc { Limit = 5, Handle = new TrafficHandle(5, 0) });
        FluentActions.Invoking(() => First.LimitRate(8_000_000, null)).Should().Throw<InvalidOperationException>().WithMessage("*pfifo 5:*");
        FluentActions.Invoking(() => First.Impair(new LinkImpairment { Loss = 0.1 })).Should().Throw<InvalidOperationException>().WithMessage("*pfifo 5:*");
        First.ClearImpairment().ClearRateLimit();
        First.Qdiscs.List().Should().ContainSingle().Which.Should().Be(qdisc);
        Red.Links.Add($"ifb-{First.Index}", new IfbOptions());
        FluentActions.Invoking(() => First.LimitRate(null, 8_000_000)).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void Filters_of_the_user_stay()
    {
        Qdisc place = First.Qdiscs.Add(new ClsactQdisc());
        TrafficFilter filter = First.Filters.Add(new U32Filter { Parent = TrafficHandle.ClsactEgress, Priority = 5 });
        First.LimitRate(null, 8_000_000);
        First.ClearRateLimit();
        First.Qdiscs.Find(TrafficHandle.Ingress).Should().Be(place);
        First.Filters.List().Should().Equal(filter);
    }

    [Fact]
    public void Impairment_needs_netem_and_says_so()
    {
        try
        {
            First.Impair(new LinkImpairment { Loss = 0.5 });
            First.ClearImpairment();
        }
        catch (NotSupportedException e)
        {
            e.Message.Should().Contain("CONFIG_NET_SCH_NETEM");
        }

        First.Qdiscs.Find(TrafficHandle.Root)!.Handle.Should().BeNull();
    }

    [Fact]
    public void Impairment_is_changed_in_place_and_leaves_nothing()
    {
        RequireQdisc(new NetemQdisc());
        string[] before = Everything();
        LinkImpairment impairment = new() { Delay = TimeSpan.FromMilliseconds(20), Jitter = TimeSpan.FromMilliseconds(5), Distribution = NetemDistribution.Normal, Loss = 0.1, Duplicate = 0.2, Corrupt = 0.3, Reorder = 0.4, Rate = 8_000_000, Seed = 7 };
        First.Impair(impairment);
        NetemQdisc netem = First.Qdiscs.List<NetemQdisc>().Single();
        netem.Delay.Should().Be(TimeSpan.FromMilliseconds(20));
        string[] impaired = Everything();
        First.Impair(impairment);
        Everything().Should().Equal(impaired);

        First.LimitRate(80_000_000, null);
        First.Qdiscs.List<TbfQdisc>().Single().Parent.Should().NotBe(TrafficHandle.Root);
        First.Impair(new LinkImpairment { Loss = 0.5 });
        NetemQdisc changed = First.Qdiscs.List<NetemQdisc>().Single();
        changed.Delay.Should().Be(TimeSpan.Zero);
        changed.Corrupt.Should().Be(0);
        changed.Handle.Should().Be(netem.Handle);
        First.Qdiscs.List<TbfQdisc>().Should().ContainSingle();

        First.ClearImpairment();
        First.Qdiscs.List<TbfQdisc>().Single().Parent.Should().Be(TrafficHandle.Root);
        First.Impair(impairment).ClearRateLimit().ClearImpairment().ClearImpairment();
        Everything().Should().Equal(before);
    }

    [Fact]
    public async Task What_is_lost_does_not_arrive()
    {
        RequireQdisc(new NetemQdisc());
        First.Impair(new LinkImpairment { Loss = 1 });
        (await Red.PingAsync(IPAddress.Parse("10.0.0.2"), s_impatient, TestContext.Current.CancellationToken)).Succeeded.Should().BeFalse();
        First.Qdiscs.List<NetemQdisc>().Single().Statistics!.Drops.Should().BePositive();
        First.Impair(new LinkImpairment { Loss = 0 });
        (await Red.PingAsync(IPAddress.Parse("10.0.0.2"), s_patient, TestContext.Current.CancellationToken)).Succeeded.Should().BeTrue();
    }

    [Fact]
    public async Task Delay_is_a_lower_bound()
    {
        RequireQdisc(new NetemQdisc());
        First.Impair(new LinkImpairment { Delay = TimeSpan.FromMilliseconds(200) });
        Stopwatch watch = Stopwatch.StartNew();
        (await Red.PingAsync(IPAddress.Parse("10.0.0.2"), s_patient, TestContext.Current.CancellationToken)).Succeeded.Should().BeTrue();
        watch.Elapsed.Should().BeGreaterThan(TimeSpan.FromMilliseconds(199));
    }

    [Fact]
    public void Packets_that_wait_survive_a_change()
    {
        RequireQdisc(new NetemQdisc());
        First.Impair(new LinkImpairment { Delay = TimeSpan.FromSeconds(60) });
        using Socket socket = Red.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        Tool.Ip(Red, $"neigh replace 10.0.0.2 lladdr {string.Join(':', Second.Info.Address!.GetAddressBytes().Select(part => part.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)))} dev a0");
        socket.SendTo(new byte[100], new IPEndPoint(IPAddress.Parse("10.0.0.2"), 9));
        First.Qdiscs.List<NetemQdisc>().Single().Statistics!.QueueLength.Should().BePositive();
        First.Impair(new LinkImpairment { Delay = TimeSpan.FromSeconds(50), Loss = 0.1 });
        First.Qdiscs.List<NetemQdisc>().Single().Statistics!.QueueLength.Should().BePositive();
    }

    /// <summary>All qdiscs, filters and links of the namespace, without what is counted.</summary>
    private string[] Everything() =>
    [
        .. Tool.RunIn(Red, "tc", "qdisc", "show").Split('\n'),
        .. Red.Links.Select(link => link.Name),
        .. First.Filters.List().Select(filter => filter with { Actions = [.. filter.Actions.Select(action => action with { Index = null })] }).Select(filter => $"{filter} {filter.Handle} {filter.Actions.Count}"),
    ];
}
