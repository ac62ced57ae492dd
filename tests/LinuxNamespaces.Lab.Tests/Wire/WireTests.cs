using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Lab.Tests;

/// <summary>A wire between two hosts, with real sockets.</summary>
[Collection("The kernel")]
public sealed class WireTests : WireTest
{
    [Fact]
    public async Task A_stream_arrives_whole_in_both_directions()
    {
        Wire wire = CreateWire();
        using Socket listener = Blue.CreateBoundListenSocket(new IPEndPoint(BlueAddress, 80));
        listener.Listen();
        using Socket client = Red.CreateSocket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Task<Socket> accepting = listener.AcceptAsync(Cancellation).AsTask();
        await client.ConnectAsync(new IPEndPoint(BlueAddress, 80), Cancellation);
        using Socket server = await accepting;
        byte[] data = RandomNumberGenerator.GetBytes(3_000_000);
        await Task.WhenAll(TransferAsync(client, server, data), TransferAsync(server, client, data));
        // Frames of the size of the MTU, and no longer ones of segmentation offload.
        wire.GetStatistics(WireDirection.Forward).Should().Match<WireStatistics>(all => all.DroppedBy(WireDrop.Truncated) == 0 && all.Frames > data.Length / 1500);
        wire.Failure.Should().BeNull();
    }

    private static async Task TransferAsync(Socket from, Socket to, byte[] data)
    {
        Task sending = Task.Run(
            async () =>
            {
                for (int sent = 0; sent < data.Length;)
                {
                    sent += await from.SendAsync(data.AsMemory(sent), Cancellation);
                }
            },
            Cancellation);
        byte[] received = new byte[data.Length];
        for (int length = 0; length < received.Length;)
        {
            int read = await to.ReceiveAsync(received.AsMemory(length), Cancellation);
            read.Should().BePositive();
            length += read;
        }

        await sending;
        received.AsSpan().SequenceEqual(data).Should().BeTrue();
    }

    [Fact]
    public void Neighbours_find_each_other()
    {
        Wire wire = Own(Wire.Create(Red, "eth0", Blue, "eth0"));
        wire.First.AddAddress("10.0.0.1/24").Up();
        wire.Second.AddAddress("10.0.0.2/24").Up();
        Socket receiver = Datagram(Blue, BlueAddress);
        int asked = 0;
        using IDisposable handler = wire.OnFrame(frame =>
        {
            asked += frame.Arp is { IsRequest: true } request && request.TargetAddress == BlueAddress ? 1 : 0;
            return WireVerdict.Pass;
        });
        Send(Datagram(Red, RedAddress), BlueAddress, 5);
        Receive(receiver).Should().Be(5);
        asked.Should().BePositive();
    }

    [Fact]
    public void The_same_datagrams_are_lost_with_the_same_seed()
    {
        WireOptions options = new() { Forward = new() { Loss = 0.3 }, Seed = 42 };
        int[] first = Survivors(options);
        first.Should().HaveCountLessThan(90).And.HaveCountGreaterThan(40);
        Survivors(options).Should().Equal(first);
        Survivors(options with { Seed = 43 }).Should().NotEqual(first);
    }

    [Fact]
    public void A_recorded_run_is_repeated()
    {
        using MemoryStream stream = new();
        int[] first = Survivors(new() { Forward = new() { BurstLoss = LinkConditions.Bursts(0.3, 3), Duplication = 0.1 } }, stream);
        stream.Position = 0;
        WireRecording recording = WireRecording.Read(stream);
        recording.Events.Should().HaveCount(101);
        Survivors(new() { Replay = recording }).Should().Equal(first);
    }

    /// <summary>Sends a hundred datagrams and a last one, which is not lost.</summary>
    private int[] Survivors(WireOptions options, Stream? recording = null)
    {
        using Wire wire = CreateWire(options);
        using Socket receiver = Datagram(Blue, BlueAddress);
        using Socket sender = Datagram(Red, RedAddress);
        using IDisposable? recorded = recording is null ? null : wire.Record(recording);
        for (int i = 0; i < 100; i++)
        {
            Send(sender, BlueAddress, i);
        }

        SpinWait.SpinUntil(() => wire.GetStatistics(WireDirection.Forward).Frames == 100, Patience).Should().BeTrue();
        wire.Set(LinkConditions.None, LinkConditions.None);
        Send(sender, BlueAddress, -1);
        List<int> survivors = [];
        for (int number; (number = Receive(receiver)) != -1;)
        {
            survivors.Add(number);
        }

        wire.Failure.Should().BeNull();
        return [.. survivors];
    }

