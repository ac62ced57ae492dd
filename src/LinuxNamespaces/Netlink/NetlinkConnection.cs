using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Netlink;

/// <summary>Requests and their replies over a transport that nothing else uses; one request at a time.</summary>
/// <remarks>
/// A reply counts when the kernel sent it, to this port, with the number of the request. Every wait has an end: the kernel
/// does not answer a message that it cannot read. Dumps that the kernel calls inconsistent are made again.
/// </remarks>
internal sealed class NetlinkConnection(INetlinkTransport transport, TimeSpan timeout) : IDisposable
{
    // The kernel fills dump datagrams up to the size of the buffer, and up to this size.
    private const int InitialBufferSize = 32 * 1024;
    private const int MaxBufferSize = 4 * 1024 * 1024;
    private const int MaxAttempts = 20;

    private readonly Lock _sync = new();
    private byte[] _buffer = GC.AllocateUninitializedArray<byte>(InitialBufferSize, pinned: true);
    private uint _sequence;
    private bool _repliesOutstanding;

    /// <summary>Makes a request that changes something.</summary>
    /// <param name="handler">Takes what the kernel echoes, when the message asks for it with NLM_F_ECHO and the kernel does so.</param>
    internal NetlinkResult Execute<THandler>(Span<byte> message, ref THandler handler)
        where THandler : INetlinkReplyHandler, allows ref struct
    {
        lock (_sync)
        {
            return Exchange(message, Linux.NLM_F_ACK, ref handler, out _);
        }
    }

    /// <summary>Makes a request that changes something and has no answer but success or failure.</summary>
    internal NetlinkResult Execute(Span<byte> message)
    {
        IgnoreReplies handler = default;
        return Execute(message, ref handler);
    }

    /// <summary>Asks for one object.</summary>
    internal NetlinkResult Get<THandler>(Span<byte> message, ref THandler handler)
        where THandler : INetlinkReplyHandler, allows ref struct => Ask(message, Linux.NLM_F_ACK, ref handler);

    /// <summary>Asks for all objects of a table.</summary>
    internal NetlinkResult Dump<THandler>(Span<byte> message, ref THandler handler)
        where THandler : INetlinkReplyHandler, allows ref struct => Ask(message, Linux.NLM_F_DUMP, ref handler);

    public void Dispose() => transport.Dispose();

    private NetlinkResult Ask<THandler>(Span<byte> message, int flags, ref THandler handler)
        where THandler : INetlinkReplyHandler, allows ref struct
    {
        lock (_sync)
        {
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
    }

    /// <summary>Sends a message and takes everything that answers it.</summary>
    /// <param name="needed">0, or the size of a reply that was lost as the buffer is too small for it.</param>
    private NetlinkResult Exchange<THandler>(Span<byte> message, int flags, ref THandler handler, out int needed)
        where THandler : INetlinkReplyHandler, allows ref struct
    {
        ref nlmsghdr header = ref MemoryMarshal.AsRef<nlmsghdr>(message);
        header.nlmsg_flags |= (ushort)(Linux.NLM_F_REQUEST | flags);
        header.nlmsg_seq = NextSequence();
        header.nlmsg_pid = transport.PortId;

        DiscardOutstanding();
        transport.Send(message);

        _repliesOutstanding = true;
        needed = 0;
        bool interrupted = false;
        bool foreign = false;
        ExceptionDispatchInfo? failure = null;
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            // What is there already is taken even when the time is up, but nothing foreign after that.
            TimeSpan left = timeout - Stopwatch.GetElapsedTime(start);
            if (!transport.TryReceive(_buffer, left, out NetlinkDatagram datagram) || (left < TimeSpan.Zero && foreign))
            {
                throw new TimeoutException($"The kernel did not answer a netlink request within {timeout.TotalSeconds:0.###} s.");
            }

            foreign = true;

            // Any process may write to a netlink socket; the kernel's port is 0.
            if (datagram.SenderPort != 0)
            {
                continue;
            }

            if (datagram.FullLength > datagram.Length)
            {
                foreign = false;
                needed = datagram.FullLength;
                continue;
            }

            foreach (NetlinkMessage reply in new NetlinkMessageReader(_buffer.AsSpan(0, datagram.Length)))
            {
                if (reply.Header.nlmsg_seq != header.nlmsg_seq || reply.Header.nlmsg_pid != header.nlmsg_pid)
                {
                    continue;
                }

                foreign = false;
                start = Stopwatch.GetTimestamp();
                interrupted |= (reply.Header.nlmsg_flags & Linux.NLM_F_DUMP_INTR) != 0;
                switch (reply.Type)
                {
                    case Linux.NLMSG_NOOP:
                        break;

                    case Linux.NLMSG_ERROR:
                    case Linux.NLMSG_DONE:
                        _repliesOutstanding = false;
                        failure?.Throw();
                        return new NetlinkResult(reply.ReadErrno(), ExtendedAck.Read(reply), interrupted);

                    case Linux.NLMSG_OVERRUN:
                        _repliesOutstanding = false;
                        return new NetlinkResult(Errno.ENOBUFS, null, interrupted);

                    default:
                        failure ??= TryHandle(reply, ref handler);
                        break;
                }
            }
        }
    }

    /// <summary>
    /// Hands a message on. A message that cannot be read must not stop the reading, or the rest of a dump would be in the way of
    /// the next one.
    /// </summary>
    private static ExceptionDispatchInfo? TryHandle<THandler>(in NetlinkMessage reply, ref THandler handler)
        where THandler : INetlinkReplyHandler, allows ref struct
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
            while (Stopwatch.GetElapsedTime(start) < timeout && transport.TryReceive(_buffer, TimeSpan.Zero, out _))
            {
            }

            _repliesOutstanding = false;
        }
    }

    private void Grow(int needed)
    {
        if (needed > MaxBufferSize)
        {
            throw new InvalidDataException($"The kernel's reply has {needed} bytes; more than {MaxBufferSize} are not accepted.");
        }

        _buffer = GC.AllocateUninitializedArray<byte>(Math.Max(needed, _buffer.Length), pinned: true);
    }

    private readonly struct IgnoreReplies : INetlinkReplyHandler
    {
        public void Restart()
        {
        }

        public void OnMessage(in NetlinkMessage message)
        {
        }
    }
}
