namespace LinuxNamespaces.Lab.Tests;

/// <summary>A clock that goes on when a test says so.</summary>
internal sealed class VirtualTime : TimeProvider
{
    private readonly Lock _sync = new();
    private readonly List<VirtualTimer> _timers = [];
    private long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>The timers that are set.</summary>
    internal int Timers
    {
        get
        {
            lock (_sync)
            {
                return _timers.Count(timer => timer.Due is not null);
            }
        }
    }

    /// <summary>How many timers have run out.</summary>
    internal int Fired { get; private set; }

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        VirtualTimer timer = new(this, callback, state);
        lock (_sync)
        {
            _timers.Add(timer);
        }

        timer.Change(dueTime, period);
        return timer;
    }

    internal void Advance(TimeSpan time)
    {
        List<VirtualTimer> due = [];
        lock (_sync)
        {
            Interlocked.Add(ref _now, time.Ticks);
            foreach (VirtualTimer timer in _timers.Where(timer => timer.Due <= _now).ToArray())
            {
                timer.Due = null;
                Fired++;
                due.Add(timer);
            }
        }

        due.ForEach(timer => timer.Fire());
    }

    private sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        internal long? Due { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._sync)
            {
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : time._now + dueTime.Ticks;
            }

            return true;
        }

        public void Dispose()
        {
            lock (time._sync)
            {
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        internal void Fire() => callback(state);
    }
}
