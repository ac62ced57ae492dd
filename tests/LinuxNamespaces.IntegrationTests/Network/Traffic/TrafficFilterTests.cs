using System.Net;
using System.Net.Sockets;
using CsCheck;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Traffic;

[Collection("The kernel")]
public sealed class TrafficFilterTests : TrafficTest
{
    private const int Rounds = 10;

    // Classic BPF: return -1.
    private static readonly byte[] s_selectAll = [6, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF];

    private static readonly Gen<U32Key[]> s_keys = Gen.Select(Gen.Int[-3, 60], Gen.UInt, Gen.UInt[1, uint.MaxValue]).Select((word, value, mask) => new U32Key(word * 4, value, mask)).Array[0, 8];

    private static readonly Dictionary<string, TrafficFilter> s_kinds = new TrafficFilter[]
    {
        new U32Filter(), new BpfFilter(s_selectAll), new MatchallFilter(), new FlowerFilter(), new FwFilter { Handle = 1 },
        new U32Filter { Chain = 1, Actions = [new PoliceAction(8000, 5000)] }, new U32Filter { Chain = 2, Actions = [new GactAction(TrafficVerdict.Pass)] },
    }.ToDictionary(filter => filter.Actions.Count == 0 ? filter.TrafficKind.Name : filter.Actions[0].TrafficKind.Name);

    public TrafficFilterTests()
    {
        First.Qdiscs.Add(new ClsactQdisc());
        Second.Qdiscs.Add(new ClsactQdisc());
    }

    [Fact]
    public void U32_reads_back_as_it_was_written() => Gen.Select(s_keys, Gen.Int[1, 65535], Gen.Bool, Gen.Int[0, 1000], Gen.Bool).Sample(
        (keys, priority, v6, chain, mirror) =>
        {
            U32Filter filter = new()
            {
                Parent = TrafficHandle.ClsactEgress,
                Protocol = v6 ? EtherType.IPv6 : EtherType.All,
                Priority = priority,
                Chain = chain,
                Keys = keys.Length == 1 && keys[0].Mask == 0 ? [] : keys,
                Target = new TrafficHandle(1, 0x10),
                Actions = mirror ? [new MirredAction(First, MirredMode.EgressMirror), new MirredAction(First, MirredMode.IngressRedirect)] : [],
            };
            TrafficFilter added = First.Filters.Add(filter);
            added.Handle.Should().NotBeNull();
            Plain(added).Should().Be(Plain(filter));
            First.Filters.List(TrafficHandle.ClsactEgress).Should().ContainSingle().Which.Should().Be(added);
            First.Filters.List(TrafficHandle.ClsactIngress).Should().BeEmpty();
            First.Filters.Delete(added);
            First.Filters.List().Should().BeEmpty();
        },
        iter: Rounds,
        threads: 1);

    [Theory]
    [InlineData("u32", "protocol ip prio 5 u32 match ip dst 10.1.0.0/16 match ip protocol 17 0xff flowid 1:10")]
    [InlineData("u32", "protocol ipv6 prio 5 u32 match ip6 src 2001:db8::/40 flowid 1:10")]
    [InlineData("u32", "protocol all chain 7 u32 match u32 0 0 action mirred egress redirect dev lo")]
    [InlineData("u32", "protocol all u32 match u32 0 0 action mirred ingress mirror dev lo pipe action mirred egress mirror dev lo")]
    [InlineData("bpf", "protocol all prio 3 bpf bytecode 1,6_0_0_4294967295, flowid 1:10")]
    [InlineData("matchall", "protocol all prio 3 matchall action mirred egress redirect dev lo")]
    [InlineData("matchall", "protocol all prio 3 matchall flowid 1:10")]
    [InlineData("fw", "protocol all prio 3 handle 5 fw flowid 1:10")]
    [InlineData("fw", "protocol all prio 3 handle 0x5/0xff fw flowid 1:10")]
    [InlineData("flower", "protocol ip prio 3 flower ip_proto tcp src_ip 10.0.0.0/9 dst_ip 192.0.2.7 dst_port 80 src_port 1024 flowid 1:10")]
    [InlineData("flower", "protocol ipv6 prio 3 flower ip_proto udp src_ip 2001:db8::/33 dst_port 53 flowid 1:10")]
    [InlineData("flower", "protocol 802.1q prio 3 flower vlan_id 100 vlan_prio 3 flowid 1:10")]
    [InlineData("flower", "protocol all prio 3 flower dst_mac 02:00:00:00:00:01 src_mac 02:00:00:00:00:02 flowid 1:10")]
    [InlineData("gact", "protocol all u32 match u32 0 0 action drop")]
    [InlineData("gact", "protocol all u32 match u32 0 0 action pass")]
    [InlineData("police", "protocol all u32 match u32 0 0 action police rate 1mbit burst 20000 conform-exceed drop/pipe")]
    [InlineData("police", "protocol all u32 match u32 0 0 action police rate 40gbit burst 1mb mtu 9000 drop")]
    public void What_tc_makes_is_read_and_written_again(string needed, string command)
    {
        RequireFilter(s_kinds[needed]);
        string[] words = [.. $"filter add dev a0 ingress {command}".Split(' ').Select(word => word.Replace('_', word.StartsWith("1,6", StringComparison.Ordinal) ? ' ' : '_'))];
        Tool.RunIn(Red, ["tc", .. words]);
        TrafficFilter read = First.Filters.List(TrafficHandle.ClsactIngress).Should().ContainSingle().Subject;
        read.GetType().Name.Should().NotStartWith("Raw");
        // The other link has an index of its own in the other namespace, and actions have numbers.
        TrafficFilter written = Second.Filters.Add(Plain(read) with { Handle = read is FwFilter ? read.Handle : null });
        Plain(written).Should().Be(Plain(read));
        TrafficOracle.ShouldBeAlike(Show(Blue, "b0"), Show(Red, "a0"));
        First.Filters.Delete(read);
        First.Filters.List(TrafficHandle.ClsactIngress).Should().BeEmpty();
    }

