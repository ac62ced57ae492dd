using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Sockets;

/// <summary>Packet sockets at both ends of a veth pair.</summary>
[Collection("The kernel")]
public sealed class PacketSocketTests : KernelTest
{
    private const int EtherTypeOfTest = 0x88b5;

    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(20);

    private readonly Link _first;
    private readonly Link _second;

    public PacketSocketTests()
    {
        foreach (NetNamespace host in (NetNamespace[])[Red, Blue])
        {
            host.Sysctl["net/ipv6/conf/default/disable_ipv6"] = "1";
        }

        VethPair pair = VethPair.Create(Red, "a0", Blue, "a1").Connect();
        _first = pair.First;
        _second = pair.Second;
    }

    [Fact]
    public void A_frame_arrives_as_it_was_sent()
    {
        using PacketSocket sender = PacketSocket.Open(_first);
        using PacketSocket receiver = PacketSocket.Open(_second);
        byte[] frame = Frame(100);
        sender.Write(frame);
        sender.Flush().Should().Be(0);
        ReceiveOne(receiver, (received, arrived) =>
        {
            received.Should().Equal(frame);
            (arrived.Missing, arrived.IsOutgoing, arrived.Offload).Should().Be((0, false, default(PacketOffload)));
            arrived.Time.Should().BeWithin(s_long).Before(DateTime.UtcNow);
        });
        sender.Receive(_ => throw new InvalidOperationException("It does not receive what it sends.")).Should().Be(0);
        (sender.Statistics.Sent, receiver.Statistics.Received).Should().Be((1, 1));
    }

