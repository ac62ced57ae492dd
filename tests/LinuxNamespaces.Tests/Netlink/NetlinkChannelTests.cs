using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using Xunit;
using static LinuxNamespaces.Tests.Netlink.FakeKernel;

namespace LinuxNamespaces.Tests.Netlink;

public sealed class NetlinkChannelTests
{
    private static readonly byte[] s_success = [0, 0, 0, 0];

    private static byte[] Failure(Errno errno) => BitConverter.GetBytes(-errno.Value);

    [Fact]
    public void Answers_to_another_request_or_port_are_ignored()
    {
        FakeKernel kernel = new((request, _) =>
        [
            new Reply(Message(request, Linux.NLMSG_ERROR, Failure(Errno.EBUSY), sequenceOffset: -1)),
            new Reply(Message(request, Linux.NLMSG_ERROR, Failure(Errno.EBUSY), portOffset: 1)),
            new Reply(Message(request, Linux.NLMSG_ERROR, s_success)),
        ]);
        Execute(kernel).Succeeded.Should().BeTrue();
    }

    [Fact]
    public void An_error_number_is_handed_on()
    {
        FakeKernel kernel = new((request, _) => [new Reply(Message(request, Linux.NLMSG_ERROR, Failure(Errno.EEXIST)))]);
        Execute(kernel).Error.Should().Be(Errno.EEXIST);
    }

    [Fact]
    public void A_kernel_that_does_not_answer_is_a_time_out()
    {
        Action act = () => Execute(new FakeKernel((_, _) => []));
        act.Should().Throw<TimeoutException>().WithMessage("*0.2 s*");
    }

    [Fact]
    public void The_end_of_a_dump_may_carry_an_error()
    {
        FakeKernel kernel = new((request, _) => [new Reply(Message(request, Linux.NLMSG_DONE, Failure(Errno.EMSGSIZE)))]);
        Dump(kernel, out _).Error.Should().Be(Errno.EMSGSIZE);
    }

    [Fact]
    public void An_interrupted_dump_is_made_again_and_the_first_half_forgotten()
    {
        FakeKernel kernel = new((request, attempt) =>
        [
            new Reply(Message(request, Linux.RTM_NEWLINK, new byte[16], attempt < 2 ? Linux.NLM_F_DUMP_INTR : 0)),
            new Reply(Message(request, Linux.NLMSG_DONE, s_success)),
        ]);
        Dump(kernel, out int messages).Interrupted.Should().BeFalse();
        kernel.Requests.Should().Be(3);
        messages.Should().Be(1);
    }

    [Fact]
    public void A_dump_that_is_always_interrupted_ends()
    {
        FakeKernel kernel = new((request, _) => [new Reply(Message(request, Linux.NLMSG_DONE, s_success, Linux.NLM_F_DUMP_INTR))]);
        Dump(kernel, out _).Interrupted.Should().BeTrue();
        kernel.Requests.Should().Be(20);
    }

    [Fact]
    public void A_reply_that_was_cut_is_asked_for_again_with_a_larger_buffer()
    {
        FakeKernel kernel = new((request, _) =>
        [
            new Reply(Message(request, Linux.RTM_NEWLINK, new byte[100_000])),
            new Reply(Message(request, Linux.NLMSG_DONE, s_success)),
        ]);
        Dump(kernel, out int messages).Succeeded.Should().BeTrue();
        kernel.Requests.Should().Be(2);
        messages.Should().Be(1);
    }

    [Fact]
    public void A_reply_beyond_all_bounds_is_refused()
    {
        FakeKernel kernel = new((request, _) =>
        [
            new Reply(Message(request, Linux.RTM_NEWLINK, new byte[5 << 20])),
            new Reply(Message(request, Linux.NLMSG_DONE, s_success)),
        ]);
        Action act = () => Dump(kernel, out _);
        act.Should().Throw<InvalidDataException>();
    }

