using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Lab.Tests;

/// <summary>Numbered datagrams from a to b, and what is seen of them at both ends.</summary>
internal sealed class KnobTraffic : IAsyncDisposable
{
    private const int Headers = 14 + 20 + 8;
    private const int Port = 9;
    private const int LastPort = 10;
    private const int Batch = 100;

    private KnobTraffic(NetworkLab lab, LabLink link) => (Lab, Link) = (lab, link);

    internal NetworkLab Lab { get; }

    internal LabLink Link { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts two hosts, which know the link-layer addresses of each other. Skips the test if the kernel lacks what the conditions need.</summary>
    internal static async Task<KnobTraffic> StartAsync(LabWireKind wire, LinkConditions conditions)
    {
        Assert.SkipWhen(wire == LabWireKind.Kernel && KernelLinkBackEnd.MissingFor(conditions) is not null, $"The kernel has no {(KernelQdiscs.HasNetem ? "tbf" : "netem")} qdiscs.");
        NetworkLab lab = new();
        LabHost a = lab.AddHost("a"), b = lab.AddHost("b");
        LabLink link = lab.Connect(a, b, null, new LabLinkOptions { Wire = wire });
        await lab.StartAsync(Token);
        Assert.True((await a.PingAsync("b", new EchoOptions { Count = 1, Timeout = TimeSpan.FromSeconds(30) }, Token)).Succeeded);
        link.Set(a, _ => conditions);
        return new KnobTraffic(lab, link);
    }

    /// <summary>Sends datagrams, and returns what has left a and what has come to b.</summary>
    internal async Task<(IReadOnlyList<SeenFrame> Sent, IReadOnlyList<SeenFrame> Received)> SendAsync(int count, int length, TimeSpan pause)
    {
        using PacketSocket atA = Open(Link.First), atB = Open(Link.Second);
        List<SeenFrame> sent = [], received = [];
        using UdpClient sender = Lab["a"].CreateUdpClient();
        byte[] datagram = new byte[length - Headers];
        long before = Link.Wire?.GetStatistics(WireDirection.Forward).Frames ?? 0;
        for (int i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(datagram, i);
            sender.Send(datagram, new IPEndPoint(Lab["b"].Address, Port));
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, Token);
            }

            // The wire has room for so many frames.
            while (Link.Wire is { } wire && i % Batch == 0 && wire.GetStatistics(WireDirection.Forward).Frames <= before + i)
            {
                await Task.Delay(1, Token);
            }
        }

        // A last one that is not lost, and longer in flight than the others.
        Link.Set(Lab["a"], c => new LinkConditions { Delay = c.Delay + (10 * c.Jitter), Rate = c.Rate, Queue = c.Queue, Seed = c.Seed });
        await sender.SendAsync(datagram, new IPEndPoint(Lab["b"].Address, LastPort), Token);
        while (!Read(atB, false, length, received))
        {
            await Task.Delay(1, Token);
        }

        Read(atA, true, length, sent);
        return (sent, received);
    }

    public ValueTask DisposeAsync() => Lab.DisposeAsync();

    private static PacketSocket Open(LabPort port) => PacketSocket.Open(port.Interface, new PacketSocketOptions { IncludeOutgoing = true, BufferSize = 1 << 24 });

    /// <summary>Reads what has come.</summary>
    /// <returns>Whether the last datagram is there.</returns>
    private static bool Read(PacketSocket socket, bool isOutgoing, int length, List<SeenFrame> seen)
    {
        bool isOver = false;
        socket.Receive(frame =>
        {
            if (frame.IsOutgoing == isOutgoing && frame.Bytes.Length == length && !isOver)
            {
                frame.Offload.CompleteChecksum(frame.Bytes);
                isOver = new WireFrame(WireDirection.Forward, 0, frame.Bytes).Udp is { DestinationPort: LastPort };
                if (!isOver)
                {
                    seen.Add(new SeenFrame(frame.Time, BinaryPrimitives.ReadInt32LittleEndian(frame.Bytes[Headers..]), frame.Bytes.ToArray()));
                }
            }
        });
        return isOver;
    }
}

/// <summary>A frame with a datagram.</summary>
internal sealed record SeenFrame(DateTime Time, int Number, byte[] Bytes);
