using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Netlink;

/// <summary>Makes requests and matches their replies, over a transport that nothing else uses; one request at a time.</summary>
/// <remarks>
/// A reply counts if it carries the port of this end and the number of the request. Every wait has an end: the kernel does not answer
/// a message that it cannot read. Dumps that the kernel calls inconsistent are made again.
/// </remarks>
internal sealed class NetlinkChannel(INetlinkTransport transport, TimeSpan timeout) : IDisposable
{
    // The kernel fills dump datagrams up to the size of the buffer, and up to this size.
    private const int InitialBufferSize = 32 * 1024;
    private const int MaxBufferSize = 4 * 1024 * 1024;
    private const int MaxAttempts = 20;

    private readonly Lock _sync = new();
    private byte[] _buffer = GC.AllocateUninitializedArray<byte>(InitialBufferSize, pinned: true);
    private uint _sequence;
    private bool _repliesOutstanding;
    private bool _busy;

    /// <summary>The number of the last request, for tests.</summary>
    internal uint LastSequence
    {
        init => _sequence = value;
    }

    internal uint PortId => transport.PortId;

    internal int MaxRequests => transport.MaxRequests;

    /// <summary>Whether nothing is to come of the last request.</summary>
    internal bool IsIdle => !_repliesOutstanding && !_busy;

    /// <summary>The message that the last receive found; it is valid until the next one.</summary>
    internal ReadOnlySpan<byte> Received(NetlinkDatagram datagram) => _buffer.AsSpan(0, datagram.Length);

    /// <summary>Makes a request that changes something.</summary>
    /// <param name="handler">Takes what the kernel echoes, when the message asks for it with NLM_F_ECHO and the kernel does so.</param>
    internal NetlinkResult Execute<THandler>(scoped Span<byte> message, scoped ref THandler handler)
        where THandler : INetlinkMessageHandler, allows ref struct
    {
        using Turn turn = new(this);
        return Exchange(message, Linux.NLM_F_ACK, ref handler, out _);
    }

    /// <summary>Makes a request that changes something and has no answer but success or failure.</summary>
    internal NetlinkResult Execute(scoped Span<byte> message)
    {
        IgnoreReplies handler = default;
        return Execute(message, ref handler);
    }

    /// <summary>Asks for one object. Its answer ends the exchange, or an error: the kernel is not asked for an acknowledgement besides.</summary>
    internal NetlinkResult Get<THandler>(scoped Span<byte> message, scoped ref THandler handler)
        where THandler : INetlinkMessageHandler, allows ref struct => Ask(message, 0, ref handler);

    /// <summary>Asks for all objects of a table.</summary>
    internal NetlinkResult Dump<THandler>(scoped Span<byte> message, scoped ref THandler handler)
        where THandler : INetlinkMessageHandler, allows ref struct => Ask(message, Linux.NLM_F_DUMP, ref handler);

    public void Dispose() => transport.Dispose();

    /// <summary>Takes the channel for one exchange. Nothing else can be sent or received meanwhile.</summary>
    internal void Enter()
    {
        _sync.Enter();
        if (_busy)
        {
            _sync.Exit();
            throw new InvalidOperationException(
                "A request was made while the same connection was handling the answer of another one. Read the whole answer first, or use a second connection.");
        }

        _busy = true;
    }

    internal void Exit()
    {
        _busy = false;
        _sync.Exit();
    }

    /// <summary>Sends one message.</summary>
    internal void Send(Span<byte> message, int flags)
    {
        Stamp(message, flags);
        SendStamped(message);
    }

    /// <summary>Gives a message its number and its sender.</summary>
    internal uint Stamp(Span<byte> message, int flags)
    {
        ref nlmsghdr header = ref MemoryMarshal.AsRef<nlmsghdr>(message);
        header.nlmsg_flags |= (ushort)(Linux.NLM_F_REQUEST | flags);
        header.nlmsg_seq = NextSequence();
        header.nlmsg_pid = transport.PortId;
        return header.nlmsg_seq;
    }

    internal void SendStamped(ReadOnlySpan<byte> datagram)
    {
        DiscardOutstanding();
        transport.Send(datagram);
        _repliesOutstanding = true;
    }

    /// <summary>Receives a datagram of the kernel.</summary>
    /// <param name="ignoredSince">0, or the time of the first datagram since the last one that was part of an answer.</param>
    /// <exception cref="TimeoutException">There is no answer in time.</exception>
    internal NetlinkDatagram Receive(long ignoredSince)
    {
        TimeSpan left = ignoredSince == 0 ? timeout : timeout - Stopwatch.GetElapsedTime(ignoredSince);
        return left > TimeSpan.Zero && transport.TryReceive(_buffer, left, out NetlinkDatagram datagram)
            ? datagram
            : throw new TimeoutException($"The kernel did not answer a netlink request within {timeout.TotalSeconds:0.###} s.");
    }

    /// <summary>Takes what has been received already.</summary>
    internal bool TryReceive(out NetlinkDatagram datagram) => transport.TryReceive(_buffer, TimeSpan.Zero, out datagram);

