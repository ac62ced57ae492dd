using System.Globalization;
using System.Net;

namespace LinuxNamespaces.Network;

/// <summary>What became of a series of echo requests.</summary>
public sealed record PingResult
{
    /// <summary>Sums up.</summary>
    /// <param name="target">Whom the requests went to.</param>
    /// <param name="replies">What became of each.</param>
    public PingResult(IPAddress target, IReadOnlyList<EchoReply> replies)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(replies);
        Target = target;
        Replies = replies;
        TimeSpan[] times = [.. replies.Where(reply => reply.Status == EchoStatus.Success).Select(reply => reply.RoundTripTime.GetValueOrDefault())];
        Received = times.Length;
        if (times.Length > 0)
        {
            MinRoundTripTime = times.Min();
            MaxRoundTripTime = times.Max();
            double average = times.Average(time => (double)time.Ticks);
            AverageRoundTripTime = TimeSpan.FromTicks((long)average);
            RoundTripTimeDeviation = TimeSpan.FromTicks((long)Math.Sqrt(times.Average(time => Math.Pow(time.Ticks - average, 2))));
        }
    }

    /// <summary>Whom the requests went to.</summary>
    public IPAddress Target { get; }

    /// <summary>What became of each request.</summary>
    public IReadOnlyList<EchoReply> Replies { get; }

    /// <summary>How many requests were sent.</summary>
    public int Transmitted => Replies.Count;

    /// <summary>How many were answered.</summary>
    public int Received { get; }

    /// <summary>True when every request was answered.</summary>
    public bool Succeeded => Received == Transmitted && Transmitted > 0;

    /// <summary>The shortest time to an answer; null when there was none.</summary>
    public TimeSpan? MinRoundTripTime { get; }

    /// <summary>The mean of the times; null when there was no answer.</summary>
    public TimeSpan? AverageRoundTripTime { get; }

    /// <summary>The longest time to an answer; null when there was none.</summary>
    public TimeSpan? MaxRoundTripTime { get; }

    /// <summary>The standard deviation of the times; null when there was no answer.</summary>
    public TimeSpan? RoundTripTimeDeviation { get; }

    /// <summary>The summary that ping(8) prints.</summary>
    public override string ToString()
    {
        double loss = Transmitted == 0 ? 0 : 100.0 * (Transmitted - Received) / Transmitted;
        string counts = string.Create(
            CultureInfo.InvariantCulture, $"{Transmitted} packets transmitted, {Received} received, {loss:0.####}% packet loss");
        return Received == 0
            ? counts
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{counts}\nrtt min/avg/max/mdev = {Milliseconds(MinRoundTripTime)}/{Milliseconds(AverageRoundTripTime)}/{Milliseconds(MaxRoundTripTime)}/{Milliseconds(RoundTripTimeDeviation)} ms");
    }

    private static string Milliseconds(TimeSpan? time) => time.GetValueOrDefault().TotalMilliseconds.ToString("0.000", CultureInfo.InvariantCulture);
}
