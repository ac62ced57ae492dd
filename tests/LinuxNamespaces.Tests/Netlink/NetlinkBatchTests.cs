using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using Xunit;

namespace LinuxNamespaces.Tests.Netlink;

public sealed class NetlinkBatchTests
{
    private const ushort Type = 300;

    [Fact]
    public void Errors_belong_to_the_requests_that_they_answer()
    {
        Kernel kernel = new(number => number is 3 or 7 ? Errno.EEXIST : default);
        using NetlinkConnection connection = Connect(kernel);
        NetlinkBatchResult result = connection.Execute(Numbers(10));
        result.Succeeded.Should().BeFalse();
        result.Failures.Keys.Should().Equal(3, 7);
        result.Failures[3].Message.Should().StartWith("Could not set '#3' in 'here': EEXIST");
        result.Failures[7].Target.Should().Be("#7");
        kernel.Datagrams.Should().Be(1);
        Action act = result.ThrowIfFailed;
        act.Should().Throw<AggregateException>().Which.InnerExceptions.Should().HaveCount(2);
    }

    [Fact]
    public void Only_the_last_request_is_acknowledged_unless_each_is_asked_to_be()
    {
        Kernel kernel = new(_ => default);
        using NetlinkConnection connection = Connect(kernel);
        connection.Execute(Numbers(5)).Succeeded.Should().BeTrue();
        kernel.Acknowledged.Should().Equal(4);
        kernel.Acknowledged.Clear();
        connection.Execute(Numbers(5, new NetlinkBatch { AcknowledgeEach = true })).Succeeded.Should().BeTrue();
        kernel.Acknowledged.Should().Equal(0, 1, 2, 3, 4);
    }

    [Fact]
    public void A_message_that_the_kernel_does_not_acknowledge_is_not_waited_for()
    {
        Kernel kernel = new(_ => default);
        using NetlinkConnection connection = Connect(kernel);
        NetlinkBatch batch = new();
        Add(batch, 0, acknowledge: false);
        Add(batch, 1);
        Add(batch, 2);
        Add(batch, 3, acknowledge: false);
        connection.Execute(batch).Succeeded.Should().BeTrue();
        kernel.Acknowledged.Should().Equal(2);
    }

