using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab;

/// <summary>One direction of a wire. Times are in ticks of the wire's clock. One thread at a time uses it.</summary>
internal sealed class WireLane(WireDirection direction, WireOptions options, ulong seed, IFrameOutput output)
{
    private readonly FateSource _fates = new(direction, seed);
    private readonly FramePool _pool = new();
    private readonly FlightQueue _flight = new();
    private readonly long[] _drops = new long[Enum.GetValues<WireDrop>().Length];
    private RateLimit _rate;
    private long _order;
    private long _lastDue;
    private long _frames;
    private long _bytes;
    private long _delivered;
    private long _duplicated;
    private long _corrupted;
    private long _reordered;

    /// <summary>When the next frame arrives; the greatest number if none is in flight.</summary>
    internal long NextDue => _flight.Count == 0 ? long.MaxValue : _flight.Peek().Due;

    internal LinkConditions Conditions => _fates.Conditions;

    internal void Set(LinkConditions conditions) => _fates.Set(conditions);

    internal WireStatistics GetStatistics(long missed, long rejected, long now)
    {
        (long queued, long queuedBytes) = _flight.CountWaiting(now);
        return new WireStatistics(_drops)
        {
            Frames = _frames,
            Bytes = _bytes,
            Delivered = _delivered,
            Duplicated = _duplicated,
            Corrupted = _corrupted,
            Reordered = _reordered,
            InFlight = _flight.Count,
            Queued = queued,
            QueuedBytes = queuedBytes,
            Missed = missed,
            Rejected = rejected,
        };
    }

    /// <summary>Takes in a frame.</summary>
    /// <param name="bytes">The frame, whose bytes may be changed.</param>
    /// <param name="missing">How many bytes at its end are missing.</param>
    /// <param name="handlers">The handlers to ask; null for none.</param>
    /// <param name="now">The time.</param>
    /// <param name="isHeld">Whether the frame has to wait even if it is due.</param>
    /// <returns>What was done with it.</returns>
    internal WireEvent Accept(Span<byte> bytes, int missing, PacketOffload offload, HandlerList? handlers, long now, bool isHeld)
    {
        long number = _frames++;
        _bytes += bytes.Length + missing;
        FrameFate fate = Decide(bytes, missing, number, handlers);
        long departure = now;
        if (fate is { Drop: WireDrop.None, IsFinal: false })
        {
            departure = Depart(ref fate, bytes.Length, now);
        }

        if (fate.Drop == WireDrop.None && _flight.Count >= options.MaxFramesInFlight)
        {
            fate.Drop = WireDrop.Overflow;
        }

        WireEvent done = new() { Time = TimeSpan.FromTicks(now), Direction = direction, Number = number, Length = bytes.Length + missing, Drop = fate.Drop };
        if (fate.Drop != WireDrop.None)
        {
            _drops[(int)fate.Drop]++;
            return done;
        }

        if (fate.IsCorrupt && bytes.Length > 0)
        {
            int bit = (int)(fate.CorruptedBit % ((ulong)bytes.Length * 8));
            // The receiver does not look at a checksum that it takes for incomplete.
            offload = offload.CompleteChecksum(bytes);
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            done = done with { CorruptedBit = bit };
            _corrupted++;
        }

        _reordered += fate.IsReordered ? 1 : 0;
        long due = Due(departure + fate.Delay, fate);
        done = done with { Delay = TimeSpan.FromTicks(due - now), Reordered = fate.IsReordered };
        if (!fate.IsDuplicate)
        {
            Send(bytes, offload, due, departure, now, done, isHeld);
            return done;
        }

        long secondDeparture = fate.IsFinal ? now : _rate.Take(_fates.Conditions, bytes.Length, now) ?? -1;
        long second = secondDeparture < 0 ? -1 : fate.IsFinal ? now + fate.DuplicateDelay : Due(secondDeparture + fate.DuplicateDelay, fate);
        if (second >= 0)
        {
            done = done with { DuplicateDelay = TimeSpan.FromTicks(second - now) };
            _duplicated++;
        }

        Send(bytes, offload, due, departure, now, done, isHeld);
        if (second >= 0)
        {
            Send(bytes, offload, second, secondDeparture, now, done, isHeld);
        }

        return done;
    }

    /// <summary>Delivers the frames that are due.</summary>
    internal void Release(long now)
    {
        while (_flight.Count > 0 && _flight.Peek().Due <= now)
        {
            ReleaseNext();
        }
    }

    /// <summary>Delivers the next frame, due or not. There is one.</summary>
    internal WireEvent ReleaseNext()
    {
        FlyingFrame frame = _flight.Take();
        output.Write(frame.Bytes, frame.Offload);
        _delivered++;
        _pool.Return(frame.Buffer);
        return frame.Event;
    }

    internal void Flush() => output.Flush();

    private FrameFate Decide(ReadOnlySpan<byte> bytes, int missing, long number, HandlerList? handlers)
    {
        if (options.Replay is { } replay)
        {
            return replay.FateOf(direction, number);
        }

        WireVerdict verdict = handlers is null ? default : handlers.Ask(new WireFrame(direction, number, bytes));
        FrameFate fate = _fates.Next(number, verdict);
        if (missing > 0)
        {
            fate.Drop = WireDrop.Truncated;
        }

        return fate;
    }

    private long Depart(ref FrameFate fate, int length, long now)
    {
        if (_rate.Take(_fates.Conditions, length, now) is { } departure)
        {
            return departure;
        }

        fate.Drop = WireDrop.Queue;
        return now;
    }

    private long Due(long due, in FrameFate fate)
    {
        if (!fate.IsFinal && !fate.IsReordered && _fates.Conditions.PreserveOrder)
        {
            due = Math.Max(due, _lastDue);
        }

        _lastDue = Math.Max(due, _lastDue);
        return due;
    }

    private void Send(ReadOnlySpan<byte> bytes, PacketOffload offload, long due, long departure, long now, in WireEvent done, bool isHeld)
    {
        if (due <= now && !isHeld)
        {
            output.Write(bytes, offload);
            _delivered++;
            return;
        }

        byte[] buffer = _pool.Rent(bytes.Length);
        bytes.CopyTo(buffer);
        _flight.Add(new FlyingFrame(due, departure, _order++, done, buffer, bytes.Length, offload));
    }
}
