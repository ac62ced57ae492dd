using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Samples;

/// <summary>Sends the same packets at several rates, and draws how many of them the limit lets pass at once, keeps for later and drops.</summary>
internal static class RateDemo
{
    private const int Packets = 60;
    private const int PacketSize = 1000;

    public static void Run(NetNamespace from, Link link, IPAddress target, CancellationToken stop)
    {
        IPEndPoint discard = new(target, 9);
        using Socket socket = from.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        foreach (long rate in (long[])[100_000_000, 2_000_000, 200_000])
        {
            stop.ThrowIfCancellationRequested();
            link.LimitRate(egress: rate, ingress: null);
            for (int i = 0; i < Packets; i++)
            {
                socket.SendTo(new byte[PacketSize], discard);
            }

            TrafficStatistics statistics = link.Qdiscs.List<TbfQdisc>().Single().Statistics!;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {rate / 1e6,6:0.0} Mbit/s |{new string('#', (int)Math.Min(statistics.Packets, Packets))}{new string('.', (int)Math.Min(statistics.QueueLength, Packets))} {statistics.Packets} sent, {statistics.QueueLength} waiting, {statistics.Drops} dropped"));
            // What waits belongs to the next line otherwise.
            link.ClearRateLimit();
        }
    }
}