    [Fact]
    public async Task A_handler_drops_the_first_request_for_a_connection()
    {
        Wire wire = CreateWire();
        using Socket listener = Blue.CreateBoundListenSocket(new IPEndPoint(BlueAddress, 80));
        listener.Listen();
        using Socket client = Red.CreateSocket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        int requests = 0;
        using (wire.OnFrame(frame => frame.Tcp is { Syn: true, Ack: false } && ++requests == 1 ? WireVerdict.Drop : WireVerdict.Pass))
        {
            // The kernel asks again after a second.
            await client.ConnectAsync(new IPEndPoint(BlueAddress, 80), Cancellation);
        }

        requests.Should().BeGreaterThan(1);
        wire.GetStatistics(WireDirection.Forward).DroppedBy(WireDrop.Handler).Should().Be(1);
        wire.GetStatistics(WireDirection.Backward).Dropped.Should().Be(0);
    }

    [Fact]
    public void Frames_arrive_in_virtual_time()
    {
        VirtualTime time = new();
        Wire wire = CreateWire(new() { Forward = new() { Delay = TimeSpan.FromSeconds(100) }, TimeProvider = time });
        Socket receiver = Datagram(Blue, BlueAddress);
        Send(Datagram(Red, RedAddress), BlueAddress, 1);
        WaitForFlight(wire, 1);
        time.Advance(TimeSpan.FromSeconds(99));
        Send(Datagram(Red, RedAddress, 9001), BlueAddress, 2);
        WaitForFlight(wire, 2);
        receiver.Poll(0, SelectMode.SelectRead).Should().BeFalse();
        time.Advance(TimeSpan.FromSeconds(1));
        Receive(receiver).Should().Be(1);
        time.Advance(TimeSpan.FromSeconds(99));
        Receive(receiver).Should().Be(2);
    }

