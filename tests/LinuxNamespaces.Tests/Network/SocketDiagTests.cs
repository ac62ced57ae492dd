using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using CsCheck;
using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using LinuxNamespaces.TestTools;
using Xunit;
using static LinuxNamespaces.Network.SocketDiagSchema;

namespace LinuxNamespaces.Tests.Network;

/// <summary>The bytes are those of linux/inet_diag.h, and those that ss(8) sends.</summary>
public sealed class SocketDiagTests
{
    private const int Rounds = 1000;
    private const string NoSocket = "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000";

    // A connection as kernel 6.18 describes it, without attributes: 10.0.0.1:8080, 10.0.0.2:40000, on link 3.
    private const string Established = "02010100" + "1F909C40" + "0A000001000000000000000000000000" + "0A000002000000000000000000000000" + "03000000" + "0700000001000000"
        + "C8000000" + "05000000" + "09000000" + "E8030000" + "67120000";

    private static readonly NetSocketFilter s_everything = new()
    {
        Protocol = ProtocolType.Tcp,
        States = [TcpState.Established, TcpState.Listen],
        Local = IPNetwork.Parse("2001:db8::/32"),
        Remote = IPNetwork.Parse("10.0.0.0/8"),
        LocalPorts = new PortRange(80, 90),
        RemotePorts = new PortRange(1024, 65535),
        LinkIndex = 3,
        Mark = 7,
        IncludeDetails = true,
    };

    [Fact]
    public void Sockets_with_an_address_and_ports_are_asked_for_as_ss_does() =>
        // ss -4tn state established '( sport ge :80 and sport le :90 )' src 10.0.0.0/8
        Request(ProtocolType.Tcp, new NetSocketFilter { States = [TcpState.Established], Local = IPNetwork.Parse("10.0.0.0/8"), LocalPorts = new PortRange(80, 90) })
            .Should().Be(string.Concat(
                "6C000000", "1400", "0000", "00000000", "00000000",  // 108 bytes, SOCK_DIAG_BY_FAMILY
                "02060000", "02000000", NoSocket,                    // AF_INET, TCP, TCP_ESTABLISHED
                "24000100",                                          // INET_DIAG_REQ_BYTECODE
                "02082400", "00005000",                              // INET_DIAG_BC_S_GE 80
                "03081C00", "00005A00",                              // INET_DIAG_BC_S_LE 90
                "07101400", "02080000", "FFFFFFFF", "0A000000"));    // INET_DIAG_BC_S_COND AF_INET /8, any port

    [Fact]
    public void Link_and_mark_are_conditions() =>
        Request(ProtocolType.Udp, new NetSocketFilter { LinkIndex = 3, Mark = 7 }).Should().Be(string.Concat(
            "60000000", "1400", "0000", "00000000", "00000000",      // 96 bytes, SOCK_DIAG_BY_FAMILY
            "02110000", "FE1F0000", NoSocket,                        // AF_INET, UDP, all states
            "18000100",                                              // INET_DIAG_REQ_BYTECODE
            "09081800", "03000000",                                  // INET_DIAG_BC_DEV_COND 3
            "0A0C1000", "07000000", "FFFFFFFF"));                    // INET_DIAG_BC_MARK_COND 7

    [Fact]
    public void Details_are_asked_for_by_bits() =>
        Request(ProtocolType.Tcp, new NetSocketFilter { IncludeDetails = true })[32..48].Should().Be("0206FA00" + "FE1F0000");

    [Fact]
    public void Longest_request_fits_its_buffer_and_no_request_allocates()
    {
        byte[] buffer = new byte[SocketDiag.BufferSize];
        SocketDiag.WriteList(buffer, ProtocolType.Tcp, AddressFamily.InterNetworkV6, s_everything with { Remote = IPNetwork.Parse("2001:db8::/64") }).Length.Should().Be(16 + 56 + 4 + SocketBytecode.MaxLength);
        Allocations.Count(Rounds, () => SocketDiag.WriteList(buffer, ProtocolType.Tcp, AddressFamily.InterNetworkV6, s_everything).Finish()).Should().Be(0);
    }

