using System.Diagnostics;
using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Netlink;

/// <summary>Enumerates the messages of a dump as they arrive. Use it with <c>foreach</c>, which ends it properly.</summary>
/// <seealso cref="NetlinkConnection.EnumerateDump"/>
public ref struct NetlinkDumpEnumerator : IDisposable
{
    private readonly NetlinkConnection _connection;
    private readonly Span<byte> _request;
    private readonly NetlinkOperation _operation;
    private NetlinkMessageReader _datagram;
    private uint _sequence;
    private bool _started;
    private bool _ended;
    private bool _interrupted;

    internal NetlinkDumpEnumerator(NetlinkConnection connection, Span<byte> request, scoped in NetlinkOperation operation)
    {
        _connection = connection;
        _request = request;
        _operation = operation;
    }

    /// <summary>Gets the current message, which is valid until the next call of <see cref="MoveNext"/>.</summary>
    public readonly NetlinkMessage Current => _datagram.Current;

    /// <summary>Returns this enumerator, for <c>foreach</c>.</summary>
    /// <returns>The enumerator.</returns>
    public readonly NetlinkDumpEnumerator GetEnumerator() => this;

    /// <summary>Advances to the next message. The first call makes the request.</summary>
    /// <returns><see langword="false"/> at the end.</returns>
    /// <exception cref="NetlinkException">The kernel rejected the request, or the table changed while it was read (EINTR).</exception>
    /// <exception cref="TimeoutException">The kernel did not answer in time.</exception>
    /// <exception cref="InvalidDataException">The kernel's answer cannot be read.</exception>
    /// <exception cref="InvalidOperationException">Another answer of the same connection is being read by this thread.</exception>
    /// <exception cref="ObjectDisposedException">The connection is disposed.</exception>
    public bool MoveNext()
    {
        if (_ended)
        {
            return false;
        }

        if (!_started)
        {
            Start();
        }

        long ignoredSince = 0;
        while (true)
        {
            while (_datagram.MoveNext())
            {
                NetlinkMessage message = _datagram.Current;
                nlmsghdr header = message.Header;
                if (header.nlmsg_seq != _sequence || header.nlmsg_pid != _connection.PortId)
                {
                    continue;
                }

                ignoredSince = 0;
                _interrupted |= (header.nlmsg_flags & Linux.NLM_F_DUMP_INTR) != 0;
                switch (header.nlmsg_type)
                {
                    case Linux.NLMSG_NOOP:
                        break;

                    case Linux.NLMSG_ERROR:
                    case Linux.NLMSG_DONE:
                        End(message);
                        return false;

                    default:
                        return true;
                }
            }

            NetlinkDatagram datagram = _connection.Channel.Receive(ignoredSince);
            ignoredSince = ignoredSince == 0 ? Stopwatch.GetTimestamp() : ignoredSince;
            if (datagram.FullLength > datagram.Length)
            {
                _connection.Channel.Grow(datagram.FullLength);
                throw new InvalidDataException(
                    $"An answer of {datagram.FullLength} bytes did not fit the buffer, which is larger from now on. Make the request again.");
            }

            _datagram = new NetlinkMessageReader(_connection.Channel.Received(datagram));
        }
    }

    /// <summary>Ends the enumeration. The connection can then be used for other requests.</summary>
    public void Dispose()
    {
        if (_started && !_ended)
        {
            // The rest of the dump is discarded by the next request.
            _ended = true;
            _connection.Channel.Exit();
        }
    }

    private void Start()
    {
        _connection.ThrowIfDisposed();
        _connection.LogRequest(_operation);
        _connection.Channel.Enter();
        _started = true;
        _connection.Channel.Send(_request, Linux.NLM_F_DUMP);
        _sequence = MemoryMarshal.AsRef<nlmsghdr>(_request).nlmsg_seq;
    }

    private void End(in NetlinkMessage message)
    {
        NetlinkResult result = new(message.ReadErrno(), ExtendedAck.Read(message), _interrupted);
        _connection.Channel.Complete();
        Dispose();
        if (!result.Succeeded)
        {
            throw _connection.Failure(result, _request, _operation);
        }

        if (_interrupted)
        {
            throw NetlinkErrors.Interrupted(_operation, _connection.Name);
        }
    }
}
