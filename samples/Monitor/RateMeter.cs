using System.Diagnostics;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Samples;

/// <summary>Measures the traffic of links between two calls.</summary>
internal sealed class RateMeter(NetNamespace watched)
{
    private readonly Dictionary<int, LinkStatistics> _before = [];
    private long _time = Stopwatch.GetTimestamp();

    public IReadOnlyList<Rate> Measure()
    {
        double seconds = Math.Max(Stopwatch.GetElapsedTime(_time).TotalSeconds, 0.001);
        _time = Stopwatch.GetTimestamp();
        List<Rate> rates = [];
        foreach (Link link in watched.Links)
        {
            try
            {
                LinkStatistics now = link.GetStatistics();
                // A new link starts with its first packet.
                ulong received = _before.TryGetValue(link.Index, out LinkStatistics? before) ? before.ReceivedBytes : 0;
                ulong sent = before?.SentBytes ?? 0;
                rates.Add(new Rate(link.Name, Since(received, now.ReceivedBytes) / seconds, Since(sent, now.SentBytes) / seconds));
                _before[link.Index] = now;
            }
            catch (NetlinkException e) when (e.Errno == Errno.ENODEV)
            {
                // It is gone since the list was read.
                _before.Remove(link.Index);
            }
        }

        return rates;
    }

    /// <summary>Another link with the same index counts from zero.</summary>
    private static ulong Since(ulong before, ulong now) => now >= before ? now - before : now;

    /// <summary>The traffic of a link, in bytes per second.</summary>
    internal sealed record Rate(string Link, double Received, double Sent)
    {
        private static readonly string[] s_units = ["B/s", "KB/s", "MB/s", "GB/s"];

        public static string Text(double rate)
        {
            int unit = 0;
            while (rate >= 1000 && unit < s_units.Length - 1)
            {
                rate /= 1000;
                unit++;
            }

            return FormattableString.Invariant($"{rate:0.0} {s_units[unit]}");
        }
    }
}
