namespace LinuxNamespaces.Lab;

/// <summary>When frames leave at a rate. Times are in ticks, and fractions of a tick are carried over.</summary>
internal struct RateLimit
{
    private const int BitsPerByte = 8;

    private long _free;
    private long _rest;

    /// <summary>Takes a frame in.</summary>
    /// <returns>When it has left; null if it would have to wait too long.</returns>
    internal long? Take(LinkConditions conditions, int length, long now)
    {
        if (conditions.Rate is not { } rate)
        {
            return now;
        }

        if (_free < now)
        {
            (_free, _rest) = (now, 0);
        }
        else if (_free - now > conditions.Queue.Ticks)
        {
            return null;
        }

        // In 128 bits: a large frame at a slow rate.
        (Int128 ticks, Int128 rest) = Int128.DivRem(((Int128)length * BitsPerByte * TimeSpan.TicksPerSecond) + _rest, rate);
        _free += (long)ticks;
        _rest = (long)rest;
        return _free;
    }
}