    [Fact]
    public void The_words_of_the_kernel_are_read()
    {
        byte[] header = new byte[16];
        BitConverter.TryWriteBytes(header, 16);
        byte[] details = [.. Failure(Errno.EINVAL), .. header, 8, 0, 1, 0, (byte)'n', (byte)'o', (byte)'!', 0, 8, 0, 2, 0, 32, 0, 0, 0];
        FakeKernel kernel = new((request, _) => [new Reply(Message(request, Linux.NLMSG_ERROR, details, Linux.NLM_F_ACK_TLVS | Linux.NLM_F_CAPPED))]);
        NetlinkResult result = Execute(kernel);
        result.Details!.Message.Should().Be("no!");
        result.Details.Offset.Should().Be(32);
    }

    [Fact]
    public void A_get_asks_for_no_acknowledgement_and_ends_with_its_answer()
    {
        FakeKernel kernel = new((request, _) =>
        {
            BitConverter.ToUInt16(request, 6).Should().Be(Linux.NLM_F_REQUEST);
            return [new Reply(Message(request, Linux.RTM_NEWLINK, new byte[16]))];
        });
        Get(kernel, out int messages).Succeeded.Should().BeTrue();
        messages.Should().Be(1);
    }

    [Fact]
    public void A_get_ends_with_an_error()
    {
        FakeKernel kernel = new((request, _) => [new Reply(Message(request, Linux.NLMSG_ERROR, Failure(Errno.ENODEV)))]);
        Get(kernel, out int messages).Error.Should().Be(Errno.ENODEV);
        messages.Should().Be(0);
    }

    [Fact]
    public void A_get_with_an_answer_of_several_parts_ends_with_the_last_part()
    {
        FakeKernel kernel = new((request, _) =>
        [
            new Reply([.. Message(request, Linux.RTM_NEWLINK, new byte[16], Linux.NLM_F_MULTI), .. Message(request, Linux.RTM_NEWLINK, new byte[16], Linux.NLM_F_MULTI)]),
            new Reply(Message(request, Linux.NLMSG_DONE, s_success, Linux.NLM_F_MULTI)),
        ]);
        Get(kernel, out int messages).Succeeded.Should().BeTrue();
        messages.Should().Be(2);
    }

    [Fact]
    public void A_get_whose_answer_was_cut_is_made_again_with_a_larger_buffer()
    {
        FakeKernel kernel = new((request, _) => [new Reply(Message(request, Linux.RTM_NEWLINK, new byte[100_000]))]);
        Get(kernel, out int messages).Succeeded.Should().BeTrue();
        kernel.Requests.Should().Be(2);
        messages.Should().Be(1);
    }

    [Fact]
    public void The_end_of_a_dump_without_an_error_number_is_a_success()
    {
        FakeKernel kernel = new((request, _) => [new Reply(Message(request, Linux.NLMSG_DONE, []))]);
        Dump(kernel, out _).Succeeded.Should().BeTrue();
    }

    [Fact]
    public void The_last_message_of_a_datagram_need_not_be_padded()
    {
        FakeKernel kernel = new((request, _) =>
        [
            new Reply([.. Message(request, Linux.RTM_NEWLINK, new byte[20]), .. Message(request, Linux.RTM_NEWLINK, new byte[17])]),
            new Reply(Message(request, Linux.NLMSG_DONE, s_success)),
        ]);
        Dump(kernel, out int messages).Succeeded.Should().BeTrue();
        messages.Should().Be(2);
    }

    [Fact]
    public void An_overrun_is_an_error()
    {
        FakeKernel kernel = new((request, _) => [new Reply(Message(request, Linux.NLMSG_OVERRUN, []))]);
        Dump(kernel, out _).Error.Should().Be(Errno.ENOBUFS);
    }

    [Fact]
    public void The_answer_to_a_request_that_timed_out_is_not_taken_for_the_next_one()
    {
        byte[]? late = null;
        FakeKernel kernel = new((request, attempt) =>
        {
            if (attempt == 0)
            {
                late = Message(request, Linux.NLMSG_ERROR, Failure(Errno.EBUSY));
                return [];
            }

            return [new Reply(late!), new Reply(Message(request, Linux.NLMSG_ERROR, s_success))];
        });
        using NetlinkChannel channel = new(kernel, TimeSpan.FromMilliseconds(200));
        Action first = () => channel.Execute(Request());
        first.Should().Throw<TimeoutException>();
        channel.Execute(Request()).Succeeded.Should().BeTrue();
    }

