using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using Microsoft.Extensions.Logging;
using Xunit;
using static LinuxNamespaces.Tests.Netlink.FakeKernel;

namespace LinuxNamespaces.Tests.Netlink;

public sealed class NetlinkConnectionTests
{
    private const ushort Type = 300;

    private static readonly byte[] s_success = [0, 0, 0, 0];

    private static readonly NetlinkMessageSchema s_schema = new(Type, 0, new NetlinkAttributeSet(
        new(1, "OWN_NAME"),
        new(2, "OWN_LIST") { IsArray = true, Nested = new NetlinkAttributeSet(new NetlinkAttributeSchema(1, "OWN_ITEM_SIZE")) }));

    [Fact]
    public void A_failure_says_what_failed_where_and_names_the_attribute_by_its_path()
    {
        using NetlinkConnection connection = Connect((request, _) => [new Reply(Message(request, Linux.NLMSG_ERROR, Failure(Errno.EINVAL, "too large", 28), Linux.NLM_F_ACK_TLVS | Linux.NLM_F_CAPPED))]);
        Action act = () => connection.Execute(List(), new NetlinkOperation("set list", "numbers"));
        NetlinkException failure = act.Should().Throw<NetlinkException>().Which;
        failure.Errno.Should().Be(Errno.EINVAL);
        failure.AttributeName.Should().Be("OWN_LIST > [7] > OWN_ITEM_SIZE");
        failure.KernelMessage.Should().Be("too large");
        failure.Message.Should().StartWith("Could not set list 'numbers' in 'here': EINVAL (Invalid argument): too large [OWN_LIST > [7] > OWN_ITEM_SIZE]");
    }

    [Fact]
    public void A_message_without_a_schema_has_no_attribute_names()
    {
        using NetlinkConnection connection = Connect(
            (request, _) => [new Reply(Message(request, Linux.NLMSG_ERROR, Failure(Errno.EINVAL, "too large", 16), Linux.NLM_F_ACK_TLVS | Linux.NLM_F_CAPPED))]);
        Action act = () =>
        {
            NetlinkMessageWriter request = new(new byte[64], Type + 1);
            request.WriteUInt32(1, 7);
            connection.Execute(request, new NetlinkOperation("set list"));
        };
        act.Should().Throw<NetlinkException>().Which.AttributeName.Should().BeNull();
    }

    [Fact]
    public void A_feature_is_missing_only_where_the_kernel_says_so()
    {
        NetlinkOperation operation = new("create thing", "a") { Feature = "things (CONFIG_THING)" };
        Remedy(Errno.EOPNOTSUPP, operation).Should().Be("The kernel lacks things (CONFIG_THING): it is neither built in nor a module that can be loaded.");
        Remedy(Errno.EINVAL, operation).Should().BeNull();
    }

    [Fact]
    public void A_remedy_knows_the_failure_and_can_ask_the_kernel_again()
    {
        int requests = 0;
        using NetlinkConnection connection = Connect((request, attempt) =>
        {
            requests++;
            return [new Reply(Message(request, Linux.NLMSG_ERROR, BitConverter.GetBytes(attempt % 2 == 0 ? -Errno.EEXIST.Value : 0)))];
        });
        NetlinkOperation operation = new("create thing", "a") { Remedy = Explain, Subject = "b" };
        Action act = () => connection.Execute(List(), operation);
        act.Should().Throw<NetlinkException>().Which.Remedy.Should().Be("'b' after EEXIST: 36 bytes.");
        requests.Should().Be(2);
        NetlinkBatch batch = new();
        batch.Add(List(), operation);
        connection.Execute(batch).Failures[0].Remedy.Should().Be("'b' after EEXIST: 36 bytes.");
        requests.Should().Be(4);

        static string? Explain(in NetlinkFailure failure)
        {
            failure.Connection.Execute(List(), new NetlinkOperation("look"));
            return $"'{failure.Operation.Subject}' after {failure.Errno}: {failure.Request.Length} bytes.";
        }
    }