    [Fact]
    public void Every_jump_leads_to_the_next_condition_or_over_the_end()
    {
        ReadOnlySpan<byte> code = SocketBytecode.Compile(new byte[SocketBytecode.MaxLength], s_everything);
        int position = 0;
        int conditions = 0;
        while (position < code.Length)
        {
            BitConverter.ToUInt16(code[(position + 2)..]).Should().Be((ushort)(code.Length - position + 4));
            position += code[position + 1];
            conditions++;
        }

        position.Should().Be(code.Length);
        conditions.Should().Be(8);
    }

    [Fact]
    public void Socket_is_destroyed_by_its_addresses_and_cookie()
    {
        byte[] buffer = new byte[SocketDiag.BufferSize];
        NetSocketInfo socket = Parse(Established)!;
        Convert.ToHexString(SocketDiag.WriteDestroy(buffer, socket).Finish()).Should().Be(
            "48000000" + "1500" + "0000" + "00000000" + "00000000" + "02060000" + "FE1F0000" + Established[8..104]);
    }

    [Fact]
    public void Socket_is_read()
    {
        NetSocketInfo socket = Parse(Established + "08000F0007000000" + "05000500B8000000" + "0600040062627200" + "05000800" + "02000000")!;
        socket.Should().Be(new NetSocketInfo
        {
            Protocol = ProtocolType.Tcp,
            Local = new IPEndPoint(IPAddress.Parse("10.0.0.1"), 8080),
            Remote = new IPEndPoint(IPAddress.Parse("10.0.0.2"), 40000),
            State = TcpState.Established,
            ReceiveQueue = 5,
            SendQueue = 9,
            User = 1000,
            Inode = 4711,
            Cookie = 0x1_0000_0007,
            LinkIndex = 3,
            Timer = SocketTimer.Retransmission,
            TimerExpires = TimeSpan.FromMilliseconds(200),
            Retransmissions = 0,
            Mark = 7,
            TypeOfService = 0xb8,
            CongestionControl = "bb",
            IsReceiveShutDown = false,
            IsSendShutDown = true,
        });
    }

    [Theory]
    [InlineData(224, null, null, null)]
    [InlineData(232, 3L, null, null)]
    [InlineData(240, 3L, 4L, null)]
    [InlineData(248, 3L, 4L, 5L)]
    [InlineData(280, 3L, 4L, 5L)]
    public void Fields_of_newer_kernels_are_read_if_they_are_there(int length, long? window, long? ownWindow, long? timeouts)
    {
        byte[] bytes = new byte[length];
        bytes[6] = 0x7a;
        bytes[7] = 1;
        BitConverter.TryWriteBytes(bytes.AsSpan(8), 204_000);
        bytes.AsSpan(88, 4).Fill(0x7f);
        Set(228, 3);
        Set(232, 4);
        Set(240, 5);
        TcpConnectionInfo info = TcpConnectionInfo.Read(bytes);
        (info.SendWindow, info.ReceiveWindow, info.Timeouts).Should().Be((window, ownWindow, timeouts));
        (info.SendWindowScale, info.ReceiveWindowScale, info.IsDeliveryRateApplicationLimited, info.RetransmissionTimeout).Should().Be((10, 7, true, TimeSpan.FromMilliseconds(204)));
        Action shorter = () => TcpConnectionInfo.Read(bytes.AsSpan(0, 223));
        shorter.Should().Throw<InvalidDataException>();

        void Set(int offset, byte value)
        {
            if (offset < bytes.Length)
            {
                bytes[offset] = value;
            }
        }
    }

    [Fact]
    public void Unix_socket_is_read()
    {
        UnixSocketInfo named = ParseUnix("01010A00" + "67120000" + "0700000000000000" + "0900000064622F3100000000" + "0C000400" + "0100000080000000" + "08000700E8030000")!;
        (named.Type, named.State, named.Inode, named.Cookie, named.Path, named.AbstractName, named.PeerInode, named.ReceiveQueue, named.SendQueue, named.User)
            .Should().Be((SocketType.Stream, UnixSocketState.Listening, 4711UL, 7UL, "db/1", null, null, 1, 128, 1000U));
        UnixSocketInfo @abstract = ParseUnix("01020100" + "67120000" + "0700000000000000" + "0700000000646200" + "0800020001000000")!;
        (@abstract.Type, @abstract.Path, @abstract.AbstractName, @abstract.PeerInode).Should().Be((SocketType.Dgram, null, "db", 1UL));
    }