    [Fact]
    public void A_vlan_tag_is_where_it_is_on_the_wire()
    {
        using PacketSocket sender = PacketSocket.Open(_first);
        using PacketSocket receiver = PacketSocket.Open(_second);
        byte[] frame = Frame(100);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12), 0x8100);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(14), 0x2064);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(16), EtherTypeOfTest);
        sender.Write(frame);
        sender.Flush();
        ReceiveOne(receiver, (received, _) => received.Should().Equal(frame));
    }

    [Fact]
    public void What_the_link_sends_is_received_on_request()
    {
        using PacketSocket sender = PacketSocket.Open(_first);
        using PacketSocket listener = PacketSocket.Open(_first, new() { IncludeOutgoing = true });
        sender.Write(Frame(60));
        sender.Flush();
        ReceiveOne(listener, (_, arrived) => arrived.IsOutgoing.Should().BeTrue());
    }

    [Fact]
    public void The_missing_checksum_of_a_datagram_is_completed()
    {
        _first.AddAddress("10.0.0.1/24");
        Red.Neighbours.Add(new Neighbour(IPAddress.Parse("10.0.0.2")) { LinkIndex = _first.Index, LinkLayerAddress = _second.Info.Address, State = NeighbourState.Permanent });
        using PacketSocket receiver = PacketSocket.Open(_second);
        using Socket sender = Red.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        sender.SendTo("odd"u8.ToArray(), new IPEndPoint(IPAddress.Parse("10.0.0.2"), 9));
        ReceiveOne(receiver, (received, arrived) =>
        {
            arrived.Offload.NeedsChecksum.Should().BeTrue();
            arrived.Offload.CompleteChecksum(received).Should().Be(default(PacketOffload));
            // Pseudo header, header, data: in total all ones.
            byte[] summed = [.. received[26..34], 0, 17, .. received[38..40], .. received[34..], 0];
            uint sum = 0;
            for (int i = 0; i < summed.Length; i += 2)
            {
                sum += BinaryPrimitives.ReadUInt16BigEndian(summed.AsSpan(i));
            }

            (((sum & 0xffff) + (sum >> 16)) & 0xffff).Should().Be(0xffff);
        });
    }

    [Fact]
    public void A_frame_that_does_not_fit_lacks_its_end()
    {
        using PacketSocket sender = PacketSocket.Open(_first);
        using PacketSocket receiver = PacketSocket.Open(_second, new() { MaxFrameLength = 64 });
        sender.Write(Frame(1000));
        sender.Flush();
        ReceiveOne(receiver, (received, arrived) => (received.Length + arrived.Missing).Should().Be(1000));
    }

    [Fact]
    public void Frames_without_room_are_counted()
    {
        using PacketSocket sender = PacketSocket.Open(_first);
        using PacketSocket receiver = PacketSocket.Open(_second, new() { BufferSize = 65_536 });
        for (int i = 0; i < 200; i++)
        {
            sender.Write(Frame(60));
        }

        sender.Flush().Should().Be(0);
        SpinWait.SpinUntil(() => receiver.Statistics.Missed == 200 - 64, s_long).Should().BeTrue();
        receiver.Receive(_ => { }, 10).Should().Be(10);
        receiver.Receive(_ => { }).Should().Be(54);
    }

    [Fact]
    public void A_frame_that_the_kernel_rejects_does_not_keep_back_the_others()
    {
        using PacketSocket sender = PacketSocket.Open(_first);
        using PacketSocket receiver = PacketSocket.Open(_second);
        sender.Write(Frame(60));
        sender.Write(Frame(3000));
        sender.Write(Frame(61));
        sender.Flush().Should().Be(1);
        ReceiveOne(receiver, (received, _) => received.Should().HaveCount(60), maximum: 1);
        ReceiveOne(receiver, (received, _) => received.Should().HaveCount(61));
        (sender.Statistics.Sent, sender.Statistics.Rejected).Should().Be((2, 1));
        FluentActions.Invoking(() => sender.Write(new byte[200_000])).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void A_wait_ends_by_a_frame_by_time_and_on_request()
    {
        using PacketSocket sender = PacketSocket.Open(_first);
        using PacketSocket receiver = PacketSocket.Open(_second);
        using PacketPoller poller = new();
        poller.Add(receiver);
        PacketSocket?[] ready = new PacketSocket?[4];
        poller.Wait(ready, TimeSpan.FromTicks(1)).Should().Be(0);
        poller.Wake();
        poller.Wait(ready, Timeout.InfiniteTimeSpan).Should().Be(0);
        sender.Write(Frame(60));
        sender.Flush();
        poller.Wait(ready, Timeout.InfiniteTimeSpan).Should().Be(1);
        ready[0].Should().BeSameAs(receiver);
        receiver.Receive(_ => { });
        poller.Wait(ready, TimeSpan.Zero).Should().Be(0);
        poller.Remove(receiver);
        sender.Write(Frame(60));
        sender.Flush();
        poller.Wait(ready, TimeSpan.Zero).Should().Be(0);
    }

    [Fact]
    public void A_link_that_goes_down_and_comes_back_goes_on()
    {
        using PacketSocket sender = PacketSocket.Open(_first);
        using PacketSocket receiver = PacketSocket.Open(_second);
        using PacketPoller poller = new();
        poller.Add(receiver);
        PacketSocket?[] ready = new PacketSocket?[1];
        _second.Down();
        // The error is reported once.
        poller.Wait(ready, s_long).Should().Be(1);
        poller.Wait(ready, TimeSpan.Zero).Should().Be(0);
        _second.Up();
        sender.Write(Frame(60));
        sender.Flush();
        ReceiveOne(receiver, (received, _) => received.Should().HaveCount(60));
    }

    [Fact]
    public void A_link_that_is_gone_cannot_be_opened()
    {
        _second.Delete();
        FluentActions.Invoking(() => PacketSocket.Open(_second)).Should().Throw<LinuxException>().Which.Errno.Should().Be(Errno.ENODEV);
    }

    [Fact]
    public void A_disposed_socket_is_not_used()
    {
        PacketSocket socket = PacketSocket.Open(_first);
        socket.Dispose();
        FluentActions.Invoking(() => socket.Receive(_ => { })).Should().Throw<ObjectDisposedException>();
        socket.Write(Frame(60));
        FluentActions.Invoking(() => socket.Flush()).Should().Throw<ObjectDisposedException>();
        socket.Dispose();
    }

    [Fact]
    public void Nothing_is_allocated_for_a_frame()
    {
        using PacketSocket sender = PacketSocket.Open(_first);
        using PacketSocket receiver = PacketSocket.Open(_second);
        using PacketPoller poller = new();
        poller.Add(receiver);
        PacketSocket?[] ready = new PacketSocket?[1];
        byte[] frame = Frame(60);
        int received = 0;
        PacketFrameHandler handler = arrived => received += arrived.Bytes.Length;
        Allocations.Count(100, () =>
        {
            for (int i = 0; i < 10; i++)
            {
                sender.Write(frame);
            }

            sender.Flush();
            poller.Wait(ready, TimeSpan.FromMilliseconds(1));
            receiver.Receive(handler);
        }).Should().Be(0);
        received.Should().BePositive();
    }

    private static byte[] Frame(int length)
    {
        byte[] frame = new byte[length];
        new Random(length).NextBytes(frame);
        frame[0] = frame[6] = 2;
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12), EtherTypeOfTest);
        return frame;
    }

    private delegate void Check(byte[] received, PacketFrame frame);

    private static void ReceiveOne(PacketSocket socket, Check check, int maximum = int.MaxValue)
    {
        int count = 0;
        SpinWait.SpinUntil(() => (count = socket.Receive(frame => check(frame.Bytes.ToArray(), frame), maximum)) > 0, s_long).Should().BeTrue();
        count.Should().Be(1);
    }
}
