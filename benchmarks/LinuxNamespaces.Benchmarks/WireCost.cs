using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Lab;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Benchmarks;

/// <summary>Measures what the managed wire of a lab costs: the round trip of a datagram and the throughput of a stream, beside a plain veth pair, in turns. Prints a table in Markdown.</summary>
internal static class WireCost
{
    private const int RoundTrips = 2000;

    private static readonly TimeSpan s_stream = TimeSpan.FromSeconds(1);

    internal static void Run(int rounds)
    {
        using NetNamespace first = NetNamespace.Create(), second = NetNamespace.Create();
        VethPair plain = VethPair.Create(first, "plain", second, "plain"), cable = VethPair.Create(first, "cable", second, "cable");
        // Frames of the size of the MTU, as on a cable and on a wire, and not of 64 KiB.
        cable.First.Set(new LinkSettings { GsoMaxSegments = 1 });
        cable.Second.Set(new LinkSettings { GsoMaxSegments = 1 });
        using Wire wire = Wire.Create(first, "wire", second, "wire", new WireOptions { Seed = 1 });
        Line[] lines =
        [
            new(first, second, plain.First, plain.Second, "10.0.1.1", "10.0.1.2"),
            new(first, second, cable.First, cable.Second, "10.0.2.1", "10.0.2.2"),
            new(first, second, wire.First, wire.Second, "10.0.3.1", "10.0.3.2"),
        ];
        foreach (Line line in lines)
        {
            line.RoundTrip();
        }

        double[][] times = [.. lines.Select(_ => new double[rounds])], streams = [.. lines.Select(_ => new double[rounds])];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < lines.Length; i++)
            {
                times[i][round] = lines[i].RoundTrip();
                streams[i][round] = lines[i].Stream();
            }
        }

        Console.WriteLine("| | veth pair | veth pair, whole frames | managed wire |");
        Console.WriteLine("|---|---|---|---|");
        Print("round trip of a datagram, µs", times);
        Print("stream, Gbit/s", streams);
    }

    private static void Print(string what, double[][] values) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {Median(values[0]):0.00} | {Median(values[1]):0.00} | {Median(values[2]):0.00} |"));

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    /// <summary>Two hosts that are connected.</summary>
    private sealed class Line
    {
        private readonly NetNamespace _first, _second;
        private readonly IPAddress _firstAddress, _secondAddress;

        internal Line(NetNamespace first, NetNamespace second, Link firstLink, Link secondLink, string firstAddress, string secondAddress)
        {
            (_first, _second, _firstAddress, _secondAddress) = (first, second, IPAddress.Parse(firstAddress), IPAddress.Parse(secondAddress));
            firstLink.AddAddress($"{firstAddress}/24").Up();
            secondLink.AddAddress($"{secondAddress}/24").Up();
        }

        /// <summary>Gets the median of many round trips, in microseconds.</summary>
        internal double RoundTrip()
        {
            using Socket asks = Bound(_first, _firstAddress, SocketType.Dgram, ProtocolType.Udp), answers = Bound(_second, _secondAddress, SocketType.Dgram, ProtocolType.Udp);
            asks.Connect(answers.LocalEndPoint!);
            answers.Connect(asks.LocalEndPoint!);
            Thread echo = new(() =>
            {
                byte[] buffer = new byte[64];
                for (int i = 0; i < RoundTrips; i++)
                {
                    answers.Send(buffer, answers.Receive(buffer), SocketFlags.None);
                }
            });
            echo.Start();
            byte[] datagram = new byte[64];
            double[] times = new double[RoundTrips];
            for (int i = 0; i < RoundTrips; i++)
            {
                long start = Stopwatch.GetTimestamp();
                asks.Send(datagram);
                asks.Receive(datagram);
                times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            }

            echo.Join();
            return Median(times);
        }

        /// <summary>Gets how many Gbit arrive in a second.</summary>
        internal double Stream()
        {
            using Socket listener = Bound(_second, _secondAddress, SocketType.Stream, ProtocolType.Tcp), sender = Bound(_first, _firstAddress, SocketType.Stream, ProtocolType.Tcp);
            listener.Listen();
            sender.Connect(listener.LocalEndPoint!);
            using Socket receiver = listener.Accept();
            Thread sends = new(() =>
            {
                byte[] data = new byte[64 * 1024];
                long end = Stopwatch.GetTimestamp() + (long)(s_stream.TotalSeconds * Stopwatch.Frequency);
                while (Stopwatch.GetTimestamp() < end)
                {
                    sender.Send(data);
                }

                sender.Shutdown(SocketShutdown.Send);
            });
            long start = Stopwatch.GetTimestamp();
            sends.Start();
            byte[] buffer = new byte[256 * 1024];
            long total = 0;
            while (receiver.Receive(buffer) is > 0 and int count)
            {
                total += count;
            }

            sends.Join();
            return total * 8 / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9;
        }

        private static Socket Bound(NetNamespace host, IPAddress address, SocketType type, ProtocolType protocol)
        {
            Socket socket = host.CreateSocket(AddressFamily.InterNetwork, type, protocol);
            socket.Bind(new IPEndPoint(address, 0));
            return socket;
        }
    }
}
