using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Net;
using System.Net.NetworkInformation;
using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests;

/// <summary>TUN and TAP links, with ip-tuntap(8) as the oracle and real packets.</summary>
[Collection("The kernel")]
public sealed class TunDeviceTests : KernelTest
{
    private static readonly IPAddress s_far = IPAddress.Parse("10.0.0.2");
    private static readonly PhysicalAddress s_farAddress = PhysicalAddress.Parse("02-FC-00-00-00-02");

    [Theory]
    [InlineData(TunMode.Tun, false, false, false)]
    [InlineData(TunMode.Tap, true, false, false)]
    [InlineData(TunMode.Tun, true, true, true)]
    [InlineData(TunMode.Tap, false, true, true)]
    public void Links_that_the_library_makes_are_what_ip_says(TunMode mode, bool information, bool virtio, bool multiQueue)
    {
        using TunDevice device = Create("tun0", new TunOptions { Mode = mode, HasPacketInformation = information, HasVirtioHeader = virtio, IsMultiQueue = multiQueue });
        device.Link.Settings.Should().BeEquivalentTo(new
        {
            Mode = mode,
            HasPacketInformation = information,
            HasVirtioHeader = virtio,
            IsMultiQueue = multiQueue,
            IsPersistent = false,
            OwnerId = (long?)null,
            GroupId = (long?)null,
            QueueCount = multiQueue ? 1L : (long?)null,
        });
        JsonElement data = Data("tun0");
        data.Text("type").Should().Be(mode == TunMode.Tun ? "tun" : "tap");
        (data.Flag("pi"), data.Flag("vnet_hdr"), data.Flag("multi_queue"), data.Flag("persist")).Should().Be((information, virtio, multiQueue, false));
        Red.Links.Get("tun0").Should().BeOfType<TunLink>();
        Blue.Links.Find("tun0").Should().BeNull();
        device.Dispose();
        Red.Links.Find("tun0").Should().BeNull();
    }

    [Fact]
    public void Owner_group_and_persistence_are_what_ip_says()
    {
        // Of an ordinary user the kernel knows the own ID only, and shows others as another one in the namespace of the tool.
        uint user = LinuxNamespaces.Interop.Libc.geteuid();
        uint group = LinuxNamespaces.Interop.Libc.getegid();
        TunLink link;
        using (TunDevice device = Create("tap0", new TunOptions { Mode = TunMode.Tap, OwnerId = user, GroupId = group, IsPersistent = true }))
        {
            link = device.Link;
            (link.Settings.OwnerId, link.Settings.GroupId, link.Settings.IsPersistent).Should().Be(((long?)user, (long?)group, true));
            FluentActions.Invoking(() => TunDevice.Open(link)).Should().Throw<LinuxException>().Where(e => e.Errno == Errno.EBUSY).WithMessage("*A program is attached to the link.*");
        }

        Data("tap0").Flag("persist").Should().BeTrue();
        Data("tap0").Find("user").Should().NotBeNull();
        using (TunDevice again = TunDevice.Open(link))
        {
            again.Link.Settings.Mode.Should().Be(TunMode.Tap);
            again.SetPersistent(false);
            again.Link.Settings.IsPersistent.Should().BeFalse();
        }

        Red.Links.Find("tap0").Should().BeNull();
        FluentActions.Invoking(() => TunDevice.Open(link)).Should().Throw<NetlinkException>().Where(e => e.Errno == Errno.ENODEV);
    }

    [Fact]
    public void Links_that_ip_makes_are_read()
    {
        Create("probe", null).Dispose();
        Tool.Ip(Red, "tuntap add dev tap7 mode tap pi vnet_hdr multi_queue");
        TunLink link = Red.Links.Get<TunLink>("tap7");
        link.Settings.Should().BeEquivalentTo(new
        {
            Mode = TunMode.Tap,
            HasPacketInformation = true,
            HasVirtioHeader = true,
            IsMultiQueue = true,
            IsPersistent = true,
            QueueCount = 0L,
            DisabledQueueCount = 0L,
        });
        using TunDevice first = TunDevice.Open(link);
        using TunDevice second = TunDevice.Open(link);
        second.Link.Settings.QueueCount.Should().Be(2);
        Data("tap7").Number("numqueues").Should().Be(2);
    }

