using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Sockets;

/// <summary>Unix, packet and netlink sockets that the test makes, against what ss(8) shows of them.</summary>
[Collection("The kernel")]
public sealed partial class OtherSocketTests : KernelTest
{
    private const int AllPackets = 3;
    private const int SOL_PACKET = 263;
    private const int PACKET_RX_RING = 5;
    private const int PACKET_AUXDATA = 8;
    private const int PACKET_FANOUT = 18;

    private readonly List<IDisposable> _sockets = [];

    protected override void Dispose(bool disposing)
    {
        _sockets.ForEach(socket => socket.Dispose());
        base.Dispose(disposing);
    }

    [Fact]
    public void Packet_sockets_are_those_of_ss()
    {
        Red.Loopback.Up();
        Socket all = Open(SocketType.Raw, AllPackets);
        Socket bound = Open(SocketType.Dgram, 0);
        // struct sockaddr_ll
        byte[] address = [(byte)Linux.AF_PACKET, 0, 0x08, 0x06, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        bound.SetRawSocketOption(SOL_PACKET, PACKET_AUXDATA, BitConverter.GetBytes(1));
        bound.SetRawSocketOption(SOL_PACKET, PACKET_RX_RING, [.. Words(8192, 4, 2048, 16)]);
        Native.Bind(bound, address);
        all.SetRawSocketOption(SOL_PACKET, PACKET_FANOUT, BitConverter.GetBytes(7));

        if (!Red.Support.PacketSocketList.IsSupported)
        {
            Action missing = () => Red.GetPacketSockets();
            missing.Should().Throw<NotSupportedException>().Which.Message.Should().Contain("CONFIG_PACKET_DIAG");
            Assert.Skip("The kernel has no list of packet sockets (CONFIG_PACKET_DIAG).");
        }

        IReadOnlyList<PacketSocketInfo> sockets = Red.GetPacketSockets();
        PacketSocketInfo first = sockets.Single(socket => socket.Inode == InodeOf(all));
        PacketSocketInfo second = sockets.Single(socket => socket.Inode == InodeOf(bound));
        (first.Type, first.Protocol, first.LinkIndex, first.FanoutGroup, first.ReceiveRing).Should().Be((SocketType.Raw, AllPackets, null, 7, null));
        first.Flags.Should().HaveFlag(PacketSocketFlags.Running);
        (second.Type, second.Protocol, second.LinkIndex, second.FanoutGroup, second.Version).Should().Be((SocketType.Dgram, 0x0806, 1, null, 1));
        second.Flags.Should().Be(PacketSocketFlags.Running | PacketSocketFlags.AuxiliaryData);
        second.ReceiveRing.Should().NotBeNull();
        (second.ReceiveRing!.BlockSize, second.ReceiveRing.BlockCount, second.ReceiveRing.FrameSize, second.ReceiveRing.FrameCount).Should().Be((8192, 4, 2048, 16));
        second.SendRing.Should().BeNull();
        second.User.Should().NotBeNull();

        string[] lines = Ss("-0", "-a", "-n", "-e", "-m");
        lines.Should().HaveCount(sockets.Count);
        foreach (PacketSocketInfo socket in sockets)
        {
            string line = lines.Single(line => line.Contains($" ino:{socket.Inode} ", StringComparison.Ordinal));
            line.Should().Contain($"sk:{socket.Cookie:x}").And.Contain($"rb{socket.Memory!.ReceiveBuffer},").And.Contain(socket.Type == SocketType.Raw ? "p_raw" : "p_dgr").And.Contain(socket.LinkIndex is null ? ":*" : ":lo");
        }

        Blue.GetPacketSockets().Should().BeEmpty();
        SocketOwner.Find([first.Inode])[first.Inode].Should().Contain(owner => owner.ProcessId == Environment.ProcessId);
    }

    [Fact]
    public void Netlink_sockets_are_those_of_ss()
    {
        using NetlinkSubscription subscription = Red.SubscribeNetlink(Linux.NETLINK_ROUTE, 1, 20);
        using RtnetlinkConnection connection = Red.OpenRtnetlink();
        if (!Red.Support.NetlinkSocketList.IsSupported)
        {
            Action missing = () => Red.GetNetlinkSockets();
            missing.Should().Throw<NotSupportedException>().Which.Message.Should().Contain("CONFIG_NETLINK_DIAG");
            Assert.Skip("The kernel has no list of netlink sockets (CONFIG_NETLINK_DIAG).");
        }

        IReadOnlyList<NetlinkSocketInfo> sockets = Red.GetNetlinkSockets();
        sockets.Select(socket => socket.Cookie).Should().OnlyHaveUniqueItems();
        NetlinkSocketInfo own = sockets.Should().ContainSingle(socket => socket.Groups.SequenceEqual(new[] { 1, 20 })).Subject;
        (own.Protocol, own.Type, own.DestinationPortId).Should().Be((Linux.NETLINK_ROUTE, SocketType.Raw, 0u));
        own.Memory!.ReceiveBuffer.Should().BePositive();
        sockets.Should().Contain(socket => socket.PortId == 0, "the kernel has sockets too");
        sockets.Should().Contain(socket => socket.Flags != null && socket.Flags.Value.HasFlag(NetlinkSocketFlags.CappedAcknowledgements), "those of the library");

        IReadOnlyList<NetlinkSocketInfo> routes = Red.GetNetlinkSockets(Linux.NETLINK_ROUTE);
        routes.Should().OnlyContain(socket => socket.Protocol == Linux.NETLINK_ROUTE).And.Contain(socket => socket.Cookie == own.Cookie);
        Red.GetNetlinkSockets(Linux.NETLINK_GENERIC).Should().OnlyContain(socket => socket.Protocol == Linux.NETLINK_GENERIC);
        // The tool has sockets of its own while it runs.
        (int, uint)[] shown =
        [
            .. Ss("-A", "netlink", "-a", "-n").Select(line => Port().Match(line))
                .Select(match => (int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), unchecked((uint)long.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)))),
        ];
        routes.Select(socket => (socket.Protocol, socket.PortId)).Should().BeSubsetOf(shown);

