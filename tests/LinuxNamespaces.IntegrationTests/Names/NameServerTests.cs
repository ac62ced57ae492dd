using System.Net;
using System.Net.Sockets;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Names;

/// <summary>Name servers that fail, lie, or are not there, and the options of resolv.conf(5).</summary>
[Collection("The kernel")]
public sealed class NameServerTests : NameTest
{
    private const string Web = "web.example";
    private const string Two = "nameserver 10.0.0.2\nnameserver 10.0.0.3\noptions timeout:30";

    // For replies that get lost.
    private const string Impatient = "nameserver 10.0.0.2\noptions timeout:1 attempts:5";

    [Theory]
    [InlineData(false, "10.0.0.9", "10.0.0.9")]
    [InlineData(true, "2001:db8::9", "2001:db8::9")]
    [InlineData(true, "10.0.0.9 2001:db8::9", "10.0.0.9 2001:db8::9")]
    public async Task A_lost_reply_is_asked_for_again(bool v6IsLost, string addresses, string expected)
    {
        using NameServer server = new(Blue, "10.0.0.2", query => query.IsV6 == v6IsLost && query.Number == 1 ? null : query.Addresses(addresses.Split(' ')));
        (await ResolveAsync(Web, Impatient)).Should().Be(expected);
    }

    [Fact]
    public async Task A_reply_that_never_comes_is_not_taken_for_a_host_that_does_not_exist()
    {
        using NameServer server = new(Blue, "10.0.0.2", query => query.IsV6 ? query.Empty() : null);
        (await FailAsync(Web, Impatient)).Should().Be(SocketError.TryAgain);
        server.Queries.Count(query => !query.IsV6).Should().Be(5);
    }

    [Theory]
    [InlineData(NameQuery.ServerFailure)]
    [InlineData(NameQuery.Refused)]
    [InlineData(NameQuery.NotImplemented)]
    [InlineData(1)]
    public async Task After_an_error_another_server_is_asked(int code)
    {
        using NameServer failing = new(Blue, "10.0.0.2", query => query.Error(code));
        using NameServer server = new(Blue, "10.0.0.3", query => query.Addresses("10.0.0.9"));
        (await ResolveAsync(Web, Two)).Should().Be("10.0.0.9");
    }

    [Fact]
    public async Task An_error_for_one_family_only_is_asked_elsewhere_too()
    {
        using NameServer failing = new(Blue, "10.0.0.2", query => query.IsV6 ? query.Empty() : query.Error(NameQuery.ServerFailure));
        using NameServer server = new(Blue, "10.0.0.3", query => query.Addresses("10.0.0.9"));
        (await ResolveAsync(Web, Two)).Should().Be("10.0.0.9");
    }

    [Theory]
    [InlineData(NameQuery.ServerFailure)]
    [InlineData(NameQuery.NoSuchName)]
    [InlineData(NameQuery.NotImplemented)]
    public async Task One_family_is_enough(int code)
    {
        using NameServer server = new(Blue, "10.0.0.2", query => query.IsV6 ? query.Error(code) : query.Addresses("10.0.0.9"));
        (await ResolveAsync(Web)).Should().Be("10.0.0.9");
    }

    [Fact]
    public async Task The_other_family_is_enough_too()
    {
        using NameServer server = new(Blue, "10.0.0.2", query => query.IsV6 ? query.Addresses("2001:db8::9") : query.Error(NameQuery.NoSuchName));
        (await ResolveAsync(Web)).Should().Be("2001:db8::9");
    }

    [Fact]
    public async Task A_server_that_only_refers_to_others_is_passed_over()
    {
        using NameServer lame = new(Blue, "10.0.0.2", query =>
        {
            byte[] reply = query.Empty();
            reply[3] = 0;
            return reply;
        });
        using NameServer server = new(Blue, "10.0.0.3", query => query.Addresses("10.0.0.9"));
        (await ResolveAsync(Web, Two)).Should().Be("10.0.0.9");
    }

    [Theory]
    [InlineData("nameserver 10.0.0.4\nnameserver 10.0.0.2\noptions timeout:30")] // nobody listens there, and the kernel says so
    [InlineData("nameserver 192.0.2.1\nnameserver 10.0.0.2\noptions timeout:30")] // no route
    [InlineData("nameserver 10.0.0.77\nnameserver 10.0.0.2\noptions timeout:1")] // no such host
    [InlineData("nameserver 2001:db9::1\nnameserver 10.0.0.2\noptions timeout:30")]
    [InlineData("nameserver fe80::2%nolink\nnameserver 10.0.0.2\noptions timeout:30")]
    public async Task A_server_that_is_not_there_is_passed_over(string configuration)
    {
        using NameServer server = new(Blue, "10.0.0.2", query => query.Addresses("10.0.0.9"));
        (await ResolveAsync(Web, configuration).WaitAsync(TimeSpan.FromSeconds(25), Cancellation)).Should().Be("10.0.0.9");
    }