    /// <summary>All replies were received.</summary>
    internal void Complete() => _repliesOutstanding = false;

    internal void Grow(int needed)
    {
        if (needed > MaxBufferSize)
        {
            throw new InvalidDataException($"The kernel's reply has {needed} bytes; more than {MaxBufferSize} are not accepted.");
        }

        _buffer = GC.AllocateUninitializedArray<byte>(Math.Max(needed, _buffer.Length), pinned: true);
    }

    private NetlinkResult Ask<THandler>(scoped Span<byte> message, int flags, scoped ref THandler handler)
        where THandler : INetlinkMessageHandler, allows ref struct
    {
        using Turn turn = new(this);
        NetlinkResult result = Exchange(message, flags, ref handler, out int needed);
        for (int attempt = 1; attempt < MaxAttempts && (needed > 0 || result.Interrupted); attempt++)
        {
            if (needed > 0)
            {
                Grow(needed);
            }

            handler.Restart();
            result = Exchange(message, flags, ref handler, out needed);
        }

        return needed == 0
            ? result
            : throw new InvalidDataException($"The kernel's reply of {needed} bytes did not fit the buffer.");
    }

    /// <summary>Sends a message and takes everything that answers it.</summary>
    /// <param name="needed">0, or the size of a reply that was lost as the buffer is too small for it.</param>
    private NetlinkResult Exchange<THandler>(scoped Span<byte> message, int flags, scoped ref THandler handler, out int needed)
        where THandler : INetlinkMessageHandler, allows ref struct
    {
        Send(message, flags);
        uint sequence = MemoryMarshal.AsRef<nlmsghdr>(message).nlmsg_seq;
        needed = 0;
        bool interrupted = false;
        ExceptionDispatchInfo? failure = null;
        long ignoredSince = 0;
        while (true)
        {
            NetlinkDatagram datagram = Receive(ignoredSince);
            if (datagram.FullLength > datagram.Length)
            {
                needed = datagram.FullLength;
                if (flags == 0)
                {
                    // This was the answer; nothing follows it.
                    return default;
                }

                continue;
            }

            bool ours = false;
            foreach (NetlinkMessage reply in new NetlinkMessageReader(_buffer.AsSpan(0, datagram.Length)))
            {
                nlmsghdr header = reply.Header;
                if (header.nlmsg_seq != sequence || header.nlmsg_pid != transport.PortId)
                {
                    continue;
                }

                ours = true;
                interrupted |= (header.nlmsg_flags & Linux.NLM_F_DUMP_INTR) != 0;
                switch (header.nlmsg_type)
                {
                    case Linux.NLMSG_NOOP:
                        break;

                    case Linux.NLMSG_ERROR:
                    case Linux.NLMSG_DONE:
                        Complete();
                        failure?.Throw();
                        return new NetlinkResult(reply.ReadErrno(), ExtendedAck.Read(reply), interrupted);

                    case Linux.NLMSG_OVERRUN:
                        Complete();
                        return new NetlinkResult(Errno.ENOBUFS, null, interrupted);

                    default:
                        failure ??= TryHandle(reply, ref handler);
                        if (flags == 0 && (header.nlmsg_flags & Linux.NLM_F_MULTI) == 0)
                        {
                            Complete();
                            failure?.Throw();
                            return default;
                        }

                        break;
                }
            }

            // The clock is read only where something else keeps coming.
            ignoredSince = ours ? 0 : ignoredSince == 0 ? Stopwatch.GetTimestamp() : ignoredSince;
        }
    }

    /// <summary>
    /// Hands a message on. A message that cannot be read must not stop the reading, or the rest of a dump would be in the way of
    /// the next one.
    /// </summary>
    private static ExceptionDispatchInfo? TryHandle<THandler>(in NetlinkMessage reply, scoped ref THandler handler)
        where THandler : INetlinkMessageHandler, allows ref struct
    {
        try
        {
            handler.OnMessage(reply);
            return null;
        }
        catch (InvalidDataException e)
        {
            return ExceptionDispatchInfo.Capture(e);
        }
    }

    private uint NextSequence()
    {
        // 0 marks notifications.
        _sequence = _sequence == uint.MaxValue ? 1 : _sequence + 1;
        return _sequence;
    }

    /// <summary>Drops what answers a request that was given up: a dump that is not read to its end blocks the next one.</summary>
    private void DiscardOutstanding()
    {
        if (_repliesOutstanding)
        {
            long start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(start) < timeout && TryReceive(out _))
            {
            }

            _repliesOutstanding = false;
        }
    }

    private readonly ref struct Turn : IDisposable
    {
        private readonly NetlinkChannel _channel;

        internal Turn(NetlinkChannel channel)
        {
            channel.Enter();
            _channel = channel;
        }

        public void Dispose() => _channel.Exit();
    }

    private readonly struct IgnoreReplies : INetlinkMessageHandler
    {
        public void Restart()
        {
        }

        public void OnMessage(in NetlinkMessage message)
        {
        }
    }
}