    [Fact]
    public void A_remedy_that_fails_does_not_hide_the_failure()
    {
        NetlinkOperation operation = new("create thing", "a")
        {
            Remedy = (in failure) =>
            {
                failure.Connection.Execute(List(), new NetlinkOperation("look"));
                return "found";
            },
        };
        Remedy(Errno.EEXIST, operation).Should().BeNull();
    }

    [Fact]
    public void Requests_are_logged_and_texts_are_made_only_for_an_entry_that_is_written()
    {
        Target target = new();
        Recorder quiet = new(LogLevel.Information);
        using (NetlinkConnection connection = Connect((request, _) => [new Reply(Message(request, Linux.NLMSG_ERROR, s_success))], quiet))
        {
            connection.Execute(List(), new NetlinkOperation("set list", target));
        }

        target.Formatted.Should().Be(0);
        quiet.Entries.Should().BeEmpty();
        Recorder loud = new(LogLevel.Trace);
        using (NetlinkConnection connection = Connect((request, _) => [new Reply(Message(request, Linux.NLMSG_ERROR, s_success))], loud))
        {
            connection.Execute(List(), new NetlinkOperation("set list", target));
        }

        loud.Entries.Should().Equal("Trace: Netlink: set list 'target' in here");
    }

    [Fact]
    public void A_warning_beside_a_success_is_logged()
    {
        Recorder log = new(LogLevel.Information);
        byte[] header = new byte[16];
        byte[] warning = [.. s_success, .. header, 8, 0, 1, 0, (byte)'h', (byte)'m', 0, 0];
        using NetlinkConnection connection = Connect((request, _) => [new Reply(Message(request, Linux.NLMSG_ERROR, warning, Linux.NLM_F_ACK_TLVS | Linux.NLM_F_CAPPED))], log);
        connection.Execute(List(), new NetlinkOperation("set list"));
        log.Entries.Should().Equal("Warning: Netlink: set list in here succeeded, but the kernel says: hm");
    }

    [Fact]
    public void A_dump_is_enumerated_as_it_arrives()
    {
        using NetlinkConnection connection = Connect((request, _) =>
        [
            new Reply([.. Message(request, Type, [1, 0, 0, 0]), .. Message(request, Type, [2, 0, 0, 0])]),
            new Reply(Message(request, Type, [9, 0, 0, 0], sequenceOffset: 1)),
            new Reply([.. Message(request, Type, [3, 0, 0, 0]), .. Message(request, Linux.NLMSG_DONE, s_success)]),
        ]);
        Enumerate(connection).Should().Equal(1, 2, 3);
    }

    [Fact]
    public void A_dump_that_was_left_early_is_not_in_the_way_of_the_next_request()
    {
        using NetlinkConnection connection = Connect((request, _) =>
        [
            new Reply(Message(request, Type, [1, 0, 0, 0])),
            new Reply(Message(request, Type, [2, 0, 0, 0])),
            new Reply(Message(request, Linux.NLMSG_DONE, s_success)),
        ]);
        foreach (NetlinkMessage message in connection.EnumerateDump(List(), new NetlinkOperation("list")))
        {
            message.Payload[0].Should().Be(1);
            break;
        }

        Enumerate(connection).Should().Equal(1, 2);
    }