    [Fact]
    public async Task Ping_by_a_tun_device_is_answered_in_managed_code()
    {
        using TunDevice device = CreateNetwork(null);
        using CancellationTokenSource stop = new();
        Task<int> answering = Task.Run(async () =>
        {
            int answered = 0;
            try
            {
                await foreach (ReadOnlyMemory<byte> packet in device.ReadAllAsync(stop.Token))
                {
                    byte[] reply = packet.ToArray();
                    if (IsEchoRequest(reply))
                    {
                        MakeEchoReply(reply);
                        await device.WriteAsync(reply, TestEnd);
                        answered++;
                    }
                }
            }
            catch (OperationCanceledException)
            {
            }

            return answered;
        }, TestEnd);
        PingResult result = await Red.PingAsync(s_far, new EchoOptions { Count = 20, Interval = TimeSpan.FromMilliseconds(10), Timeout = TimeSpan.FromSeconds(20), PayloadSize = 1000 }, TestEnd);
        result.Received.Should().Be(20);
        await stop.CancelAsync();
        (await answering).Should().BeGreaterThanOrEqualTo(20);
    }

    [Fact]
    public async Task Arp_and_ping_by_a_tap_device_are_answered_over_its_stream()
    {
        using TunDevice device = CreateNetwork(new TunOptions { Mode = TunMode.Tap });
        Stream stream = device.AsStream();
        using CancellationTokenSource stop = new();
        int asked = 0;
        Task answering = Task.Run(async () =>
        {
            byte[] frame = new byte[TunDevice.MaxPacketLength];
            while (true)
            {
                int length = await stream.ReadAsync(frame, stop.Token);
                Memory<byte> received = frame.AsMemory(0, length);
                if (TryAnswerArp(received.Span))
                {
                    asked++;
                    await stream.WriteAsync(received, TestEnd);
                }
                else if (BinaryPrimitives.ReadUInt16BigEndian(received.Span[12..]) == 0x0800 && IsEchoRequest(received.Span[14..]))
                {
                    received.Span[6..12].CopyTo(received.Span);
                    s_farAddress.GetAddressBytes().CopyTo(received.Span[6..]);
                    MakeEchoReply(received.Span[14..]);
                    await stream.WriteAsync(received, TestEnd);
                }
            }
        }, TestEnd);
        (await Red.PingAsync(s_far, new EchoOptions { Count = 3, Interval = TimeSpan.FromMilliseconds(10), Timeout = TimeSpan.FromSeconds(20) }, TestEnd)).Received.Should().Be(3);
        await stop.CancelAsync();
        await FluentActions.Awaiting(() => answering).Should().ThrowAsync<OperationCanceledException>();
        asked.Should().BePositive();
        Tool.Json(Red, "ip", "-j", "neigh", "show", "dev", "tun0").Should().Contain(neighbour => neighbour.Text("dst") == "10.0.0.2" && neighbour.Text("lladdr") == "02:fc:00:00:00:02");
    }

    [Fact]
    public async Task Pipe_reader_returns_a_packet_a_read()
    {
        using TunDevice device = CreateNetwork(null);
        using System.Net.Sockets.Socket socket = Red.CreateSocket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Dgram, System.Net.Sockets.ProtocolType.Udp);
        PipeReader reader = device.Reader;
        // Several packets are there before the first read.
        int[] lengths = [1, 1400, 7, 0, 512];
        foreach (int length in lengths)
        {
            await socket.SendToAsync(new byte[length], new IPEndPoint(s_far, 9), TestEnd);
        }

