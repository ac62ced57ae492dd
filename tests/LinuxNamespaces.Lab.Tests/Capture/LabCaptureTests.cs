using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Lab.Tests;

/// <summary>Captures of all links of a lab.</summary>
public sealed class LabCaptureTests : LabTest
{
    [Fact]
    public async Task The_last_frames_of_each_link_are_kept_in_bounded_memory()
    {
        const int datagrams = 500;
        await using NetworkLab lab = new(new NetworkLabOptions { Capture = new LabCaptureOptions { BytesPerLink = 8192, MaxFrameLength = 128 } });
        LabHost a = lab.AddHost("a"), b = lab.AddHost("b");
        LabSwitch lan = lab.AddSwitch("lan");
        LabLink first = lab.Connect(a, lan), second = lab.Connect(lan, b);
        await lab.StartAsync(Token);
        using UdpClient sender = a.CreateUdpClient(7), receiver = b.CreateUdpClient(7);
        for (int i = 1; i <= datagrams; i++)
        {
            // Its length tells which one it is.
            await sender.SendAsync(new byte[500 + i], new IPEndPoint(b.Address, 7), Token);
            (await receiver.ReceiveAsync(Token)).Buffer.Should().HaveCount(500 + i);
        }

        lab.Capture!.Links.Should().Equal(first, second);
        DirectoryInfo directory = Directory.CreateTempSubdirectory("lab");
        try
        {
            foreach (LabLink link in lab.Links)
            {
                lab.Capture.CountFrames(link).Should().BeInRange(40, 64, "a frame of 128 bytes and its header take less than 160 of 8192 bytes");
                string path = Path.Combine(directory.FullName, "link.pcapng");
                await using (FileStream file = File.Create(path))
                {
                    lab.Capture.Write(link, file);
                    file.Length.Should().BeLessThan(3 * 8192);
                }

                int[] lengths = [.. (await PacketFile.ReadAsync(path)).Split('\n').Where(line => line.Contains("UDP, length", StringComparison.Ordinal)).Select(line => int.Parse(line.Split("UDP, length ")[1].Split(' ', ',')[0], CultureInfo.InvariantCulture))];
                lengths.Should().Equal(Enumerable.Range(1000 - lengths.Length + 1, lengths.Length));
            }

            lab.Capture.Clear();
            lab.Capture.Links.Should().BeEmpty();
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_capture_outlives_its_lab_and_costs_nothing_where_nothing_passes()
    {
        NetworkLab lab = new(new NetworkLabOptions { Capture = new LabCaptureOptions() });
        LabHost a = lab.AddHost("a"), b = lab.AddHost("b");
        LabLink used = lab.Connect(a, b), idle = lab.Connect(a, b);
        await lab.StartAsync(Token);
        using (UdpClient sender = a.CreateUdpClient(7), receiver = b.CreateUdpClient(7))
        {
            await sender.SendAsync(new byte[10], new IPEndPoint(b.Address, 7), Token);
            await receiver.ReceiveAsync(Token);
        }

        await lab.DisposeAsync();
        lab.Capture!.Links.Should().Equal(used);
        using MemoryStream stream = new();
        lab.Capture.Write(idle, stream);
        stream.Length.Should().BeLessThan(200);
        await new NetworkLab().DisposeAsync();
        new NetworkLab().Capture.Should().BeNull();
    }

    [Fact]
    public void A_history_of_frames_keeps_the_last_ones()
    {
        Random random = new(1);
        FrameHistory history = new(5000);
        List<byte[]> all = [];
        for (int i = 0; i < 2000; i++)
        {
            byte[] frame = new byte[random.Next(0, 300)];
            random.NextBytes(frame);
            all.Add(frame);
            history.Add(frame, frame.Length + 7, DateTime.UnixEpoch.AddTicks(i), i % 2 == 0);
            history.Size.Should().BeLessThanOrEqualTo(5000);
        }

        history.Add(new byte[5000], 5000, DateTime.UnixEpoch, true);
        int next = all.Count - history.Count;
        history.Count.Should().BeInRange(10, 40);
        history.Read((frame, length, time, isOutgoing) =>
        {
            frame.SequenceEqual(all[next]).Should().BeTrue();
            (length, time, isOutgoing).Should().Be((all[next].Length + 7, DateTime.UnixEpoch.AddTicks(next), next % 2 == 0));
            next++;
        });
        next.Should().Be(all.Count);
        FluentActions.Invoking(() => new LabCaptureOptions { BytesPerLink = 10 }).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Adding_a_frame_to_a_full_history_allocates_nothing()
    {
        FrameHistory history = new(4096);
        byte[] frame = new byte[200];
        for (int i = 0; i < 100; i++)
        {
            history.Add(frame, 200, DateTime.UnixEpoch, true);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            history.Add(frame, 200, DateTime.UnixEpoch, true);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(200);
    }
}
