using System.Net;
using System.Net.Sockets;
using System.Text;
using CsCheck;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Traffic;

[Collection("The kernel")]
public sealed class TrafficActionTests : TrafficTest
{
    private const int Rounds = 10;

    private static readonly Dictionary<string, TrafficAction> s_kinds = new TrafficAction[]
    {
        new SkbeditAction { Mark = 1 }, VlanAction.Pop(), new PeditAction(PeditField.IPv4TimeToLive.Set(64)), new GactAction(TrafficVerdict.Pass),
    }.ToDictionary(action => action.TrafficKind.Name);

    private static readonly Gen<SkbeditAction> s_skbedit = Gen.Select(Gen.UInt[1, uint.MaxValue], Gen.UInt, Gen.UInt[1, uint.MaxValue - 1], Gen.Int[0, 63])
        // A queue is for what is sent; the filter is one of what is received.
        .Select((priority, mark, mask, parts) => new SkbeditAction
        {
            Priority = (parts & 1) == 0 ? null : new TrafficHandle((int)(priority >> 16), (int)(priority & 0xFFFF)), Mark = mark, MarkMask = (parts & 4) == 0 ? null : mask,
            PacketType = (parts & 8) == 0 ? null : (SkbeditPacketType)(parts >> 4), InheritDsField = (parts & 16) != 0,
        });

