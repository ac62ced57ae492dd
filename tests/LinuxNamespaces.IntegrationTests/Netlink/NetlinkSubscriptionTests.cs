using System.Runtime.InteropServices;
using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Netlink;

/// <summary>Multicast groups of the kernel.</summary>
[Collection("The kernel")]
public sealed class NetlinkSubscriptionTests : KernelTest
{
    private const int RTNLGRP_LINK = 1;
    private const int RTNLGRP_IPV4_ROUTE = 7;
    private const int RTNLGRP_BRVLAN = 33;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Changes_are_told_from_the_subscription_on()
    {
        Red.Links.AddBridge("before");
        using NetlinkSubscription links = Red.SubscribeNetlink(Linux.NETLINK_ROUTE, RTNLGRP_LINK);
        Red.Links.AddBridge("br0");
        Red.Links.AddBridge("br1");
        List<string> names = [];
        await foreach (string name in links.ReadAllAsync(LinkName.Of, Cancellation))
        {
            names.Add(name);
            if (name == "br1")
            {
                break;
            }
        }

        names.Distinct().Should().Equal("br0", "br1");
    }

    [Fact]
    public async Task Groups_are_joined_and_left_also_those_beyond_a_mask_of_32_bits()
    {
        using NetlinkSubscription links = Red.SubscribeNetlink(Linux.NETLINK_ROUTE);
        links.Join(RTNLGRP_LINK);
        links.Join(RTNLGRP_BRVLAN);
        Red.Links.AddBridge("br0");
        (await links.ReceiveAsync(LinkName.Of, Cancellation)).Should().Contain("br0");
        links.Leave(RTNLGRP_LINK);
        Red.Links.AddBridge("br1");
        links.Join(RTNLGRP_LINK);
        Red.Links.AddBridge("br2");
        List<string> names = [];
        while (!names.Contains("br2"))
        {
            names.AddRange(await links.ReceiveAsync(LinkName.Of, Cancellation));
        }

        names.Should().NotContain("br1");
        Action act = () => links.Join(9999);
        act.Should().Throw<LinuxException>().Which.Errno.Should().Be(Errno.EINVAL);
    }

    [Fact]
    public async Task Messages_that_were_dropped_are_told_and_reading_goes_on()
    {
        using NetlinkSubscription routes = Red.SubscribeNetlink(Linux.NETLINK_ROUTE, RTNLGRP_IPV4_ROUTE);
        Red.Loopback.Up();
        using (NetlinkConnection connection = Red.OpenNetlink(Linux.NETLINK_ROUTE))
        {
            connection.Execute(RawRouteBatch.Create(30_000)).ThrowIfFailed();
        }

        Func<Task> readAll = async () =>
        {
            while (true)
            {
                await routes.ReceiveAsync(TypeOf, Cancellation);
            }
        };
        (await readAll.Should().ThrowAsync<LinuxException>()).Which.Errno.Should().Be(Errno.ENOBUFS);
        (await routes.ReceiveAsync(TypeOf, Cancellation)).Should().NotBeEmpty("what was there before the drop is still there");
        await routes.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task What_another_process_sends_to_the_group_is_not_taken_for_the_kernels()
    {
        using NetlinkSubscription links = Red.SubscribeNetlink(Linux.NETLINK_ROUTE, RTNLGRP_LINK);
        using SafeHandle sender = Red.CreateSocketHandle(Linux.AF_NETLINK, Linux.SOCK_RAW, Linux.NETLINK_ROUTE);
        SendToGroup(sender);
        Red.Links.AddBridge("br0");
        (await links.ReceiveAsync(LinkName.Of, Cancellation)).Should().NotContain("false");
    }

    [Fact]
    public async Task A_wait_can_be_cancelled()
    {
        using NetlinkSubscription links = Red.SubscribeNetlink(Linux.NETLINK_ROUTE, RTNLGRP_LINK);
        using CancellationTokenSource soon = new(TimeSpan.FromMilliseconds(50));
        Func<Task> act = async () => await links.WaitAsync(soon.Token);
        await act.Should().ThrowAsync<OperationCanceledException>();
    }

    private static unsafe void SendToGroup(SafeHandle socket)
    {
        NetlinkMessageWriter message = new(stackalloc byte[64], Linux.RTM_NEWLINK);
        message.WriteStruct<ifinfomsg>();
        message.WriteString(Linux.IFLA_IFNAME, "false"u8);
        sockaddr_nl address = new() { nl_family = Linux.AF_NETLINK, nl_groups = 1 };
        fixed (byte* start = message.Finish())
        {
            iovec vector = new() { iov_base = start, iov_len = (nuint)message.Length };
            msghdr header = new() { msg_name = &address, msg_namelen = (uint)sizeof(sockaddr_nl), msg_iov = &vector, msg_iovlen = 1 };
            // The message goes to the kernel too, which says that it cannot do that.
            SystemCalls.Check(Libc.sendmsg(socket, &header, 0), "send to a group");
        }
    }

    private static string TypeOf(in NetlinkMessage message) => message.Type == Linux.RTM_NEWROUTE ? "route" : "other";
}
