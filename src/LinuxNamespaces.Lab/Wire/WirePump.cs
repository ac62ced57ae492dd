using System.Diagnostics.CodeAnalysis;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab;

/// <summary>A thread that carries the frames of wires. It ends with the last of them.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The thread disposes them when it ends.")]
internal sealed class WirePump
{
    private const int MaxPumps = 4;
    private const int MaxReady = 64;

    private static readonly Lock s_sync = new();
    private static readonly List<WirePump> s_pumps = [];

    private readonly TimeProvider _time;
    private readonly Lock _sync = new();
    private readonly Dictionary<PacketSocket, Wire> _sockets = [];
    private readonly PacketPoller _poller = new();
    private Wire[] _wires = [];
    private readonly Thread _thread;
    private ITimer? _timer;

    private WirePump(TimeProvider time)
    {
        _time = time;
        _thread = new Thread(Run) { IsBackground = true, Name = "LinuxNamespaces.Lab wires" };
    }

    /// <summary>Has one of the threads carry the frames of a wire.</summary>
    internal static WirePump Start(Wire wire, TimeProvider time, PacketSocket first, PacketSocket second)
    {
        lock (s_sync)
        {
            // Wires with a clock of their own wait for it, and share no thread.
            bool isShared = time == TimeProvider.System;
            WirePump? pump = isShared && s_pumps.Count >= Math.Min(MaxPumps, Environment.ProcessorCount) ? s_pumps.MinBy(shared => shared._wires.Length) : null;
            bool isNew = pump is null;
            pump ??= new WirePump(time);
            pump.Add(wire, first, second);
            if (isNew)
            {
                if (isShared)
                {
                    s_pumps.Add(pump);
                }

                pump._thread.Start();
            }

            return pump;
        }
    }

    internal void Wake()
    {
        try
        {
            _poller.Wake();
        }
        catch (ObjectDisposedException)
        {
            // The last wire has gone, and the thread with it.
        }
    }

    /// <summary>Takes a wire away. Its frames are not carried any more when this returns.</summary>
    internal void Remove(Wire wire, PacketSocket first, PacketSocket second)
    {
        lock (s_sync)
        {
            lock (_sync)
            {
                _poller.Remove(first);
                _poller.Remove(second);
                _sockets.Remove(first);
                _sockets.Remove(second);
                _wires = [.. _wires.Where(other => other != wire)];
            }

            if (_wires.Length == 0)
            {
                s_pumps.Remove(this);
            }
        }

        Wake();
        if (_wires.Length == 0 && Thread.CurrentThread != _thread)
        {
            // Nothing of it is left behind.
            _thread.Join();
        }
    }

    private void Add(Wire wire, PacketSocket first, PacketSocket second)
    {
        lock (_sync)
        {
            (_sockets[first], _sockets[second]) = (wire, wire);
            _wires = [.. _wires, wire];
            _poller.Add(first);
            _poller.Add(second);
        }

        _poller.Wake();
    }

    private void Run()
    {
        PacketSocket?[] ready = new PacketSocket?[MaxReady];
        while (Turn(ready))
        {
        }

        _timer?.Dispose();
        _poller.Dispose();
    }

    private bool Turn(PacketSocket?[] ready)
    {
        int count = _poller.Wait(ready, Timeout());
        for (int i = 0; i < count; i++)
        {
            PacketSocket socket = ready[i]!;
            ready[i] = null;
            Wire? wire;
            lock (_sync)
            {
                _sockets.TryGetValue(socket, out wire);
            }

            wire?.Run(socket, static (wire, socket) => wire.Receive(socket));
        }

        Wire[] wires = Volatile.Read(ref _wires);
        foreach (Wire wire in wires)
        {
            if (wire.TicksToNext() is <= 0)
            {
                wire.Run<object?>(null, static (wire, _) => wire.Release());
            }
        }

        return wires.Length > 0;
    }

    private TimeSpan Timeout()
    {
        long? least = TicksToNext();
        if (least <= 0 || Volatile.Read(ref _wires).Length == 0)
        {
            return TimeSpan.Zero;
        }

        TimeSpan wait = least is { } ticks ? TimeSpan.FromTicks(ticks) : System.Threading.Timeout.InfiniteTimeSpan;
        if (_time == TimeProvider.System)
        {
            return wait;
        }

        // The time of another clock comes by its timer. It may have gone on before the timer was set.
        _timer ??= _time.CreateTimer(static pump => ((WirePump)pump!).Wake(), this, System.Threading.Timeout.InfiniteTimeSpan, System.Threading.Timeout.InfiniteTimeSpan);
        _timer.Change(wait, System.Threading.Timeout.InfiniteTimeSpan);
        return TicksToNext() <= 0 ? TimeSpan.Zero : System.Threading.Timeout.InfiniteTimeSpan;
    }

    private long? TicksToNext()
    {
        long? least = null;
        foreach (Wire wire in Volatile.Read(ref _wires))
        {
            if (wire.TicksToNext() is { } ticks && !(least <= ticks))
            {
                least = ticks;
            }
        }

        return least;
    }
}
