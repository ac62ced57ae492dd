using System.Runtime.InteropServices;
using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Netlink;

/// <summary>The client on the kernel.</summary>
[Collection("The kernel")]
public sealed unsafe class NetlinkConnectionTests : KernelTest
{
    [Fact]
    public void Another_process_cannot_send_to_the_port_of_a_connection()
    {
        using NetlinkConnection connection = Red.OpenNetlink(Linux.NETLINK_ROUTE);
        using SafeHandle sender = Red.CreateSocketHandle(Linux.AF_NETLINK, Linux.SOCK_RAW, Linux.NETLINK_ROUTE);
        using SafeHandle open = Red.CreateSocketHandle(Linux.AF_NETLINK, Linux.SOCK_RAW, Linux.NETLINK_ROUTE);
        sockaddr_nl address = new() { nl_family = Linux.AF_NETLINK };
        uint length = (uint)sizeof(sockaddr_nl);
        SystemCalls.Check(Libc.bind(open, &address, length), "bind");
        SystemCalls.Check(Libc.getsockname(open, &address, &length), "read the name");
        Send(sender, address.nl_pid).Should().Be(default(Errno), "a socket that is not connected takes anything, so this test sends as an attacker could");
        Send(sender, connection.PortId).Should().Be(Errno.ECONNREFUSED);
        Link(connection, 1).Should().Be("lo");
    }

    [Fact]
    public void What_was_sent_before_the_connection_took_the_socket_is_dropped()
    {
        using SafeHandle sender = Red.CreateSocketHandle(Linux.AF_NETLINK, Linux.SOCK_RAW, Linux.NETLINK_ROUTE);
        SafeHandle socket = Red.CreateSocketHandle(Linux.AF_NETLINK, Linux.SOCK_RAW, Linux.NETLINK_ROUTE);
        sockaddr_nl address = new() { nl_family = Linux.AF_NETLINK };
        uint length = (uint)sizeof(sockaddr_nl);
        SystemCalls.Check(Libc.bind(socket, &address, length), "bind");
        SystemCalls.Check(Libc.getsockname(socket, &address, &length), "read the name");
        // An answer to the first request, as the kernel would send it.
        Send(sender, address.nl_pid, sequence: 1).Should().Be(default(Errno));
        using NetlinkConnection connection = new(socket);
        Link(connection, 1).Should().Be("lo");
    }

    [Fact]
    public void The_kernel_names_the_attribute_and_its_policy()
    {
        using NetlinkConnection connection = Red.OpenNetlink(Linux.NETLINK_ROUTE, [.. LinkSchema.Messages]);
        Action act = () =>
        {
            NetlinkMessageWriter request = new(new byte[256], Linux.RTM_NEWLINK, NetlinkMessageFlags.Create);
            request.WriteStruct<ifinfomsg>();
            NestedAttribute information = request.BeginNested(Linux.IFLA_LINKINFO);
            request.WriteString(Linux.IFLA_INFO_KIND, "veth"u8);
            NestedAttribute data = request.BeginNested(Linux.IFLA_INFO_DATA);
            NestedAttribute peer = request.BeginNested(VethLink.VETH_INFO_PEER);
            request.WriteStruct<ifinfomsg>();
            request.WriteString(Linux.IFLA_IFNAME, "a-name-that-is-too-long"u8);
            request.EndNested(peer);
            request.EndNested(data);
            request.EndNested(information);
            connection.Execute(request, new NetlinkOperation("create veth pair"));
        };
        NetlinkException failure = act.Should().Throw<NetlinkException>().Which;
        failure.Errno.Should().Be(Errno.ERANGE);
        failure.AttributeName.Should().Be("IFLA_LINKINFO > IFLA_INFO_DATA > VETH_INFO_PEER > IFLA_IFNAME");
        failure.Policy!.MaxLength.Should().Be(15);
        failure.Message.Should().Contain($" in '{Red}'");
    }