        List<int> read = [];
        while (read.Count < lengths.Length)
        {
            ReadResult result = await reader.ReadAsync(TestEnd);
            byte[] packet = result.Buffer.ToArray();
            // The kernel sends packets of IPv6 on its own.
            if (packet[0] >> 4 == 4)
            {
                BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(2)).Should().Be((ushort)packet.Length);
                read.Add(packet.Length - 28);
            }

            if (read.Count == 1)
            {
                // What was not examined is returned again.
                reader.AdvanceTo(result.Buffer.GetPosition(8), result.Buffer.GetPosition(8));
                (await reader.ReadAsync(TestEnd)).Buffer.Length.Should().Be(packet.Length - 8);
                reader.AdvanceTo(result.Buffer.GetPosition(8), result.Buffer.End);
            }
            else
            {
                reader.AdvanceTo(result.Buffer.End);
            }
        }

        read.Should().Equal(lengths);
        await DrainAsync(device);
        ValueTask<ReadResult> pending = reader.ReadAsync(TestEnd);
        reader.CancelPendingRead();
        (await pending).IsCanceled.Should().BeTrue();
    }

    [Fact]
    public async Task Waits_are_cancelled_and_ended()
    {
        using TunDevice device = Create("tun0", null);
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        device.TryRead(buffer, out int length).Should().BeFalse();
        length.Should().Be(0);
        using CancellationTokenSource stop = new();
        Task<int> read = device.ReadAsync(buffer, stop.Token).AsTask();
        Task<int> other = device.ReadAsync(buffer, TestEnd).AsTask();
        read.IsCompleted.Should().BeFalse();
        await stop.CancelAsync();
        await FluentActions.Awaiting(() => read).Should().ThrowAsync<OperationCanceledException>();
        other.IsCompleted.Should().BeFalse();
        device.Dispose();
        (await FluentActions.Awaiting(() => other).Should().ThrowAsync<ObjectDisposedException>()).Which.ObjectName.Should().Contain(nameof(TunDevice));
        FluentActions.Invoking(() => device.TryRead(buffer, out _)).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public async Task Waits_end_when_the_link_is_deleted()
    {
        using TunDevice device = CreateNetwork(null);
        await DrainAsync(device);
        Task reading = Task.Run(async () =>
        {
            byte[] buffer = new byte[TunDevice.MaxPacketLength];
            while (true)
            {
                await device.ReadAsync(buffer, TestEnd);
            }
        }, TestEnd);
        Tool.Ip(Red, "link del tun0");
        (await FluentActions.Awaiting(() => reading.WaitAsync(TimeSpan.FromSeconds(20), TestEnd)).Should().ThrowAsync<LinuxException>()).Which.Errno.Should().Be(Errno.EBADFD);
        FluentActions.Invoking(() => device.TryWrite(new byte[60])).Should().Throw<LinuxException>().WithMessage($"Could not write a packet to link 'tun0' in '{Red}': EBADFD*The link has been deleted.*");
    }

    [Fact]
    public async Task Packets_are_never_cut_off_in_silence()
    {
        using TunDevice device = CreateNetwork(null);
        using System.Net.Sockets.Socket socket = Red.CreateSocket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Dgram, System.Net.Sockets.ProtocolType.Udp);
        await DrainAsync(device);
        await socket.SendToAsync(new byte[72], new IPEndPoint(s_far, 9), TestEnd);
        FluentActions.Invoking(() => device.TryRead(new byte[27], out _)).Should().Throw<InvalidDataException>().WithMessage("A packet of link 'tun0' does not fit the buffer of 27 bytes.");
        await socket.SendToAsync(new byte[72], new IPEndPoint(s_far, 9), TestEnd);
        device.TryRead(new byte[100], out int length).Should().BeTrue();
        length.Should().Be(100);
    }

    [Fact]
    public void Refusals_tell_why()
    {
        using TunDevice device = Create("tun0", null);
        FluentActions.Invoking(() => TunDevice.Create(Red, "tun0")).Should().Throw<LinuxException>().Where(e => e.Errno == Errno.EBUSY || e.Errno == Errno.EEXIST)
            .WithMessage($"Could not create TUN link 'tun0' in '{Red}': *TunDevice.Open attaches to it.*");
        Red.Links.AddBridge("br0");
        FluentActions.Invoking(() => TunDevice.Create(Red, "br0")).Should().Throw<LinuxException>().WithMessage("*There is a link with this name.*");
        FluentActions.Invoking(() => device.TryWrite(new byte[60])).Should().Throw<LinuxException>();
        device.Link.Up();
        FluentActions.Invoking(() => device.TryWrite(new byte[60])).Should().Throw<LinuxException>().Where(e => e.Errno == Errno.EINVAL).WithMessage("*TUN links take IP packets*");
        FluentActions.Invoking(() => TunDevice.Create(Red, "tun%d")).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new TunOptions { OwnerId = -1 }).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new TunOptions { Mode = (TunMode)3 }).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Users_that_may_not_open_the_file_are_told_what_to_do()
    {
        Assert.SkipWhen(MayOpen() != false, "/dev/net/tun may be opened.");
        FluentActions.Invoking(() => TunDevice.Create(Red, "tun0")).Should().Throw<LinuxException>().Where(e => e.Errno == Errno.EACCES).WithMessage("*chmod 666 /dev/net/tun*");
    }

    private static CancellationToken TestEnd => TestContext.Current.CancellationToken;

    private TunDevice CreateNetwork(TunOptions? options)
    {
        TunDevice device = Create("tun0", options);
        device.Link.AddAddress("10.0.0.1/24");
        device.Link.Up();
        return device;
    }

    private TunDevice Create(string name, TunOptions? options)
    {
        Assert.SkipUnless(MayOpen() == true, "/dev/net/tun may not be opened.");
        return TunDevice.Create(Red, name, options);
    }

    private JsonElement Data(string name) => Tool.Json(Red, "ip", "-d", "-j", "link", "show", "dev", name).Single().GetProperty("linkinfo").GetProperty("info_data");

    /// <returns>Null if there is no such file.</returns>
    private static bool? MayOpen()
    {
        try
        {
            File.Open("/dev/net/tun", FileMode.Open, FileAccess.ReadWrite).Dispose();
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Takes the packets that the kernel sends on its own when the link comes up.</summary>
    private static async Task DrainAsync(TunDevice device)
    {
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        await device.Link.Namespace.PingAsync(s_far, new EchoOptions { Timeout = TimeSpan.FromMilliseconds(200) }, TestEnd);
        while (device.TryRead(buffer, out _))
        {
        }
    }

    private static bool IsEchoRequest(ReadOnlySpan<byte> packet) => packet.Length >= 28 && packet[0] == 0x45 && packet[9] == 1 && packet[20] == 8;

    private static void MakeEchoReply(Span<byte> packet)
    {
        Span<byte> source = stackalloc byte[4];
        packet[12..16].CopyTo(source);
        packet[16..20].CopyTo(packet[12..]);
        source.CopyTo(packet[16..]);
        packet[20] = 0;
        // The checksum of a request with type 8 that becomes type 0.
        int sum = BinaryPrimitives.ReadUInt16BigEndian(packet[22..]) + 0x800;
        BinaryPrimitives.WriteUInt16BigEndian(packet[22..], (ushort)(sum + (sum >> 16)));
    }

    private static bool TryAnswerArp(Span<byte> frame)
    {
        if (frame.Length < 42 || BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) != 0x0806 || frame[21] != 1 || !frame[38..42].SequenceEqual(s_far.GetAddressBytes()))
        {
            return false;
        }

        frame[6..12].CopyTo(frame);
        s_farAddress.GetAddressBytes().CopyTo(frame[6..]);
        frame[21] = 2;
        frame[22..32].CopyTo(frame[32..]);
        s_farAddress.GetAddressBytes().CopyTo(frame[22..]);
        s_far.GetAddressBytes().CopyTo(frame[28..]);
        return true;
    }
}
