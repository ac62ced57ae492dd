namespace LinuxNamespaces.Network;

/// <summary>
/// How a <see cref="RedQdisc"/> calculates the average length of its queue. With a weight W, a burst of n packets raises the average of an empty queue to
/// n + 1 - (1 - (1 - W)^n) / W packets (Floyd and Jacobson, Random Early Detection Gateways, 1993), and each packet that the link could have sent while it was idle multiplies
/// it by 1 - W.
/// </summary>
internal readonly struct RedAverage
{
    /// <summary>The greatest power of two of a weight, and the greatest number in the table.</summary>
    internal const int MaxLog = 31;

    internal const int TableLength = 256;

    private readonly double _decay;

    /// <param name="idleCellLog">What the kernel reported, if it did.</param>
    internal RedAverage(int min, int max, int packetSize, int? burst, int? weightLog, long bandwidth, byte? idleCellLog)
    {
        double packets = burst ?? Math.Max(1, (int)(((2L * min) + max) / (3L * packetSize)));
        WeightLog = weightLog ?? FindWeight(packets, (double)min / packetSize);
        if (WeightLog > MaxLog)
        {
            return;
        }

        // The part of the average that a tick of an idle link takes, as an exponent of e.
        double ticks = TrafficValues.TransmitTicks((ulong)packetSize, TrafficValues.ToBytes(bandwidth));
        _decay = -Math.Log(1 - Math.Pow(2, -WeightLog)) / Math.Max(1, ticks);
        if (idleCellLog is { } known)
        {
            // The kernel does not report the table. In its last cell but half, the average is gone.
            CellLog = known;
            _decay = MaxLog / (Math.Pow(2, known) * TableLength * Math.Sqrt(2));
            return;
        }

        // The table is for twice the time that it has cells for.
        CellLog = Math.Max(0, (int)Math.Floor(Math.Log2(MaxLog / _decay / (2 * TableLength))) + 1);
    }

    /// <summary>Whether the kernel can have it so.</summary>
    internal bool IsValid => WeightLog <= MaxLog && CellLog <= MaxLog;

    internal int WeightLog { get; }

    /// <summary>How long a cell of the table is, as a power of two.</summary>
    internal int CellLog { get; }

    /// <summary>The power of two by which the kernel divides the probability of one byte more.</summary>
    internal static int ProbabilityLog(double probability, int range)
    {
        double each = range == 0 ? 1 : probability / range;
        return each <= 0 ? MaxLog : Math.Clamp((int)Math.Floor(-Math.Log2(each)) + 1, 0, MaxLog);
    }

    /// <summary>Fills the table: by which power of two the average is divided after a number of idle cells.</summary>
    internal void Fill(Span<byte> table)
    {
        for (int i = 0; i < table.Length; i++)
        {
            table[i] = (byte)Math.Min(MaxLog, i * Math.Pow(2, CellLog) * _decay);
        }

        table[^1] = MaxLog;
    }

    /// <summary>The greatest weight with which a burst does not raise the average over the threshold, which is in packets.</summary>
    private static int FindWeight(double burst, double threshold)
    {
        double most = burst + 1 - threshold;
        int log = 1;
        while (log <= MaxLog && (most < 1 || most > (1 - Math.Pow(1 - Math.Pow(2, -log), burst)) * Math.Pow(2, log)))
        {
            log++;
        }

        return log;
    }
}
