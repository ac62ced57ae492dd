using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using Xunit;
using static LinuxNamespaces.Tests.Netlink.FakeKernel;

namespace LinuxNamespaces.Tests.Netlink;

public sealed class NetlinkConnectionTests
{
    private static readonly byte[] s_success = [0, 0, 0, 0];

    private static byte[] Failure(Errno errno) => BitConverter.GetBytes(-errno.Value);

    [Fact]
    public void Answers_to_another_request_port_or_from_another_sender_are_ignored()
    {
        FakeKernel kernel = new((request, _) =>
        [
            new Reply(Message(request, Linux.NLMSG_ERROR, Failure(Errno.EBUSY), sequenceOffset: -1)),
            new Reply(Message(request, Linux.NLMSG_ERROR, Failure(Errno.EBUSY), portOffset: 1)),
            new Reply(Message(request, Linux.NLMSG_ERROR, Failure(Errno.EBUSY)), Sender: 99),
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

    private static NetlinkResult Execute(FakeKernel kernel)
    {
        using NetlinkConnection connection = new(kernel, TimeSpan.FromMilliseconds(200));
        return connection.Execute(new NetlinkMessageWriter(new byte[64], Linux.RTM_NEWLINK).Finish());
    }

    private static NetlinkResult Dump(FakeKernel kernel, out int messages)
    {
        using NetlinkConnection connection = new(kernel, TimeSpan.FromMilliseconds(200));
        Counter counter = default;
        NetlinkResult result = connection.Dump(new NetlinkMessageWriter(new byte[64], Linux.RTM_GETLINK).Finish(), ref counter);
        messages = counter.Messages;
        return result;
    }

    private struct Counter : INetlinkReplyHandler
    {
        internal int Messages { get; private set; }

        public void Restart() => Messages = 0;

        public void OnMessage(in NetlinkMessage message) => Messages++;
    }
}