    [Fact]
    public void An_error_that_ends_a_whole_datagram_is_no_reason_to_wait()
    {
        Kernel kernel = new(number => number == 0 ? Errno.EPERM : default) { StopsAtError = true };
        using NetlinkConnection connection = Connect(kernel);
        NetlinkBatchResult result = connection.Execute(Numbers(3));
        result.Failures.Keys.Should().Equal(0);
        Action act = result.ThrowIfFailed;
        act.Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.EPERM);
    }

    [Fact]
    public void A_long_batch_is_split_so_that_the_answers_fit_unless_it_must_not_be()
    {
        Kernel kernel = new(number => number == 250 ? Errno.EEXIST : default) { MaxRequests = 100 };
        using NetlinkConnection connection = Connect(kernel);
        connection.Execute(Numbers(300)).Failures.Keys.Should().Equal(250);
        kernel.Datagrams.Should().Be(3);
        connection.Execute(Numbers(300, new NetlinkBatch { SingleDatagram = true })).Failures.Keys.Should().Equal(250);
        kernel.Datagrams.Should().Be(4);
    }

    [Fact]
    public void Replies_come_with_the_position_of_their_request()
    {
        Kernel kernel = new(_ => default) { Echoes = true };
        using NetlinkConnection connection = Connect(kernel);
        List<(int Index, int Value)> replies = [];
        connection.Execute(Numbers(3), (int index, in NetlinkMessage message) => replies.Add((index, BitConverter.ToInt32(message.Payload[4..])))).Succeeded.Should().BeTrue();
        replies.Should().Equal((0, 0), (1, 1), (2, 2));
    }

    [Fact]
    public void A_batch_can_be_used_again()
    {
        Kernel kernel = new(number => number == 2 ? Errno.EEXIST : default);
        using NetlinkConnection connection = Connect(kernel);
        NetlinkBatch batch = Numbers(3);
        connection.Execute(batch).Failures.Keys.Should().Equal(2);
        connection.Execute(batch).Failures.Keys.Should().Equal(2);
        Add(batch, 9);
        kernel.Acknowledged.Clear();
        connection.Execute(batch).Failures.Keys.Should().Equal(2);
        kernel.Acknowledged.Should().Equal([9], "the request that was the last one before is not any more");
        batch.Clear();
        batch.Count.Should().Be(0);
        connection.Execute(batch).Succeeded.Should().BeTrue();
        kernel.Datagrams.Should().Be(3);
    }

    [Fact]
    public void Numbers_that_pass_zero_are_matched()
    {
        Kernel kernel = new(number => number is 4 or 5 ? Errno.EEXIST : default);
        using NetlinkConnection connection = new(kernel, new NetlinkConnectionOptions { Name = "here", Timeout = TimeSpan.FromMilliseconds(200) }, lastSequence: uint.MaxValue - 5);
        connection.Execute(Numbers(10)).Failures.Keys.Should().Equal(4, 5);
    }

    [Fact]
    public void A_kernel_that_does_not_answer_is_a_time_out()
    {
        using NetlinkConnection connection = Connect(new Kernel(_ => default) { IsDumb = true });
        Action act = () => connection.Execute(Numbers(2));
        act.Should().Throw<TimeoutException>();
    }

    private static NetlinkConnection Connect(Kernel kernel) => new(kernel, new NetlinkConnectionOptions { Name = "here", Timeout = TimeSpan.FromMilliseconds(200) });

    private static NetlinkBatch Numbers(int count, NetlinkBatch? batch = null)
    {
        batch ??= new NetlinkBatch();
        for (int i = 0; i < count; i++)
        {
            Add(batch, i);
        }

        return batch;
    }

    private static void Add(NetlinkBatch batch, int number, bool acknowledge = true)
    {
        NetlinkMessageWriter request = new(stackalloc byte[64], Type);
        request.WriteInt32(1, number);
        batch.Add(request, number == 0 ? new NetlinkOperation("set", "#0") : new NetlinkOperation("set", number), acknowledge);
    }

    /// <summary>Handles one message after the other, as rtnetlink does. Each has a number in its only attribute.</summary>
    private sealed class Kernel(Func<int, Errno> handle) : INetlinkTransport
    {
        private readonly Queue<byte[]> _replies = [];

        public uint PortId => 4711;

        public int MaxRequests { get; init; } = 128;

        internal bool StopsAtError { get; init; }

        internal bool Echoes { get; init; }

        internal bool IsDumb { get; init; }

        internal int Datagrams { get; private set; }

        internal List<int> Acknowledged { get; } = [];

        public void Send(ReadOnlySpan<byte> datagram)
        {
            Datagrams++;
            foreach (NetlinkMessage message in IsDumb ? default : new NetlinkMessageReader(datagram))
            {
                byte[] request = new byte[16];
                BitConverter.TryWriteBytes(request.AsSpan(8), message.Sequence);
                BitConverter.TryWriteBytes(request.AsSpan(12), message.PortId);
                NetlinkAttributeReader attributes = message.Attributes(0);
                attributes.MoveNext();
                int number = attributes.Current.ReadInt32();
                Errno error = handle(number);
                if (Echoes)
                {
                    _replies.Enqueue(FakeKernel.Message(request, Type, message.Payload.ToArray()));
                }

                if ((message.Flags & NetlinkMessageFlags.Acknowledge) != 0)
                {
                    Acknowledged.Add(number);
                }

                if (error.Value != 0 || (message.Flags & NetlinkMessageFlags.Acknowledge) != 0)
                {
                    _replies.Enqueue(FakeKernel.Message(request, Linux.NLMSG_ERROR, BitConverter.GetBytes(-error.Value)));
                }

                if (error.Value != 0 && StopsAtError)
                {
                    return;
                }
            }
        }

        public bool TryReceive(Span<byte> buffer, TimeSpan timeout, out NetlinkDatagram datagram)
        {
            datagram = default;
            if (!_replies.TryDequeue(out byte[]? reply))
            {
                return false;
            }

            reply.CopyTo(buffer);
            datagram = new NetlinkDatagram(reply.Length, reply.Length);
            return true;
        }

        public void Dispose()
        {
        }
    }
}