    [Fact]
    public async Task A_paused_wire_delivers_step_by_step()
    {
        Wire wire = CreateWire();
        Socket receiver = Datagram(Blue, BlueAddress);
        Socket sender = Datagram(Red, RedAddress);
        wire.Pause();
        wire.Step().Should().BeNull();
        Task<WireEvent> step = wire.StepAsync(Cancellation);
        step.IsCompleted.Should().BeFalse();
        for (int i = 0; i < 3; i++)
        {
            Send(sender, BlueAddress, i);
        }

        (await step).Should().Match<WireEvent>(done => done.Direction == WireDirection.Forward && done.Number == 0);
        Receive(receiver).Should().Be(0);
        WaitForFlight(wire, 2);
        receiver.Poll(0, SelectMode.SelectRead).Should().BeFalse();
        wire.Step()!.Value.Number.Should().Be(1);
        Receive(receiver).Should().Be(1);
        wire.Resume();
        Receive(receiver).Should().Be(2);
        FluentActions.Invoking(wire.Step).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void A_partition_has_one_direction_and_leaves_what_is_in_flight()
    {
        Wire wire = CreateWire();
        Socket red = Datagram(Red, RedAddress);
        Socket blue = Datagram(Blue, BlueAddress);
        wire.Pause();
        Send(red, BlueAddress, 1);
        WaitForFlight(wire, 1);
        wire.Set(WireDirection.Forward, conditions => conditions with { Partitioned = true });
        wire.Resume();
        Receive(blue).Should().Be(1);
        Send(red, BlueAddress, 2);
        Send(blue, RedAddress, 3);
        Receive(red).Should().Be(3);
        SpinWait.SpinUntil(() => wire.GetStatistics(WireDirection.Forward).DroppedBy(WireDrop.Partition) == 1, Patience).Should().BeTrue();
        wire.Set(conditions => conditions with { Partitioned = false });
        Send(red, BlueAddress, 4);
        Receive(blue).Should().Be(4);
    }

    [Fact]
    public void The_receiver_finds_out_that_a_frame_is_corrupted()
    {
        const int count = 200;
        Wire wire = CreateWire(new() { Forward = new() { Corruption = 1 }, Seed = 3 });
        Socket receiver = Datagram(Blue, BlueAddress);
        Socket sender = Datagram(Red, RedAddress);
        byte[] data = new byte[1000];
        for (int i = 0; i < count; i++)
        {
            sender.SendTo(data, new IPEndPoint(BlueAddress, 9000));
        }

        SpinWait.SpinUntil(() => wire.GetStatistics(WireDirection.Forward).Corrupted == count, Patience).Should().BeTrue();
        wire.Set(LinkConditions.None, LinkConditions.None);
        Send(sender, BlueAddress, -1);
        int arrived = 0;
        byte[] buffer = new byte[2000];
        while (receiver.Receive(buffer) != sizeof(int))
        {
            // Nothing protects the Ethernet address of the sender.
            buffer.AsSpan(0, data.Length).SequenceEqual(data).Should().BeTrue();
            arrived++;
        }

        arrived.Should().BeLessThan(20);
    }

    [Fact]
    public void Frames_leave_at_the_rate()
    {
        const int rate = 10_000_000;
        const int length = 1000;
        using MemoryStream stream = new();
        Wire wire = CreateWire(new() { Forward = new() { Rate = rate, Queue = TimeSpan.FromSeconds(10) } });
        Socket receiver = Datagram(Blue, BlueAddress);
        Socket sender = Datagram(Red, RedAddress);
        using (wire.Record(stream))
        {
            for (int i = 0; i < 300; i++)
            {
                sender.SendTo(new byte[length], new IPEndPoint(BlueAddress, 9000));
            }

            byte[] buffer = new byte[length];
            for (int i = 0; i < 300; i++)
            {
                receiver.Receive(buffer).Should().Be(length);
            }
        }

        stream.Position = 0;
        WireEvent[] events = [.. WireRecording.Read(stream).Events];
        // A frame needs its time on the wire after the one before it, or after it came in, whatever the machine did meanwhile.
        double needed = (length + 42) * 8.0 * TimeSpan.TicksPerSecond / rate;
        for (int i = 1; i < events.Length; i++)
        {
            TimeSpan start = TimeSpan.FromTicks(Math.Max(events[i].Time.Ticks, (events[i - 1].Time + events[i - 1].Delay).Ticks));
            (events[i].Time + events[i].Delay - start).Ticks.Should().BeInRange((long)needed - 1, (long)needed + 1);
        }
    }

    [Fact]
    public void Many_wires_share_a_few_threads()
    {
        const int count = 30;
        Wire[] wires = [.. Enumerable.Range(0, count).Select(i => Own(Wire.Create(Red, $"r{i}", Blue, $"b{i}")))];
        for (int i = 0; i < count; i++)
        {
            wires[i].First.AddAddress($"10.1.{i}.1/24").Up();
            wires[i].Second.AddAddress($"10.1.{i}.2/24").Up();
        }

        for (int i = 0; i < count; i++)
        {
            Socket receiver = Datagram(Blue, IPAddress.Parse($"10.1.{i}.2"));
            Send(Datagram(Red, IPAddress.Parse($"10.1.{i}.1")), IPAddress.Parse($"10.1.{i}.2"), i);
            Receive(receiver).Should().Be(i);
            wires[i].GetStatistics(WireDirection.Forward).Delivered.Should().BePositive();
        }
    }

    [Fact]
    public void The_links_end_with_the_wire()
    {
        Wire wire = CreateWire();
        wire.Dispose();
        wire.Dispose();
        Red.Links.Should().NotContain(link => link.Name == "eth0");
        Blue.Links.Should().NotContain(link => link.Name == "eth0");
        FluentActions.Invoking(wire.Pause).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public async Task The_end_of_the_wire_ends_a_step()
    {
        Wire wire = CreateWire();
        wire.Pause();
        Task<WireEvent> step = wire.StepAsync(Cancellation);
        wire.Dispose();
        await FluentActions.Awaiting(() => step).Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public void A_link_that_is_deleted_does_not_disturb_other_wires()
    {
        Wire gone = Own(Wire.Create(Red, "gone", Blue, "gone"));
        Wire wire = CreateWire();
        gone.First.Delete();
        gone.Second.Delete();
        Socket receiver = Datagram(Blue, BlueAddress);
        Send(Datagram(Red, RedAddress), BlueAddress, 1);
        Receive(receiver).Should().Be(1);
    }

    [Fact]
    public void A_recording_that_cannot_be_written_ends()
    {
        Wire wire = CreateWire();
        using MemoryStream closed = new();
        IDisposable recording = wire.Record(closed);
        closed.Dispose();
        recording.Dispose();
        wire.Failure.Should().BeOfType<ObjectDisposedException>();
        Socket receiver = Datagram(Blue, BlueAddress);
        Send(Datagram(Red, RedAddress), BlueAddress, 1);
        Receive(receiver).Should().Be(1);
    }

    [Fact]
    public void Conditions_that_contradict_each_other_change_nothing()
    {
        Wire wire = CreateWire();
        FluentActions.Invoking(() => wire.Set(conditions => conditions with { Reordering = 0.1 })).Should().Throw<ArgumentException>();
        (wire.Forward, wire.Backward).Should().Be((LinkConditions.None, LinkConditions.None));
        FluentActions.Invoking(() => Wire.Create(Red, "x", Blue, "x", new() { Forward = new() { Reordering = 1 } })).Should().Throw<ArgumentException>();
    }

    private static void WaitForFlight(Wire wire, int count) =>
        SpinWait.SpinUntil(() => wire.GetStatistics(WireDirection.Forward).InFlight == count, Patience).Should().BeTrue();
}