    [Fact]
    public void Kinds_have_the_addresses_of_a_network()
    {
        First.Filters.Add(new U32Filter { Parent = TrafficHandle.ClsactEgress, Priority = 11, Protocol = EtherType.IPv4, Keys = [.. U32Key.FromSource(IPNetwork.Parse("10.1.0.0/16")), U32Key.FromProtocol(AddressFamily.InterNetwork, ProtocolType.Udp)] });
        Tc(Red, "filter add dev a0 ingress protocol ip prio 1 u32 match ip src 10.1.0.0/16 match ip protocol 17 0xff");
        First.Filters.Add(new U32Filter { Parent = TrafficHandle.ClsactEgress, Priority = 12, Protocol = EtherType.IPv6, Keys = [.. U32Key.FromDestination(IPNetwork.Parse("2001:db8::/40")), U32Key.FromProtocol(AddressFamily.InterNetworkV6, ProtocolType.Tcp)] });
        Tc(Red, "filter add dev a0 ingress protocol ipv6 prio 2 u32 match ip6 dst 2001:db8::/40 match ip6 protocol 6 0xff");
        U32Filter[] theirs = [.. First.Filters.List(TrafficHandle.ClsactIngress).Cast<U32Filter>()];
        U32Filter[] ours = [.. First.Filters.List(TrafficHandle.ClsactEgress).Cast<U32Filter>()];
        ours.Should().HaveCount(2);
        ours.Select(filter => string.Join(' ', filter.Keys.OrderBy(key => key.Offset))).Should().Equal(theirs.Select(filter => string.Join(' ', filter.Keys.OrderBy(key => key.Offset))));
    }

    [Fact]
    public void Filters_are_changed_replaced_and_deleted_by_their_priority()
    {
        U32Filter filter = new() { Parent = TrafficHandle.ClsactIngress, Priority = 7, Target = new TrafficHandle(1, 1) };
        U32Filter added = (U32Filter)First.Filters.Add(filter);
        First.Filters.Add(filter);
        First.Filters.Change(added with { Target = new TrafficHandle(1, 2) });
        First.Filters.List<U32Filter>().Should().Contain(other => other.Target == new TrafficHandle(1, 2) && other.Handle == added.Handle);
        First.Filters.Replace(added with { Target = new TrafficHandle(1, 3) });
        First.Filters.List().Should().HaveCount(2).And.Contain(other => other.Target == new TrafficHandle(1, 3));
        First.Filters.Delete(filter);
        First.Filters.List().Should().BeEmpty();
        FluentActions.Invoking(() => First.Filters.Delete(filter)).Should().Throw<NetlinkException>();
    }

    [Fact]
    public void Filters_of_the_qdisc_ingress_are_listed_once()
    {
        First.Qdiscs.Delete(TrafficHandle.Ingress);
        First.Qdiscs.Add(new IngressQdisc()).Should().BeOfType<IngressQdisc>();
        Tc(Red, "filter add dev a0 ingress protocol all prio 3 u32 match u32 0 0 flowid 1:1");
        First.Filters.List().Should().ContainSingle().Which.Parent.Should().Be(TrafficHandle.ClsactIngress);
    }