    [Fact]
    public async Task Where_all_servers_fail_each_is_named()
    {
        using NameServer server = new(Blue, "10.0.0.2", query => query.Error(NameQuery.ServerFailure));
        Func<Task> act = () => ResolveAsync(Web, "nameserver 10.0.0.2\nnameserver 10.0.0.4");
        (await act.Should().ThrowAsync<SocketException>().WithMessage("*'web.example'*10.0.0.2:53*SERVFAIL*10.0.0.4:53*refused*")).Which.SocketErrorCode.Should().Be(SocketError.TryAgain);
    }

    [Fact]
    public async Task Names_without_addresses_and_names_that_do_not_exist_are_told_apart()
    {
        using NameServer server = new(Blue, "10.0.0.2", query => query.Name == Web ? query.Empty() : query.Error(NameQuery.NoSuchName));
        Func<Task> act = () => ResolveAsync(Web);
        (await act.Should().ThrowAsync<SocketException>().WithMessage("*'web.example' exists*no address*")).Which.SocketErrorCode.Should().Be(SocketError.HostNotFound);
        act = () => ResolveAsync("nobody.example");
        (await act.Should().ThrowAsync<SocketException>().WithMessage("*'nobody.example' is not known*")).Which.SocketErrorCode.Should().Be(SocketError.HostNotFound);
        server.Queries.Should().HaveCount(4, "such answers are final");
    }

    [Fact]
    public async Task Forgeries_and_repeated_replies_are_ignored()
    {
        using NameServer server = new(Blue, "10.0.0.2", Replies);
        (await ResolveAsync(Web)).Should().Be("10.0.0.9");
        server.Queries.Should().HaveCount(2);

        static IEnumerable<byte[]> Replies(NameQuery query)
        {
            byte[] wrongId = query.Addresses("10.6.6.1", "2001:db8::6");
            wrongId[0]++;
            yield return wrongId;
            byte[] wrongName = query.Addresses("10.6.6.2", "2001:db8::6");
            wrongName[14]++;
            yield return wrongName;
            byte[] wrongType = query.Addresses("10.6.6.3", "2001:db8::6");
            wrongType[12 + NameQuery.Encode(Web).Length + 1] = 15;
            yield return wrongType;
            byte[] question = query.Addresses("10.6.6.4", "2001:db8::6");
            question[2] &= 0x7f;
            yield return question;
            yield return [];
            yield return query.Message[..11];
            yield return query.Reply(0, 0, [0xc0, (byte)query.Message.Length, 0, 1, 0, 1]); // points to itself
            byte[] many = query.Addresses("10.6.6.5", "2001:db8::6");
            many[6] = 0xff;
            yield return many;
            byte[] right = query.Addresses("10.0.0.9");
            yield return right;
            yield return right;
            yield return query.Addresses("10.6.6.7", "2001:db8::6");
        }
    }

