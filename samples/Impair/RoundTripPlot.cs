using System.Globalization;
using System.Net;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Samples;

/// <summary>Pings, and draws a bar for each reply.</summary>
internal static class RoundTripPlot
{
    private const int Count = 8;
    private const double MillisecondsPerCharacter = 2;
    private const int LongestBar = 60;

    public static async Task RunAsync(NetNamespace from, IPAddress target, CancellationToken stop)
    {
        EchoOptions options = new() { Count = Count, Interval = TimeSpan.FromMilliseconds(50), Timeout = TimeSpan.FromMilliseconds(400) };
        int lost = 0;
        await foreach (EchoReply reply in from.PingStreamAsync(target, options, stop))
        {
            if (reply.Status == EchoStatus.Success && reply.RoundTripTime is { TotalMilliseconds: double time })
            {
                string bar = new('#', Math.Clamp((int)Math.Round(time / MillisecondsPerCharacter), 1, LongestBar));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {time,8:0.0} ms |{bar}"));
            }
            else
            {
                lost++;
                Console.WriteLine("      lost    |");
            }
        }

        Console.WriteLine($"  {Count - lost} of {Count} replies");
    }
}