    private static readonly Gen<VlanAction> s_vlan = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 4095], Gen.Bool, Gen.Int[-1, 7]).Select((kind, id, outer, priority) => kind switch
    {
        0 => VlanAction.Pop(),
        1 => VlanAction.Push(id, outer ? VlanProtocol.Ieee8021AD : VlanProtocol.Ieee8021Q, Math.Max(0, priority)),
        2 => VlanAction.Modify(id, outer ? VlanProtocol.Ieee8021AD : VlanProtocol.Ieee8021Q, priority < 0 ? null : priority),
        _ => VlanAction.PopEthernet(),
    });

    private static readonly Gen<PeditAction> s_pedit = Gen.Select(Gen.Enum<PeditHeader>(), Gen.Int[0, 8], Gen.UInt, Gen.UInt[1, uint.MaxValue], Gen.Bool)
        .Select((header, word, value, mask, adds) => new PeditKey(header, word * 4, value, mask) { Adds = adds }).Array[1, 5].Select(keys => new PeditAction(keys));

    public TrafficActionTests()
    {
        First.Qdiscs.Add(new ClsactQdisc());
        Second.Qdiscs.Add(new ClsactQdisc());
    }

    [Fact]
    public void Skbedit_reads_back_as_it_was_written() => RoundTrip("skbedit", s_skbedit);

    [Fact]
    public void Vlan_reads_back_as_it_was_written() => RoundTrip("vlan", s_vlan);

    [Fact]
    public void Pedit_reads_back_as_it_was_written() => RoundTrip("pedit", s_pedit);

    [Theory]
    [InlineData("skbedit", "skbedit priority 1:10 mark 5/0xff ptype host")]
    [InlineData("skbedit", "skbedit priority 6 mark 7 inheritdsfield")]
    [InlineData("vlan", "vlan push id 100 protocol 802.1ad priority 3")]
    [InlineData("vlan", "vlan push id 100")]
    [InlineData("vlan", "vlan pop")]
    [InlineData("vlan", "vlan modify id 7 priority 2")]
    [InlineData("vlan", "vlan push_eth dst_mac 02:00:00:00:00:01 src_mac 02:00:00:00:00:02")]
    [InlineData("pedit", "pedit ex munge ip ttl set 5 munge ip src set 10.1.2.3 munge ip dst set 10.9.8.7 munge tcp dport set 80 munge udp sport set 53")]
    [InlineData("pedit", "pedit ex munge eth src set 02:00:00:00:00:01 munge ip ttl add 1 pipe")]
    [InlineData("pedit", "pedit ex munge tcp sport add 1 munge udp dport add 65535 munge ip6 flow_lbl set 5")]
    [InlineData("pedit", "pedit munge offset 0 u32 set 0x01020304 retain 0xff00ff00")]
    [InlineData("gact", "goto chain 5")]
    public void What_tc_makes_is_read_and_written_again(string needed, string command)
    {
        Require(needed);
        Tc(Red, $"filter add dev a0 ingress protocol ip prio 3 u32 match u32 0 0 action {command}");
        TrafficFilter read = First.Filters.List(TrafficHandle.ClsactIngress).Should().ContainSingle().Subject;
        read.Actions.Should().ContainSingle().Which.Should().BeOfType(s_kinds[needed].GetType());
        TrafficFilter written = Second.Filters.Add(Plain(read));
        Plain(written).Should().Be(Plain(read));
        TrafficOracle.ShouldBeAlike(Show(Blue, "b0"), Show(Red, "a0"));
    }

    [Fact]
    public async Task Packets_go_to_another_chain()
    {
        MirredAction mirror = new(First, MirredMode.EgressMirror);
        First.Filters.Add(new U32Filter { Parent = TrafficHandle.ClsactIngress, Protocol = EtherType.IPv4, Chain = 5, Priority = 7, Actions = [mirror with { Verdict = TrafficVerdict.Pass }] });
        TrafficFilter way = First.Filters.Add(new U32Filter { Parent = TrafficHandle.ClsactIngress, Protocol = EtherType.IPv4, Priority = 8, Actions = [mirror with { Verdict = TrafficVerdicts.GotoChain(5) }] });
        way.Actions[0].Verdict.GetChain().Should().Be(5);
        Tool.RunIn(Red, "tc", "filter", "show", "dev", "a0", "ingress", "chain", "0").Should().Contain("goto chain 5");
        (await Red.PingAsync(IPAddress.Parse("10.0.0.2"), new EchoOptions { Timeout = TimeSpan.FromSeconds(30) }, TestContext.Current.CancellationToken)).Succeeded.Should().BeTrue();
        First.Filters.List(TrafficHandle.ClsactIngress).Should().HaveCount(2).And.OnlyContain(filter => filter.Actions[0].Statistics!.Packets > 0);
    }

    [Fact]
    public async Task What_is_changed_arrives_so()
    {
        Require("pedit");
        Require("skbedit");
        using Socket receiver = Blue.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        receiver.Bind(new IPEndPoint(IPAddress.Any, 0));
        int port = ((IPEndPoint)receiver.LocalEndPoint!).Port;
        using Socket sender = Red.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        // Without a checksum, as the action does not correct it.
        sender.SetRawSocketOption(1, 11, BitConverter.GetBytes(1));
        Second.Filters.Add(new U32Filter
        {
            Parent = TrafficHandle.ClsactIngress, Protocol = EtherType.IPv4, Keys = [U32Key.FromProtocol(AddressFamily.InterNetwork, ProtocolType.Udp)],
            Actions = [new SkbeditAction { Mark = 7 }, new PeditAction(PeditField.UdpDestinationPort.Set(port)) { Verdict = TrafficVerdict.Pass }],
        });
        await sender.SendToAsync(Encoding.ASCII.GetBytes("hello"), new IPEndPoint(IPAddress.Parse("10.0.0.2"), port ^ 1), TestContext.Current.CancellationToken);
        byte[] buffer = new byte[100];
        int count = await receiver.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
        Encoding.ASCII.GetString(buffer, 0, count).Should().Be("hello");
    }

    [Theory]
    // Within a byte, and with a carry: the bytes of a port are added as those of a number with the low byte first.
    [InlineData(0x4F00, 0x0100, 0x5000, 0x5000)]
    [InlineData(0x50FF, 1, 0x5000, 0x5100)]
    [InlineData(0xFF04, 0x5100, 0x5005, 0x5004)]
    [InlineData(0x5005, -5, 0x5000, 0x5000)]
    [InlineData(0x5205, -0x0205, 0x5000, 0x5000)]
    [InlineData(0x5100, -1, 0x51FF, 0x50FF)]
    public async Task What_is_added_arrives_as_the_kernel_adds(int port, int summand, int onLittleEndian, int onBigEndian)
    {
        Require("pedit");
        int sum = BitConverter.IsLittleEndian ? onLittleEndian : onBigEndian;
        using Socket receiver = Blue.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        receiver.Bind(new IPEndPoint(IPAddress.Any, sum));
        using Socket sender = Red.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        sender.SetRawSocketOption(1, 11, BitConverter.GetBytes(1));
        Second.Filters.Add(new U32Filter
        {
            Parent = TrafficHandle.ClsactIngress, Protocol = EtherType.IPv4, Keys = [U32Key.FromProtocol(AddressFamily.InterNetwork, ProtocolType.Udp)],
            Actions = [new PeditAction(PeditField.UdpDestinationPort.Add(summand)) { Verdict = TrafficVerdict.Pass }],
        });
        await sender.SendToAsync(Encoding.ASCII.GetBytes("hello"), new IPEndPoint(IPAddress.Parse("10.0.0.2"), port), TestContext.Current.CancellationToken);
        byte[] buffer = new byte[100];
        int count = await receiver.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
        Encoding.ASCII.GetString(buffer, 0, count).Should().Be("hello");
    }

    private static System.Text.Json.JsonElement Show(NetNamespace netNamespace, string link) =>
        Tool.Json(netNamespace, "tc", "-j", "-d", "filter", "show", "dev", link, "ingress").Last().GetProperty("options");

    // What the kernel chooses.
    private static TrafficFilter Plain(TrafficFilter filter) => filter with { Handle = null, Actions = [.. filter.Actions.Select(action => action with { Index = null })] };

    private void Require(string kind) => RequireFilter(new U32Filter { Chain = kind == "gact" ? 3 : 0, Actions = [s_kinds[kind]] });

    private void RoundTrip<T>(string kind, Gen<T> actions)
        where T : TrafficAction
    {
        Require(kind);
        InstalledPrograms.Require("tc");
        actions.Sample(
            action =>
            {
                TrafficFilter filter = new U32Filter { Parent = TrafficHandle.ClsactIngress, Priority = 3, Actions = [action] };
                TrafficFilter added = First.Filters.Add(filter);
                Plain(added).Should().Be(Plain(filter));
                First.Filters.List(TrafficHandle.ClsactIngress).Should().ContainSingle().Which.Should().Be(added);
                Tool.RunIn(Red, "tc", "-d", "filter", "show", "dev", "a0", "ingress").Should().Contain(kind);
                First.Filters.Delete(added);
            },
            iter: Rounds,
            threads: 1);
    }
}
