using System.Globalization;
using System.Net;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Samples;

/// <summary>Pings, and prints what ping(8) prints.</summary>
internal static class PingPrinter
{
    private const int IPv4HeaderSize = 20;
    private const int IcmpHeaderSize = 8;

    public static async Task RunAsync(NetNamespace from, string address, int count, CancellationToken stop)
    {
        IPAddress target = IPAddress.Parse(address);
        EchoOptions options = new() { Count = count, Interval = TimeSpan.FromMilliseconds(200) };
        List<EchoReply> replies = [];
        Console.WriteLine($"  PING {target} {options.PayloadSize}({options.PayloadSize + IcmpHeaderSize + IPv4HeaderSize}) bytes of data.");
        await foreach (EchoReply reply in from.PingStreamAsync(target, options, stop))
        {
            replies.Add(reply);
            Console.WriteLine($"  {Format(reply)}");
        }

        PingResult result = new(target, replies);
        Console.WriteLine();
        Console.WriteLine($"  --- {target} ping statistics ---");
        Console.WriteLine($"  {result.ToString().Replace("\n", "\n  ", StringComparison.Ordinal)}");
        if (!result.Succeeded)
        {
            throw new SampleException($"{result.Transmitted - result.Received} of {result.Transmitted} echo requests to {target} were not answered.");
        }
    }

    private static string Format(EchoReply reply) => reply.Status == EchoStatus.Success
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"{reply.Size} bytes from {reply.From}: icmp_seq={reply.Sequence} ttl={reply.Ttl} time={reply.RoundTripTime.GetValueOrDefault().TotalMilliseconds:0.000} ms")
        : string.Create(CultureInfo.InvariantCulture, $"From {reply.From?.ToString() ?? "nobody"} icmp_seq={reply.Sequence} {reply.Status}");
}
