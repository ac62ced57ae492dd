using System.Globalization;
using System.Net;

namespace LinuxNamespaces.Network;

/// <summary>Represents the results of a series of echo requests.</summary>
public sealed record PingResult
{
    /// <summary>Summarizes the results of echo requests.</summary>
    /// <param name="target">The address to which the requests were sent.</param>
    /// <param name="replies">The result of each request.</param>
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

    /// <summary>Gets the address to which the requests were sent.</summary>
    public IPAddress Target { get; }

    /// <summary>Gets the result of each request.</summary>
    public IReadOnlyList<EchoReply> Replies { get; }

    /// <summary>Gets the number of requests.</summary>
    public int Transmitted => Replies.Count;

    /// <summary>Gets the number of replies.</summary>
    public int Received { get; }

    /// <summary>Gets whether every request was answered.</summary>
    public bool Succeeded => Received == Transmitted && Transmitted > 0;

    /// <summary>Gets the shortest round-trip time; <see langword="null"/> if there was no reply.</summary>
    public TimeSpan? MinRoundTripTime { get; }

    /// <summary>Gets the mean round-trip time; <see langword="null"/> if there was no reply.</summary>
    public TimeSpan? AverageRoundTripTime { get; }

    /// <summary>Gets the longest round-trip time; <see langword="null"/> if there was no reply.</summary>
    public TimeSpan? MaxRoundTripTime { get; }

    /// <summary>Gets the standard deviation of the round-trip times; <see langword="null"/> if there was no reply.</summary>
    public TimeSpan? RoundTripTimeDeviation { get; }

    /// <summary>Returns the summary that ping(8) prints.</summary>
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