        Action negative = () => Red.GetNetlinkSockets(-1);
        negative.Should().Throw<ArgumentOutOfRangeException>();
        Action all = () => Red.GetNetlinkSockets(255);
        all.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void The_kernel_selects_Unix_sockets_by_state()
    {
        using TemporaryDirectory directory = new();
        string path = Path.Combine(directory.Path, "server");
        Socket server = Unix();
        server.Bind(new UnixDomainSocketEndPoint(path));
        server.Listen(3);
        Socket client = Unix();
        client.Connect(new UnixDomainSocketEndPoint(path));
        Unix();

        States(UnixSocketState.Listening).Should().Equal(UnixSocketState.Listening);
        States(UnixSocketState.Unconnected).Should().Equal(UnixSocketState.Unconnected);
        States(UnixSocketState.Listening, UnixSocketState.Unconnected).Should().HaveCount(2);
        UnixSocketInfo listening = Red.GetUnixSockets(new UnixSocketFilter { States = [UnixSocketState.Listening], IncludeDetails = true }).Single();
        // The socket that waits is the other end of that of the client.
        listening.PendingInodes.Should().ContainSingle().Which.Should().Be(InodeOf(client));
        listening.Memory!.SendBuffer.Should().BePositive();
        (listening.IsReceiveShutDown, listening.IsSendShutDown).Should().Be((false, false));
        client.Shutdown(SocketShutdown.Send);
        UnixSocketInfo shut = Red.GetUnixSockets().Single(socket => socket.Inode == InodeOf(client));
        (shut.IsReceiveShutDown, shut.IsSendShutDown, shut.Memory, shut.PendingInodes).Should().Be((false, true, null, null));
        string.Concat(Ss("-x", "-l", "-m")).Should().Contain($"tb{listening.Memory.SendBuffer}");

        Action empty = () => _ = new UnixSocketFilter { States = [] };
        empty.Should().Throw<ArgumentException>();
        Action unknown = () => _ = new UnixSocketFilter { States = [(UnixSocketState)3] };
        unknown.Should().Throw<ArgumentException>();
    }

    private static IEnumerable<byte> Words(params uint[] words) => words.SelectMany(BitConverter.GetBytes);

    private static ulong InodeOf(Socket socket) =>
        ulong.Parse(Inode().Match(new FileInfo($"/proc/self/fd/{socket.Handle}").LinkTarget!).Groups[1].Value, CultureInfo.InvariantCulture);

    private IEnumerable<UnixSocketState> States(params UnixSocketState[] states) => Red.GetUnixSockets(new UnixSocketFilter { States = states }).Select(socket => socket.State);

    private Socket Open(SocketType type, int etherType)
    {
        int protocol = System.Net.IPAddress.HostToNetworkOrder((short)etherType) & ushort.MaxValue;
        SafeSocketHandle handle = Red.CreateSocketHandle(Linux.AF_PACKET, (int)type == (int)SocketType.Raw ? Linux.SOCK_RAW : Linux.SOCK_DGRAM, protocol);
        Socket socket = new(handle);
        _sockets.Add(socket);
        return socket;
    }

    private Socket Unix()
    {
        Socket socket = Red.CreateSocket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _sockets.Add(socket);
        return socket;
    }

    /// <summary>The lines of ss(8), each with its continuations.</summary>
    private string[] Ss(params string[] options) => Continuation().Replace(Tool.RunIn(Red, ["ss", "-H", .. options]), " ").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"\n\s+")]
    private static partial Regex Continuation();

    /// <summary>The protocol and the port of a netlink socket.</summary>
    [GeneratedRegex(@"^\S+\s+\d+\s+\d+\s+(\d+):(-?\d+)\s")]
    private static partial Regex Port();

    [GeneratedRegex(@"\[(\d+)\]")]
    private static partial Regex Inode();
}