    [Fact]
    public void A_message_that_is_cut_is_an_error()
    {
        for (int length = 0; length < Established.Length; length += 2)
        {
            Action act = () => Parse(Established[..length]);
            act.Should().Throw<InvalidDataException>();
        }

        Action unix = () => ParseUnix("01010A00");
        unix.Should().Throw<InvalidDataException>();
    }

    [Fact]
    public void Random_messages_are_read_or_refused()
    {
        int read = 0;
        HostileInput.Attributes(72).Sample(
            bytes =>
            {
                HostileInput.SetType(bytes, SOCK_DIAG_BY_FAMILY);
                bytes[Math.Min(16, bytes.Length - 1)] = bytes[^1] % 2 == 0 ? (byte)Linux.AF_INET : (byte)Linux.AF_INET6;
                foreach (NetlinkMessage message in new NetlinkMessageReader(bytes))
                {
                    try
                    {
                        read += SocketDiagReader.Parse(message, ProtocolType.Tcp) is null ? 0 : 1;
                        UnixSocketInfo.Parse(message);
                    }
                    catch (InvalidDataException)
                    {
                    }
                }
            },
            iter: 20_000,
            threads: 1);
        read.Should().BeGreaterThan(200);
    }

    [Fact]
    public void Filter_that_makes_no_sense_is_refused()
    {
        Action[] filters =
        [
            () => _ = new NetSocketFilter { Protocol = ProtocolType.Icmp },
            () => _ = new NetSocketFilter { Family = AddressFamily.Unix },
            () => _ = new NetSocketFilter { States = [] },
            () => _ = new NetSocketFilter { States = [TcpState.Unknown] },
            () => _ = new NetSocketFilter { States = [TcpState.Established, TcpState.DeleteTcb] },
            () => _ = new NetSocketFilter { LinkIndex = 0 },
            () => _ = new NetSocketFilter { Mark = -1 },
            () => _ = new NetSocketFilter { Mark = 1L << 32 },
        ];
        foreach (Action filter in filters)
        {
            filter.Should().Throw<ArgumentException>();
        }
    }

    [Theory]
    [InlineData("10.0.0.0/8", "10.1.2.3", true)]
    [InlineData("10.0.0.0/8", "::ffff:10.1.2.3", true)]
    [InlineData("10.0.0.0/8", "11.1.2.3", false)]
    [InlineData("10.0.0.0/8", "2001:db8::1", false)]
    [InlineData("::/0", "10.1.2.3", false)]
    [InlineData("2001:db8::/32", "2001:db8::1", true)]
    public void Filter_means_the_same_where_the_kernel_does_not_apply_it(string prefix, string address, bool expected)
    {
        NetSocketInfo socket = Parse(Established)! with { Local = new IPEndPoint(IPAddress.Parse(address), 1) };
        new NetSocketFilter { Local = IPNetwork.Parse(prefix) }.Matches(socket).Should().Be(expected);
        new NetSocketFilter { RemotePorts = new PortRange(40001, 50000) }.Matches(socket).Should().BeFalse();
        new NetSocketFilter { States = [TcpState.Listen] }.Matches(socket).Should().BeFalse();
    }

    private static string Request(ProtocolType protocol, NetSocketFilter filter) =>
        Convert.ToHexString(SocketDiag.WriteList(new byte[SocketDiag.BufferSize], protocol, AddressFamily.InterNetwork, filter).Finish());

    private static NetSocketInfo? Parse(string payload) => SocketDiagReader.Parse(Message(payload), ProtocolType.Tcp);

    private static UnixSocketInfo? ParseUnix(string payload) => UnixSocketInfo.Parse(Message(payload));

    private static NetlinkMessage Message(string payload)
    {
        byte[] bytes = [.. BitConverter.GetBytes(16 + (payload.Length / 2)), (byte)SOCK_DIAG_BY_FAMILY, 0, .. new byte[10], .. Convert.FromHexString(payload)];
        return new NetlinkMessage(bytes);
    }
}
