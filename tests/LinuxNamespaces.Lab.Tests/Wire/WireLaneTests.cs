using System.Text;
using CsCheck;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Lab.Tests;

/// <summary>One direction of a wire, in virtual time.</summary>
public sealed class WireLaneTests
{
    private static readonly LinkConditions s_delay = new() { Delay = TimeSpan.FromMilliseconds(10) };

    [Fact]
    public void A_frame_arrives_after_its_delay()
    {
        (WireLane lane, RecordingOutput output) = Create(s_delay);
        lane.Accept([1], 0, default, null, now: 5, isHeld: false);
        lane.NextDue.Should().Be(100_005);
        lane.Release(100_004);
        output.Frames.Should().BeEmpty();
        lane.Release(100_005);
        output.Frames.Should().ContainSingle().Which.Should().Equal(1);
        lane.NextDue.Should().Be(long.MaxValue);
    }

    [Fact]
    public void Frames_in_flight_arrive_as_planned_when_the_conditions_change()
    {
        (WireLane lane, RecordingOutput output) = Create(s_delay);
        lane.Accept([1], 0, default, null, now: 0, isHeld: false);
        lane.Set(new LinkConditions { Partitioned = true });
        lane.Accept([2], 0, default, null, now: 1, isHeld: false).Drop.Should().Be(WireDrop.Partition);
        lane.Set(LinkConditions.None);
        lane.Accept([3], 0, default, null, now: 2, isHeld: false);
        lane.Release(100_000);
        output.Frames.Select(frame => frame[0]).Should().Equal(3, 1);
    }

    [Fact]
    public void A_frame_waits_in_the_queue_until_the_rate_lets_it_leave_and_not_while_it_is_delayed()
    {
        // A byte a tick.
        (WireLane lane, _) = Create(s_delay with { Rate = 8 * TimeSpan.TicksPerSecond, Queue = TimeSpan.FromSeconds(1) });
        for (int i = 0; i < 5; i++)
        {
            lane.Accept(new byte[100], 0, default, null, now: 0, isHeld: false);
        }

        lane.GetStatistics(0, 0, now: 0).Should().Match<WireStatistics>(all => all.InFlight == 5 && all.Queued == 5 && all.QueuedBytes == 500);
        lane.GetStatistics(0, 0, now: 250).Should().Match<WireStatistics>(all => all.InFlight == 5 && all.Queued == 3 && all.QueuedBytes == 300);
        lane.GetStatistics(0, 0, now: 500).Should().Match<WireStatistics>(all => all.InFlight == 5 && all.Queued == 0 && all.QueuedBytes == 0);
    }

    [Fact]
    public void A_corrupted_frame_differs_in_one_bit()
    {
        (WireLane lane, RecordingOutput output) = Create(new LinkConditions { Corruption = 1 });
        for (int i = 0; i < 100; i++)
        {
            int bit = lane.Accept(new byte[100], 0, default, null, now: 0, isHeld: false).CorruptedBit!.Value;
            output.Frames[i].Sum(value => int.PopCount(value)).Should().Be(1);
            output.Frames[i][bit / 8].Should().Be((byte)(1 << (bit % 8)));
        }

        output.Frames.Select(frame => Array.FindIndex(frame, value => value != 0)).Distinct().Should().HaveCountGreaterThan(40);
    }

    [Fact]
    public void A_duplicated_frame_arrives_twice()
    {
        (WireLane lane, RecordingOutput output) = Create(s_delay with { Duplication = 1 });
        lane.Accept([7], 0, default, null, now: 0, isHeld: false).DuplicateDelay.Should().Be(s_delay.Delay);
        lane.Release(100_000);
        output.Frames.Select(frame => frame[0]).Should().Equal(7, 7);
        lane.GetStatistics(0, 0, 0).Should().Match<WireStatistics>(all => all.Frames == 1 && all.Delivered == 2 && all.Duplicated == 1);
    }