    [Fact]
    public void What_the_kernel_lacks_is_named()
    {
        FluentActions.Invoking(() => First.Filters.Add(new RawTrafficFilter("nosuchkind") { Parent = TrafficHandle.ClsactIngress })).Should().Throw<NotSupportedException>().WithMessage("*nosuchkind*");
        FluentActions.Invoking(() => First.Filters.Add(new U32Filter { Parent = TrafficHandle.ClsactIngress, Actions = [new RawTrafficAction("nosuchaction")] }))
            .Should().Throw<NotSupportedException>().WithMessage("*nosuchaction*");
        foreach ((string kind, TrafficFilter filter) in s_kinds)
        {
            try
            {
                First.Filters.Delete(First.Filters.Add(filter with { Parent = TrafficHandle.ClsactEgress }));
            }
            catch (NotSupportedException e)
            {
                e.Message.Should().MatchRegex($"CONFIG_NET_(CLS|ACT)_{kind.ToUpperInvariant()}");
            }
        }
    }

    [Fact]
    public async Task Program_decides_about_packets()
    {
        BpfFilter filter;
        using (Microsoft.Win32.SafeHandles.SafeFileHandle program = BpfProgram.Returning((int)TrafficVerdict.Drop))
        {
            filter = (BpfFilter)Second.Filters.Add(new BpfFilter(program, "drop all") { Parent = TrafficHandle.ClsactIngress, DirectAction = true });
            FluentActions.Invoking(() => Second.Filters.Add(filter)).Should().Throw<ArgumentException>("a program that was read has no descriptor");
        }

        filter.ProgramId.Should().BePositive();
        (filter.Name, filter.DirectAction, filter.Code).Should().Be(("drop all", true, null));
        Tool.RunIn(Blue, "tc", "filter", "show", "dev", "b0", "ingress").Should().Contain("drop all").And.Contain("direct-action");
        (await Red.PingAsync(IPAddress.Parse("10.0.0.2"), new EchoOptions { Timeout = TimeSpan.FromMilliseconds(300) }, TestContext.Current.CancellationToken)).Succeeded.Should().BeFalse();
        Second.Filters.Delete(filter);
        (await Red.PingAsync(IPAddress.Parse("10.0.0.2"), new EchoOptions { Timeout = TimeSpan.FromSeconds(30) }, TestContext.Current.CancellationToken)).Succeeded.Should().BeTrue();
    }

    [Fact]
    public async Task Copies_arrive_and_are_counted()
    {
        VethPair other = VethPair.Create(Red, "c0", Blue, "c1").Connect();
        MirredAction mirror = new(other.First, MirredMode.EgressMirror);
        First.Filters.Add(new U32Filter { Parent = TrafficHandle.ClsactEgress, Protocol = EtherType.IPv4, Keys = [U32Key.FromProtocol(AddressFamily.InterNetwork, ProtocolType.Icmp)], Actions = [mirror] });
        ulong before = other.Second.GetStatistics().ReceivedPackets;
        (await Red.PingAsync(IPAddress.Parse("10.0.0.2"), new EchoOptions { Timeout = TimeSpan.FromSeconds(30) }, TestContext.Current.CancellationToken)).Succeeded.Should().BeTrue();
        TrafficStatistics counted = First.Filters.List<U32Filter>().Single().Actions[0].Statistics!;
        counted.Packets.Should().BePositive();
        counted.Bytes.Should().BeGreaterThan(counted.Packets * 20);
        other.Second.GetStatistics().ReceivedPackets.Should().BeGreaterThanOrEqualTo(before + counted.Packets);
    }

    [Fact]
    public async Task What_is_dropped_does_not_arrive()
    {
        RequireFilter(s_kinds["gact"]);
        Second.Filters.Add(new U32Filter { Parent = TrafficHandle.ClsactIngress, Protocol = EtherType.IPv4, Keys = [U32Key.FromProtocol(AddressFamily.InterNetwork, ProtocolType.Icmp)], Actions = [new GactAction(TrafficVerdict.Drop)] });
        (await Red.PingAsync(IPAddress.Parse("10.0.0.2"), new EchoOptions { Timeout = TimeSpan.FromMilliseconds(300) }, TestContext.Current.CancellationToken)).Succeeded.Should().BeFalse();
        Second.Filters.List<U32Filter>().Single().Actions[0].Statistics!.Drops.Should().BePositive();
    }

    private static System.Text.Json.JsonElement Show(NetNamespace netNamespace, string link)
    {
        System.Text.Json.JsonElement filter = Tool.Json(netNamespace, "tc", "-j", "-d", "filter", "show", "dev", link, "ingress").Last();
        return filter.GetProperty("options");
    }

    // What the kernel chooses.
    private static TrafficFilter Plain(TrafficFilter filter) => filter with
    {
        Handle = filter is FwFilter ? filter.Handle : null,
        Actions = [.. filter.Actions.Select(action => action with { Index = null })],
    };
}