    [Fact]
    public void An_interrupted_enumeration_ends_with_an_error()
    {
        using NetlinkConnection connection = Connect((request, attempt) =>
        [
            new Reply(Message(request, Type, [1, 0, 0, 0], attempt == 0 ? Linux.NLM_F_DUMP_INTR : 0)),
            new Reply(Message(request, Linux.NLMSG_DONE, s_success)),
        ]);
        Action act = () => Enumerate(connection);
        act.Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.EINTR);
        Enumerate(connection).Should().Equal(1);
    }

    [Fact]
    public void An_enumeration_ends_with_the_error_of_its_end()
    {
        using NetlinkConnection connection = Connect((request, _) => [new Reply(Message(request, Linux.NLMSG_DONE, BitConverter.GetBytes(-Errno.EMSGSIZE.Value)))]);
        Action act = () => Enumerate(connection);
        act.Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.EMSGSIZE);
    }

    [Fact]
    public void No_other_request_is_made_during_an_enumeration()
    {
        using NetlinkConnection connection = Connect((request, _) => [new Reply(Message(request, Type, [1, 0, 0, 0])), new Reply(Message(request, Linux.NLMSG_DONE, s_success))]);
        Action act = () =>
        {
            foreach (NetlinkMessage message in connection.EnumerateDump(List(), new NetlinkOperation("list")))
            {
                connection.Execute(List(), new NetlinkOperation("set list"));
            }
        };
        act.Should().Throw<InvalidOperationException>().WithMessage("*second connection*");
        Enumerate(connection).Should().Equal(1);
    }

    [Fact]
    public void A_get_without_an_object_is_an_error()
    {
        using NetlinkConnection connection = Connect((request, _) => [new Reply(Message(request, Linux.NLMSG_ERROR, s_success))]);
        Action act = () => connection.Get(List(), new NetlinkOperation("get list"), (in _) => "object");
        act.Should().Throw<InvalidDataException>().WithMessage("*get list*here*");
    }

    [Fact]
    public void A_disposed_connection_is_refused()
    {
        NetlinkConnection connection = Connect((_, _) => []);
        connection.Dispose();
        connection.Dispose();
        Action[] acts =
        [
            () => connection.Execute(List(), default), () => connection.Get(List(), default, (in _) => "object"),
            () => connection.Dump(List(), default, (in _) => "object"), () => Enumerate(connection), () => connection.Execute(new NetlinkBatch()),
        ];
        foreach (Action act in acts)
        {
            act.Should().Throw<ObjectDisposedException>();
        }
    }

    private static string? Remedy(Errno errno, NetlinkOperation operation)
    {
        using NetlinkConnection connection = Connect((request, _) => [new Reply(Message(request, Linux.NLMSG_ERROR, BitConverter.GetBytes(-errno.Value)))]);
        Action act = () => connection.Execute(List(), operation);
        return act.Should().Throw<NetlinkException>().Which.Remedy;
    }

    private static List<int> Enumerate(NetlinkConnection connection)
    {
        List<int> seen = [];
        foreach (NetlinkMessage message in connection.EnumerateDump(List(), new NetlinkOperation("list")))
        {
            seen.Add(message.Payload[0]);
        }

        return seen;
    }

    /// <summary>OWN_LIST with the element 7, which has OWN_ITEM_SIZE at 24.</summary>
    private static NetlinkMessageWriter List()
    {
        NetlinkMessageWriter request = new(new byte[64], Type);
        request.WriteFlag(1);
        NestedAttribute list = request.BeginNested(2);
        NestedAttribute element = request.BeginNested(7);
        request.WriteUInt32(1, 99);
        request.EndNested(element);
        request.EndNested(list);
        return request;
    }

    /// <summary>struct nlmsgerr with a message and an offset.</summary>
    private static byte[] Failure(Errno errno, string message, int offset)
    {
        byte[] header = new byte[16];
        NetlinkMessageWriter details = new(new byte[128], 0);
        details.WriteString(Linux.NLMSGERR_ATTR_MSG, message);
        details.WriteInt32(Linux.NLMSGERR_ATTR_OFFS, offset);
        return [.. BitConverter.GetBytes(-errno.Value), .. header, .. details.Finish()[16..]];
    }

    private static NetlinkConnection Connect(Func<byte[], int, IEnumerable<Reply>> answer, ILogger? log = null) =>
        new(new FakeKernel(answer), new NetlinkConnectionOptions { Name = "here", Logger = log, Timeout = TimeSpan.FromMilliseconds(200), Messages = [s_schema] });

    private sealed class Target
    {
        internal int Formatted { get; private set; }

        public override string ToString()
        {
            Formatted++;
            return "target";
        }
    }

    private sealed class Recorder(LogLevel least) : ILogger
    {
        internal List<string> Entries { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Entries.Add($"{logLevel}: {formatter(state, exception)}");
    }
}