    [Fact]
    public void Handlers_decide_before_chance()
    {
        HandlerList handlers = new();
        handlers.Add(frame => frame.Number == 1 ? WireVerdict.Drop : WireVerdict.Pass);
        handlers.Add(frame => frame.Number == 2 ? WireVerdict.Delay(TimeSpan.FromMilliseconds(5)) : WireVerdict.Pass);
        handlers.Add(frame => frame.Number == 3 ? WireVerdict.Duplicate : frame.Number == 4 ? WireVerdict.Corrupt : WireVerdict.Pass);
        (WireLane lane, _) = Create(s_delay);
        WireEvent[] events = [.. Enumerable.Range(0, 5).Select(_ => lane.Accept([1], 0, default, handlers, now: 0, isHeld: false))];
        events.Select(done => done.Drop).Should().Equal(WireDrop.None, WireDrop.Handler, WireDrop.None, WireDrop.None, WireDrop.None);
        events[2].Delay.Should().Be(TimeSpan.FromMilliseconds(15));
        events[3].DuplicateDelay.Should().Be(s_delay.Delay);
        events[4].CorruptedBit.Should().NotBeNull();
        lane.GetStatistics(0, 0, 0).DroppedBy(WireDrop.Handler).Should().Be(1);
    }

    [Fact]
    public void A_handler_that_throws_is_removed()
    {
        HandlerList handlers = new();
        handlers.Add(_ => throw new InvalidOperationException("broken"));
        (WireLane lane, RecordingOutput output) = Create(LinkConditions.None);
        lane.Accept([1], 0, default, handlers, now: 0, isHeld: false);
        output.Frames.Should().ContainSingle();
        handlers.IsEmpty.Should().BeTrue();
        handlers.Failure.Should().BeOfType<InvalidOperationException>();
    }

    [Fact]
    public void Too_many_frames_in_flight_are_lost()
    {
        WireLane lane = new(WireDirection.Forward, new WireOptions { MaxFramesInFlight = 3 }, 1, new RecordingOutput());
        lane.Set(s_delay);
        Sample.Run(lane, 5, ticksBetween: 0).Select(done => done.Drop).Should().Equal(WireDrop.None, WireDrop.None, WireDrop.None, WireDrop.Overflow, WireDrop.Overflow);
    }

    [Fact]
    public void A_frame_without_its_end_is_lost() =>
        Create(LinkConditions.None).Lane.Accept([1], missing: 10, default, null, now: 0, isHeld: false).Should().Match<WireEvent>(done => done.Drop == WireDrop.Truncated && done.Length == 11);

