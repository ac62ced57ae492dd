using System.Diagnostics;
using System.Net;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests;

[Collection("The kernel")]
public sealed class PingTests : KernelTest
{
    private static readonly EchoOptions s_short = new() { Timeout = TimeSpan.FromMilliseconds(100) };
    private static readonly EchoOptions s_patient = new() { Timeout = TimeSpan.FromSeconds(20) };
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("10.0.2.2", "10.0.1.1")]
    [InlineData("2001:db8:2::2", "2001:db8:1::1")]
    public async Task Request_that_passes_too_many_routers_is_told_by_the_router(string target, string near)
    {
        using NetNamespace router = NetNamespace.Create();
        Route(router);
        PingResult expired = await Red.PingAsync(IPAddress.Parse(target), s_patient with { Ttl = 1 }, Cancellation);
        expired.Succeeded.Should().BeFalse();
        EchoReply reply = expired.Replies.Single();
        reply.Status.Should().Be(EchoStatus.TtlExpired);
        reply.From.Should().Be(IPAddress.Parse(near));
        reply.RoundTripTime.Should().BePositive();

        PingResult arrived = await Red.PingAsync(IPAddress.Parse(target), s_patient with { Ttl = 2 }, Cancellation);
        arrived.Succeeded.Should().BeTrue();
        arrived.Replies.Single().From.Should().Be(IPAddress.Parse(target));
        arrived.Replies.Single().Ttl.Should().Be(63, "the answer passed one router");
    }

    [Theory]
    [InlineData("10.0.2.2")]
    [InlineData("2001:db8:2::2")]
    public async Task Request_that_is_too_large_for_a_link_on_the_way_is_told_and_the_next_one_fits(string target)
    {
        using NetNamespace router = NetNamespace.Create();
        Route(router);
        router.Links.Get("far").SetMtu(1280);
        Blue.Links.Get("eth0").SetMtu(1280);
        PingResult result = await Red.PingAsync(IPAddress.Parse(target), s_patient with { PayloadSize = 1400, Count = 2 }, Cancellation);
        result.Replies[0].Status.Should().Be(EchoStatus.PacketTooBig);
        result.Replies[1].Status.Should().Be(EchoStatus.Success);
        result.Replies[1].Size.Should().Be(1408);
    }

    [Theory]
    [InlineData("10.0.3.1")]
    [InlineData("2001:db8:3::1")]
    public async Task Destination_that_a_router_cannot_reach_is_told_by_the_router(string target)
    {
        using NetNamespace router = NetNamespace.Create();
        Route(router);
        EchoReply reply = (await Red.PingAsync(IPAddress.Parse(target), s_patient, Cancellation)).Replies.Single();
        reply.Status.Should().Be(EchoStatus.DestinationUnreachable);
        reply.From.Should().BeOneOf(IPAddress.Parse("10.0.1.1"), IPAddress.Parse("2001:db8:1::1"));
    }

    [Theory]
    [InlineData("10.0.0.9", "ipv4", "10.0.0.1")]
    [InlineData("2001:db8::9", "ipv6", "2001:db8::1")]
    public async Task Address_that_nobody_has_times_out_or_is_told_by_this_host(string target, string family, string own)
    {
        Connect();
        EchoReply silent = (await Red.PingAsync(IPAddress.Parse(target), s_short, Cancellation)).Replies.Single();
        silent.Should().BeEquivalentTo(new { Sequence = 1, Status = EchoStatus.TimedOut, From = (IPAddress?)null, RoundTripTime = (TimeSpan?)null, Ttl = (int?)null, Size = 0 });

        Tool.RunIn(Red, "sh", "-c", $"echo 20 >/proc/sys/net/{family}/neigh/eth0/retrans_time_ms");
        EchoReply told = (await Red.PingAsync(IPAddress.Parse(target), s_patient, Cancellation)).Replies.Single();
        told.Status.Should().Be(EchoStatus.DestinationUnreachable);
        told.From.Should().Be(IPAddress.Parse(own));
    }

    [Theory]
    [InlineData("10.0.0.2")]
    [InlineData("2001:db8::2")]
    public async Task Requests_larger_than_the_MTU_and_empty_ones_are_answered(string target)
    {
        Connect();
        foreach (int size in new[] { 0, 1, 1472, 1473, 4000, 65500 })
        {
            EchoReply reply = (await Red.PingAsync(IPAddress.Parse(target), s_patient with { PayloadSize = size }, Cancellation)).Replies.Single();
            reply.Status.Should().Be(EchoStatus.Success, $"{size} bytes arrive");
            reply.Size.Should().Be(size + 8);
            reply.Ttl.Should().Be(64);
        }
    }

    [Theory]
    [InlineData("10.0.0.2")]
    [InlineData("2001:db8::2")]
    public async Task Requests_go_out_as_often_and_as_fast_as_is_asked_for(string target)
    {
        Connect();
        long start = Stopwatch.GetTimestamp();
        PingResult result = await Red.PingAsync(IPAddress.Parse(target), s_patient with { Count = 3, Interval = TimeSpan.FromMilliseconds(150) }, Cancellation);
        // The runtime's timers may ring some milliseconds early.
        Stopwatch.GetElapsedTime(start).Should().BeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(280)).And.BeLessThan(TimeSpan.FromSeconds(10));
        result.Replies.Select(reply => reply.Sequence).Should().Equal(1, 2, 3);
        result.Received.Should().Be(3);
        result.ToString().Should().StartWith("3 packets transmitted, 3 received, 0% packet loss");

        List<TimeSpan> times = [];
        start = Stopwatch.GetTimestamp();
        await foreach (EchoReply reply in Red.PingStreamAsync(IPAddress.Parse(target), s_patient with { Count = 2, Interval = TimeSpan.FromMilliseconds(300) }, Cancellation))
        {
            times.Add(Stopwatch.GetElapsedTime(start));
        }

        (times[1] - times[0]).Should().BeGreaterThan(TimeSpan.FromMilliseconds(200), "the first is told before the second goes out");
    }

    [Fact]
    public async Task Link_local_addresses_are_asked_on_the_link_of_their_scope()
    {
        Connect();
        int index = Red.Links.Get("eth0").Index;
        // One may be lost on a cable that has just been plugged in.
        EchoOptions several = new() { Count = 4, Interval = TimeSpan.FromMilliseconds(200), Timeout = TimeSpan.FromSeconds(5) };
        PingResult result = await Red.PingAsync(new IPAddress(IPAddress.Parse("fe80::2").GetAddressBytes(), index), several, Cancellation);
        result.Replies.First(reply => reply.Status == EchoStatus.Success).From.Should().Be(new IPAddress(IPAddress.Parse("fe80::2").GetAddressBytes(), index));

        VethPair other = VethPair.Create(Red, "eth1", Blue, "eth1").Connect();
        AddAddress(other.First, "fe80::1/64");
        (await Red.PingAsync(new IPAddress(IPAddress.Parse("fe80::2").GetAddressBytes(), other.First.Index), s_short, Cancellation)).Succeeded.Should().BeFalse("it is not on that link");
        Func<Task> act = () => Red.PingAsync(new IPAddress(IPAddress.Parse("fe80::2").GetAddressBytes(), 99), s_patient, Cancellation);
        (await act.Should().ThrowAsync<LinuxException>()).Which.Errno.Should().Be(Errno.ENETUNREACH, "there is no such link");
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Own_address_answers_once_the_loopback_link_is_up(string target)
    {
        Func<Task> act = () => Red.PingAsync(IPAddress.Parse(target), s_patient, Cancellation);
        LinuxException failure = (await act.Should().ThrowAsync<LinuxException>()).Which;
        failure.Errno.ToString().Should().Be(target.Contains(':', StringComparison.Ordinal) ? "EADDRNOTAVAIL" : "ENETUNREACH");
        failure.Remedy.Should().Contain("loopback link");
        Red.Loopback.Up();
        (await Red.PingAsync(IPAddress.Parse(target), s_patient, Cancellation)).Succeeded.Should().BeTrue();
    }

    [Fact]
    public async Task What_cannot_be_sent_is_told()
    {
        Connect();
        (string Target, Errno Errno)[] cases = [("192.0.2.1", Errno.ENETUNREACH), ("2001:db9::1", Errno.ENETUNREACH), ("10.0.0.255", Errno.EACCES)];
        foreach ((string target, Errno errno) in cases)
        {
            Func<Task> act = () => Red.PingAsync(IPAddress.Parse(target), s_patient, Cancellation);
            LinuxException failure = (await act.Should().ThrowAsync<LinuxException>()).Which;
            failure.Errno.Should().Be(errno);
            failure.Target.Should().Be(target);
            failure.Remedy.Should().NotBeNull();
        }
    }

    [Fact]
    public async Task Cancellation_ends_the_wait_for_a_reply_and_the_wait_between_requests()
    {
        Connect();
        foreach ((string target, EchoOptions options) in new[]
        {
            ("10.0.0.9", new EchoOptions { Timeout = TimeSpan.FromDays(1) }),
            ("10.0.0.2", new EchoOptions { Count = 2, Interval = TimeSpan.FromDays(1) }),
        })
        {
            using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            long start = Stopwatch.GetTimestamp();
            Task<PingResult> ping = Red.PingAsync(IPAddress.Parse(target), options, cancel.Token);
            await Task.Delay(100, Cancellation);
            ping.IsCompleted.Should().BeFalse();
            await cancel.CancelAsync();
            Func<Task> act = () => ping;
            await act.Should().ThrowAsync<OperationCanceledException>();
            Stopwatch.GetElapsedTime(start).Should().BeLessThan(TimeSpan.FromSeconds(10));
        }
    }

    [Fact]
    public async Task Token_that_is_cancelled_already_sends_nothing()
    {
        Connect();
        Func<Task> act = () => Red.PingAsync(IPAddress.Parse("10.0.0.2"), s_patient, new CancellationToken(canceled: true));
        await act.Should().ThrowAsync<OperationCanceledException>();
        Tool.RunIn(Red, "cat", "/proc/net/snmp").Should().MatchRegex("(?m)^Icmp: 0 ");
    }

    [Fact]
    public async Task Many_at_once_each_get_their_own_replies()
    {
        Connect();
        Task<PingResult>[] pings = [.. Enumerable.Range(0, 20).Select(i =>
            i % 4 == 0
                ? Red.PingAsync(IPAddress.Parse("10.0.0.9"), s_short with { Count = 5, PayloadSize = i }, Cancellation)
                : Red.PingAsync(IPAddress.Parse(i % 2 == 0 ? "2001:db8::2" : "10.0.0.2"), s_patient with { Count = 5, PayloadSize = i }, Cancellation))];
        PingResult[] results = await Task.WhenAll(pings);
        for (int i = 0; i < results.Length; i++)
        {
            results[i].Received.Should().Be(i % 4 == 0 ? 0 : 5);
            results[i].Replies.Should().OnlyContain(reply => reply.Size == (i % 4 == 0 ? 0 : i + 8));
        }
    }

    [Fact]
    public async Task Error_about_a_request_that_went_out_in_pieces_is_told()
    {
        Connect();
        Blue.Routes.Add(new Route(IPNetwork.Parse("2001:db8:9::/64")) { Type = RouteType.Unreachable });
        Tool.RunIn(Blue, "sh", "-c", "echo 1 >/proc/sys/net/ipv6/conf/all/forwarding");
        Red.Routes.AddDefault(IPAddress.Parse("2001:db8::2"));
        PingResult result = await Red.PingAsync(IPAddress.Parse("2001:db8:9::1"), s_patient with { PayloadSize = 4000 }, Cancellation);
        EchoReply reply = result.Replies.Single();
        reply.Status.Should().Be(EchoStatus.DestinationUnreachable);
        reply.From.Should().Be(IPAddress.Parse("2001:db8::2"));
    }

    private static void AddAddress(Link link, string address) =>
        link.AddAddress(InterfaceAddress.Parse(address) with { Flags = address.Contains(':', StringComparison.Ordinal) ? AddressFlags.NoDuplicateAddressDetection : AddressFlags.None });

    /// <summary>Red and blue on one cable.</summary>
    private void Connect()
    {
        VethPair pair = VethPair.Create(Red, "eth0", Blue, "eth0").Connect();
        // What this host says to itself goes over it.
        Red.Loopback.Up();
        foreach ((Link link, int host) in new (Link, int)[] { (pair.First, 1), (pair.Second, 2) })
        {
            AddAddress(link, $"10.0.0.{host}/24");
            AddAddress(link, $"2001:db8::{host}/64");
            AddAddress(link, $"fe80::{host}/64");
        }
    }

    /// <summary>Red and blue with a router in between.</summary>
    private void Route(NetNamespace router)
    {
        foreach ((NetNamespace host, string port, int subnet) in new[] { (Red, "near", 1), (Blue, "far", 2) })
        {
            VethPair pair = VethPair.Create(host, "eth0", router, port).Connect();
            AddAddress(pair.First, $"10.0.{subnet}.2/24");
            AddAddress(pair.First, $"2001:db8:{subnet}::2/64");
            AddAddress(pair.Second, $"10.0.{subnet}.1/24");
            AddAddress(pair.Second, $"2001:db8:{subnet}::1/64");
            // A router asks for neighbours from it; the one that the kernel makes is not valid before some seconds.
            AddAddress(pair.Second, $"fe80::{subnet}/64");
            host.Routes.AddDefault(IPAddress.Parse($"10.0.{subnet}.1"));
            host.Routes.AddDefault(IPAddress.Parse($"2001:db8:{subnet}::1"));
        }

        Tool.RunIn(router, "sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv6/conf/all/forwarding");
    }
}