    [Fact]
    public void Headers_and_filters_are_checked_strictly_and_the_error_is_at_the_end_of_the_dump()
    {
        using NetlinkConnection connection = Red.OpenNetlink(Linux.NETLINK_ROUTE);
        foreach ((int prefix, uint index, Errno errno) in new[] { (8, 0u, Errno.EINVAL), (0, 9999u, Errno.ENODEV) })
        {
            Action act = () =>
            {
                NetlinkMessageWriter request = new(new byte[64], Linux.RTM_GETADDR);
                ref ifaddrmsg header = ref request.WriteStruct<ifaddrmsg>();
                header.ifa_prefixlen = (byte)prefix;
                header.ifa_index = index;
                connection.Dump(request, new NetlinkOperation("list addresses"), (in _) => "address");
            };
            act.Should().Throw<NetlinkException>().Which.Errno.Should().Be(errno);
        }
    }

    [Fact]
    public void A_message_that_the_kernel_does_not_know_is_an_error_and_not_a_wait()
    {
        using NetlinkConnection connection = Red.OpenNetlink(Linux.NETLINK_ROUTE);
        Action act = () => connection.Get(new NetlinkMessageWriter(new byte[64], 9999), new NetlinkOperation("ask"), (in _) => "object");
        act.Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.EOPNOTSUPP);
    }

    [Fact]
    public void A_second_dump_follows_one_that_was_left_early()
    {
        Red.Loopback.Up();
        using NetlinkConnection connection = Red.OpenNetlink(Linux.NETLINK_ROUTE);
        connection.Execute(RawRouteBatch.Create(2000)).ThrowIfFailed();
        for (int round = 0; round < 3; round++)
        {
            NetlinkMessageWriter request = new(new byte[64], Linux.RTM_GETROUTE);
            request.WriteStruct<rtmsg>().rtm_family = Linux.AF_INET;
            int seen = 0;
            foreach (NetlinkMessage message in connection.EnumerateDump(request, new NetlinkOperation("list routes")))
            {
                seen += message.Type == Linux.RTM_NEWROUTE ? 1 : 0;
                if (round < 2 && seen == 5)
                {
                    break;
                }
            }

            seen.Should().Be(round < 2 ? 5 : seen).And.BeGreaterThanOrEqualTo(round < 2 ? 5 : 2000);
        }
    }

    [Fact]
    public void Several_threads_share_a_connection()
    {
        using NetlinkConnection connection = Red.OpenNetlink(Linux.NETLINK_ROUTE);
        Parallel.For(0, 200, _ => Link(connection, 1).Should().Be("lo"));
    }

    [Fact]
    public void A_descriptor_that_is_no_netlink_socket_is_refused_and_closed()
    {
        SafeHandle socket = Red.CreateSocketHandle(Linux.AF_INET, 2, 0);
        Action act = () => _ = new NetlinkConnection(socket);
        act.Should().Throw<LinuxException>();
        socket.IsClosed.Should().BeTrue();
    }

    [Fact]
    public void Nothing_is_allocated_for_a_request_and_its_answer()
    {
        Red.Loopback.Up();
        using NetlinkConnection connection = Red.OpenNetlink(Linux.NETLINK_ROUTE);
        connection.Execute(RawRouteBatch.Create(3000)).ThrowIfFailed();
        NetlinkBatch batch = new();
        int found = 0;
        AllocatedBy(() => found += LinkValue.Get(connection, 1).Index).Should().Be(0, "this is a get");
        AllocatedBy(() => found += RouteCount.Of(connection)).Should().Be(0, "this is a dump");
        AllocatedBy(() => found += Enumerate(connection)).Should().Be(0, "this is a dump as a stream");
        AllocatedBy(() => SetUp(connection)).Should().Be(0, "this is a change");
        AllocatedBy(() =>
        {
            batch.Clear();
            Span<byte> buffer = stackalloc byte[64];
            for (int i = 0; i < 10; i++)
            {
                NetlinkMessageWriter request = new(buffer, Linux.RTM_NEWLINK);
                request.WriteStruct<ifinfomsg>().ifi_index = 1;
                batch.Add(request, new NetlinkOperation("set link", 1));
            }

            connection.Execute(batch).ThrowIfFailed();
        }).Should().Be(0, "this is a batch");
        found.Should().BeGreaterThan(3000);
    }

    private static long AllocatedBy(Action action) => Allocations.Count(20, action);

    private static void SetUp(NetlinkConnection connection)
    {
        NetlinkMessageWriter request = new(stackalloc byte[64], Linux.RTM_NEWLINK);
        ref ifinfomsg header = ref request.WriteStruct<ifinfomsg>();
        header.ifi_index = 1;
        header.ifi_flags = Linux.IFF_UP;
        header.ifi_change = Linux.IFF_UP;
        connection.Execute(request, new NetlinkOperation("set up link", 1));
    }

    private static int Enumerate(NetlinkConnection connection)
    {
        NetlinkMessageWriter request = new(stackalloc byte[64], Linux.RTM_GETROUTE);
        request.WriteStruct<rtmsg>().rtm_family = Linux.AF_INET;
        int seen = 0;
        foreach (NetlinkMessage message in connection.EnumerateDump(request, new NetlinkOperation("list routes")))
        {
            seen += message.Payload.Length > 0 ? 1 : 0;
        }

        return seen;
    }

    private static string Link(NetlinkConnection connection, int index)
    {
        NetlinkMessageWriter request = new(stackalloc byte[64], Linux.RTM_GETLINK);
        request.WriteStruct<ifinfomsg>().ifi_index = index;
        return connection.Get(request, new NetlinkOperation("get link", index), LinkName.Of);
    }

    /// <summary>Sends an error message to a port.</summary>
    private static Errno Send(SafeHandle socket, uint port, uint sequence = 0)
    {
        NetlinkMessageWriter message = new(stackalloc byte[64], Linux.NLMSG_ERROR);
        message.WriteStruct<int>() = -Errno.EBUSY.Value;
        Span<byte> bytes = message.Finish();
        MemoryMarshal.Write(bytes[8..], sequence);
        MemoryMarshal.Write(bytes[12..], port);
        sockaddr_nl address = new() { nl_family = Linux.AF_NETLINK, nl_pid = port };
        fixed (byte* start = bytes)
        {
            iovec vector = new() { iov_base = start, iov_len = (nuint)bytes.Length };
            msghdr header = new() { msg_name = &address, msg_namelen = (uint)sizeof(sockaddr_nl), msg_iov = &vector, msg_iovlen = 1 };
            return Libc.sendmsg(socket, &header, 0) == -1 ? SystemCalls.LastError : default;
        }
    }

    private struct LinkValue : INetlinkMessageHandler
    {
        internal int Index { get; private set; }

        internal static LinkValue Get(NetlinkConnection connection, int index)
        {
            NetlinkMessageWriter request = new(stackalloc byte[64], Linux.RTM_GETLINK);
            request.WriteStruct<ifinfomsg>().ifi_index = index;
            LinkValue value = default;
            connection.Get(request, new NetlinkOperation("get link"), ref value);
            return value;
        }

        public void Restart() => Index = 0;

        public void OnMessage(in NetlinkMessage message) => Index = message.ReadStruct<ifinfomsg>().ifi_index;
    }

    private struct RouteCount : INetlinkMessageHandler
    {
        private int _count;

        internal static int Of(NetlinkConnection connection)
        {
            NetlinkMessageWriter request = new(stackalloc byte[64], Linux.RTM_GETROUTE);
            request.WriteStruct<rtmsg>().rtm_family = Linux.AF_INET;
            RouteCount count = default;
            connection.Dump(request, new NetlinkOperation("list routes"), ref count);
            return count._count;
        }

        public void Restart() => _count = 0;

        public void OnMessage(in NetlinkMessage message)
        {
            foreach (NetlinkAttribute attribute in message.AttributesAfter<rtmsg>())
            {
                _count += attribute.Type == Linux.RTA_DST && attribute.ReadUInt32() != 0 ? 1 : 0;
            }
        }
    }
}