    [Fact]
    public void A_replay_repeats_the_recording()
    {
        LinkConditions conditions = LinkConditions.Lte with { Loss = 0.1, Duplication = 0.1, Corruption = 0.1, Reordering = 0.1 };
        using MemoryStream stream = new();
        (WireLane lane, RecordingOutput output) = Create(conditions);
        WireRecorder recorder = new(stream, seed: ulong.MaxValue);
        Random gaps = new(1);
        List<long> times = [];
        List<WireEvent> events = [];
        long now = 0;
        for (int i = 0; i < 3_000; i++)
        {
            now += gaps.Next(20_000);
            times.Add(now);
            lane.Release(now);
            events.Add(lane.Accept(Frame(i), 0, default, null, now, isHeld: false));
            recorder.Write(events[i]);
        }

        lane.Release(long.MaxValue - 1);
        recorder.Flush();
        stream.Position = 0;
        WireRecording recording = WireRecording.Read(stream);
        recording.Seed.Should().Be(ulong.MaxValue);
        recording.Events.Should().Equal(events);

        RecordingOutput again = new();
        WireLane replay = new(WireDirection.Forward, new WireOptions { Replay = recording }, 2, again);
        for (int i = 0; i < times.Count; i++)
        {
            replay.Release(times[i]);
            replay.Accept(Frame(i), 0, default, null, times[i], isHeld: false).Should().Be(events[i]);
        }

        replay.Release(long.MaxValue - 1);
        again.Frames.Should().HaveCount(output.Frames.Count);
        again.Frames.Zip(output.Frames).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second)).Should().BeTrue();
        replay.Accept([1], 0, default, null, now, isHeld: false).Should().Match<WireEvent>(done => done.Drop == WireDrop.None && done.Delay == TimeSpan.Zero, "it is not in the recording");

        static byte[] Frame(int number) => [.. BitConverter.GetBytes(number), .. new byte[60]];
    }

    [Theory]
    [InlineData("", "*empty*")]
    [InlineData("nonsense", "Line 1 *")]
    [InlineData("{\"wire\":2,\"seed\":1}", "Line 1 *version*")]
    [InlineData("{\"wire\":1,\"seed\":1}\n{\"time\":1}", "Line 2 *")]
    [InlineData("{\"wire\":1,\"seed\":1}\n[]", "Line 2 *")]
    [InlineData("{\"wire\":1,\"seed\":1}\n{\"time\":1,\"direction\":\"forward\",\"number\":-1,\"length\":1,\"delay\":0}", "Line 2 *negative*")]
    [InlineData("{\"wire\":1,\"seed\":1}\n{\"time\":1,\"direction\":\"up\",\"number\":1,\"length\":1,\"delay\":0}", "Line 2 *direction*")]
    [InlineData("{\"wire\":1,\"seed\":1}\n{\"time\":1,\"direction\":\"forward\",\"number\":1,\"length\":1,\"drop\":\"Fun\"}", "Line 2 *")]
    public void What_is_not_a_recording_is_rejected(string text, string message) =>
        FluentActions.Invoking(() => WireRecording.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)))).Should().Throw<FormatException>().WithMessage(message);

    [Fact]
    public void The_queue_gives_frames_in_the_order_of_their_time() => Gen.Int[0, 50].Array[0, 200].Sample(times =>
    {
        FlightQueue queue = new();
        List<(long Due, long Order)> expected = [];
        List<(long Due, long Order)> taken = [];
        for (int i = 0; i < times.Length; i++)
        {
            queue.Add(new FlyingFrame(times[i], 0, i, default, [], 0, default));
            expected.Add((times[i], i));
            if (times[i] % 5 == 0)
            {
                (long, long) least = expected.Min();
                expected.Remove(least);
                queue.Peek().Due.Should().Be(least.Item1);
                FlyingFrame frame = queue.Take();
                (frame.Due, frame.Order).Should().Be(least);
            }
        }

        while (queue.Count > 0)
        {
            FlyingFrame frame = queue.Take();
            taken.Add((frame.Due, frame.Order));
        }

        taken.Should().Equal(expected.Order());
    });

    [Fact]
    public void Nothing_is_allocated_for_a_frame()
    {
        HandlerList handlers = new();
        handlers.Add(frame => frame.Tcp is { Syn: true } || frame.Udp is { DestinationPort: 9 } || frame.Icmp is { IsEchoRequest: true } ? WireVerdict.Drop : WireVerdict.Pass);
        WireLane lane = new(WireDirection.Forward, new WireOptions(), 1, new RecordingOutput { Discards = true });
        lane.Set(LinkConditions.Lte with { Loss = 0.1, Duplication = 0.1, Corruption = 0.1, Reordering = 0.1, PreserveOrder = false });
        WireRecorder recorder = new(Stream.Null, 1);
        byte[] frame = FrameTests.TcpSyn[..];
        frame[47] = 0x10;
        long now = 0;
        Round();
        Allocations.Count(1_000, Round).Should().Be(0);

        void Round()
        {
            for (int i = 0; i < 10; i++)
            {
                recorder.Write(lane.Accept(frame, 0, default, handlers, now, isHeld: false));
            }

            now += 100_000;
            lane.Release(now);
        }
    }

    private static (WireLane Lane, RecordingOutput Output) Create(LinkConditions conditions)
    {
        RecordingOutput output = new();
        WireLane lane = new(WireDirection.Forward, new WireOptions(), 1, output);
        lane.Set(conditions);
        return (lane, output);
    }
}