    [Fact]
    public async Task Replies_from_another_address_are_ignored()
    {
        using NameServer right = new(Blue, "10.0.0.3", query => query.Addresses("10.0.0.9"));
        using Socket wrong = Blue.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        wrong.Bind(new IPEndPoint(IPAddress.Parse("10.0.0.2"), 53));
        using Socket other = Blue.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        other.Bind(new IPEndPoint(IPAddress.Parse("10.0.0.4"), 53));
        Task forging = ForgeAsync();
        (await ResolveAsync(Web, "nameserver 10.0.0.2\nnameserver 10.0.0.3\noptions timeout:1 attempts:5")).Should().Be("10.0.0.9");
        wrong.Dispose();
        await forging;

        async Task ForgeAsync()
        {
            byte[] buffer = new byte[4096];
            try
            {
                while (true)
                {
                    SocketReceiveFromResult query = await wrong.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), Cancellation);
                    await other.SendToAsync(new NameQuery(buffer[..query.ReceivedBytes], false, 1, default).Addresses("10.6.6.6", "2001:db8::6"), query.RemoteEndPoint, Cancellation);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }

    [Fact]
    public async Task Ports_and_ids_are_not_the_same_again()
    {
        using NameServer server = new(Blue, "10.0.0.2", query => query.Addresses("10.0.0.9"));
        for (int i = 0; i < 10; i++)
        {
            await ResolveAsync(Web);
        }

        server.Queries.Select(query => (query.Message[0] << 8) | query.Message[1]).Distinct().Should().HaveCountGreaterThan(15);
    }

    [Fact]
    public async Task What_does_not_fit_is_asked_for_by_TCP()
    {
        using NameServer server = new(Blue, "10.0.0.2", query => query.ByTcp ? query.Addresses("10.0.0.9") : query.Cut());
        (await ResolveAsync(Web)).Should().Be("10.0.0.9");
    }

    [Theory]
    [InlineData("refuses")]
    [InlineData("hangs up")]
    [InlineData("is cut too")]
    [InlineData("is silent")]
    public async Task Where_TCP_fails_another_server_is_asked(string what)
    {
        using NameServer failing = new(Blue, "10.0.0.2", Replies, tcp: what != "refuses");
        using NameServer server = new(Blue, "10.0.0.3", query => query.Addresses("10.0.0.9"));
        (await ResolveAsync(Web, what == "is silent" ? Two + " timeout:1 attempts:5" : Two)).Should().Be("10.0.0.9");

        IEnumerable<byte[]> Replies(NameQuery query)
        {
            if (!query.ByTcp)
            {
                return [query.Cut()];
            }

            if (what == "is silent")
            {
                Thread.Sleep(TimeSpan.FromSeconds(2));
            }

            return what == "hangs up" ? [] : [query.Cut()];
        }
    }

    [Fact]
    public async Task TCP_alone_may_be_asked_for()
    {
        using NameServer server = new(Blue, "10.0.0.2", query => query.Addresses("10.0.0.9"), udp: false);
        (await ResolveAsync(Web, "nameserver 10.0.0.2\noptions use-vc")).Should().Be("10.0.0.9");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Servers_that_do_not_know_the_extension_are_asked_without(bool bare)
    {
        using NameServer server = new(Blue, "10.0.0.2", query => !query.HasEdns ? query.Addresses("10.0.0.9") : bare ? query.BareError(1) : query.Error(1));
        (await ResolveAsync(Web, "nameserver 10.0.0.2\noptions edns0 timeout:30")).Should().Be("10.0.0.9");
        server.Queries.Should().Contain(query => query.HasEdns);
    }

    [Fact]
    public async Task Large_replies_are_taken_whole()
    {
        string[] addresses = [.. Enumerable.Range(0, 60).Select(i => $"10.0.1.{i}")];
        using NameServer server = new(Blue, "10.0.0.2", query => query.Addresses(addresses));
        (await ResolveAsync(Web, "nameserver 10.0.0.2\noptions edns0 no-aaaa")).Should().Be(string.Join(' ', addresses));
        server.Queries.Should().OnlyContain(query => !query.IsV6);
    }

    [Fact]
    public async Task Servers_take_turns_if_they_are_to()
    {
        using NameServer first = new(Blue, "10.0.0.2", query => query.Addresses("10.0.0.9"));
        using NameServer second = new(Blue, "10.0.0.3", query => query.Addresses("10.0.0.9"));
        Write("resolv.conf", Two + " rotate no-aaaa");
        HostResolver resolver = new(Named, Files);
        for (int i = 0; i < 4; i++)
        {
            await FindAsync(resolver, Web);
        }

        (first.Queries.Count, second.Queries.Count).Should().Be((2, 2));
    }

    [Fact]
    public async Task Both_questions_can_go_one_after_the_other()
    {
        // As routers that cannot take a second question while the first one is under way.
        bool answered = false;
        using NameServer server = new(Blue, "10.0.0.2", query =>
        {
            if (query.IsV6)
            {
                return answered ? query.Addresses("2001:db8::9") : query.Error(NameQuery.Refused);
            }

            Thread.Sleep(200);
            answered = true;
            return query.Addresses("10.0.0.9");
        });
        (await ResolveAsync(Web, "nameserver 10.0.0.2\noptions single-request attempts:1")).Should().Be("10.0.0.9 2001:db8::9");
    }

    [Fact]
    public async Task The_zone_of_a_server_is_a_link_of_the_namespace()
    {
        using NameServer server = new(Blue, "fe80::2", query => [query.Addresses("10.0.0.9")], scope: Pair.Second.Index);
        (await ResolveAsync(Web, "nameserver fe80::2%zone0\noptions timeout:30")).Should().Be("10.0.0.9");
    }

    [Fact]
    public async Task Names_stand_for_others_in_any_order()
    {
        using NameServer server = new(Blue, "10.0.0.2", query => query.IsV6 ? query.Empty() : query.Reply(
            0,
            0,
            NameQuery.Record(NameQuery.Encode("c.example"), 1, [10, 0, 0, 9]),
            NameQuery.Record(NameQuery.Encode("b.example"), 5, NameQuery.Encode("c.example")),
            NameQuery.Record(NameQuery.Encode(Web), 5, NameQuery.Encode("b.example")),
            NameQuery.Record(NameQuery.Encode(Web), 1, [10, 6, 6, 6])));
        (await ResolveAsync(Web)).Should().Be("10.0.0.9");
    }
}