    [Fact]
    public void Messages_that_answer_nothing_do_not_put_off_the_end_of_the_wait()
    {
        using NetlinkChannel channel = new(new TalkativeKernel(), TimeSpan.FromMilliseconds(50));
        Action act = () => channel.Execute(Request());
        act.Should().Throw<TimeoutException>();
    }

    [Fact]
    public void A_request_never_has_the_number_of_notifications()
    {
        List<uint> numbers = [];
        FakeKernel kernel = new((request, _) =>
        {
            numbers.Add(BitConverter.ToUInt32(request, 8));
            return [new Reply(Message(request, Linux.NLMSG_ERROR, s_success))];
        });
        using NetlinkChannel channel = new(kernel, TimeSpan.FromMilliseconds(200)) { LastSequence = uint.MaxValue - 1 };
        channel.Execute(Request());
        channel.Execute(Request());
        numbers.Should().Equal(uint.MaxValue, 1);
    }

    [Fact]
    public void A_handler_cannot_make_a_request_on_its_own_connection()
    {
        FakeKernel kernel = new((request, _) => [new Reply(Message(request, Linux.RTM_NEWLINK, new byte[16])), new Reply(Message(request, Linux.NLMSG_DONE, s_success))]);
        using NetlinkChannel channel = new(kernel, TimeSpan.FromMilliseconds(200));
        Action act = () =>
        {
            Caller caller = new(channel);
            channel.Dump(Request(), ref caller);
        };
        act.Should().Throw<InvalidOperationException>().WithMessage("*second connection*");
        Counter counter = default;
        channel.Dump(Request(), ref counter).Succeeded.Should().BeTrue("the failure is over");
    }

    private static Span<byte> Request() => new NetlinkMessageWriter(new byte[64], Linux.RTM_GETLINK).Finish();

    private static NetlinkResult Get(FakeKernel kernel, out int messages)
    {
        using NetlinkChannel channel = new(kernel, TimeSpan.FromMilliseconds(200));
        Counter counter = default;
        NetlinkResult result = channel.Get(Request(), ref counter);
        messages = counter.Messages;
        return result;
    }

    private static NetlinkResult Execute(FakeKernel kernel)
    {
        using NetlinkChannel connection = new(kernel, TimeSpan.FromMilliseconds(200));
        return connection.Execute(new NetlinkMessageWriter(new byte[64], Linux.RTM_NEWLINK).Finish());
    }

    private static NetlinkResult Dump(FakeKernel kernel, out int messages)
    {
        using NetlinkChannel connection = new(kernel, TimeSpan.FromMilliseconds(200));
        Counter counter = default;
        NetlinkResult result = connection.Dump(new NetlinkMessageWriter(new byte[64], Linux.RTM_GETLINK).Finish(), ref counter);
        messages = counter.Messages;
        return result;
    }

    private struct Counter : INetlinkMessageHandler
    {
        internal int Messages { get; private set; }

        public void Restart() => Messages = 0;

        public void OnMessage(in NetlinkMessage message) => Messages++;
    }

    private readonly struct Caller(NetlinkChannel channel) : INetlinkMessageHandler
    {
        public void Restart()
        {
        }

        public void OnMessage(in NetlinkMessage message) => channel.Execute(Request());
    }

    /// <summary>Never answers, but never stops talking either.</summary>
    private sealed class TalkativeKernel : INetlinkTransport
    {
        public uint PortId => 4711;

        public int MaxRequests => 1;

        public void Send(ReadOnlySpan<byte> datagram)
        {
        }

        public bool TryReceive(Span<byte> buffer, TimeSpan timeout, out NetlinkDatagram datagram)
        {
            int length = new NetlinkMessageWriter(buffer, Linux.NLMSG_ERROR).Finish().Length;
            datagram = new NetlinkDatagram(length, length);
            return true;
        }

        public void Dispose()
        {
        }
    }
}
