using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>Sends echo requests from a namespace and takes the answers, over a raw socket.</summary>
internal sealed class EchoClient : IDisposable
{
    private readonly NetNamespace _namespace;
    private readonly IPEndPoint _target;
    private readonly EchoOptions _options;
    private readonly bool _v4;
    private readonly Socket _socket;
    private readonly ushort _identifier = (ushort)Random.Shared.Next(ushort.MaxValue + 1);
    private readonly byte[] _request;
    private readonly byte[] _answer;

    internal EchoClient(NetNamespace netNamespace, IPAddress target, EchoOptions options)
    {
        _v4 = target.AddressFamily == AddressFamily.InterNetwork;
        _namespace = netNamespace;
        _target = new IPEndPoint(target, 0);
        _options = options;
        _request = new byte[IcmpProtocol.HeaderLength + options.PayloadSize];
        // Headers of IPv4 have up to 60 bytes; errors carry more than a small request.
        _answer = new byte[Math.Max(_request.Length + 60, 2048)];
        _socket = netNamespace.CreateSocket(target.AddressFamily, SocketType.Raw, _v4 ? ProtocolType.Icmp : ProtocolType.IcmpV6);
        try
        {
            SetUp();
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>Sends a request and waits for what becomes of it.</summary>
    /// <param name="sequence">The number of the request, from 1.</param>
    internal async Task<EchoReply> SendAsync(int sequence, CancellationToken cancellationToken)
    {
        IcmpProtocol.WriteRequest(_request, _v4, _identifier, (ushort)sequence);
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_options.Timeout);
        long start = Stopwatch.GetTimestamp();
        try
        {
            await _socket.SendToAsync(_request, SocketFlags.None, _target, timeout.Token).ConfigureAwait(false);
            return await ReceiveAsync(sequence, start, timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new EchoReply(sequence, EchoStatus.TimedOut, null, null, null, 0);
        }
        catch (SocketException e)
        {
            throw new LinuxException(ErrnoOf(e), $"send an echo request from namespace '{_namespace}' to", _target.Address.ToString(), EchoRemedy.For(e.SocketErrorCode, _namespace, _target.Address));
        }
    }

    private async Task<EchoReply> ReceiveAsync(int sequence, long start, CancellationToken cancellationToken)
    {
        while (true)
        {
            // A look waits for a packet and leaves it there.
            await _socket.ReceiveAsync(_answer.AsMemory(0, 1), SocketFlags.Peek, cancellationToken).ConfigureAwait(false);
            ReceivedPacket? received = PacketReceiver.TryReceive(_socket, _answer);
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            if (received is { } packet
                && IcmpProtocol.Read(_answer.AsSpan(0, packet.Length), _v4, _identifier, (ushort)sequence) is { } answer)
            {
                return new EchoReply(sequence, answer.Status, packet.From, elapsed, packet.HopLimit ?? answer.Ttl, answer.Size);
            }
        }
    }

    private void SetUp()
    {
        // A set bit keeps a type out: a busy namespace would fill the buffer with packets of others.
        if (_v4)
        {
            _socket.Ttl = (short)_options.Ttl;
            uint passed = (1u << Linux.ICMP_ECHOREPLY) | (1u << Linux.ICMP_DEST_UNREACH) | (1u << Linux.ICMP_TIME_EXCEEDED);
            _socket.SetRawSocketOption(Linux.SOL_RAW, Linux.ICMP_FILTER, BitConverter.GetBytes(~passed));
        }
        else
        {
            _socket.SetRawSocketOption(Linux.IPPROTO_IPV6, Linux.IPV6_UNICAST_HOPS, BitConverter.GetBytes(_options.Ttl));
            _socket.SetRawSocketOption(Linux.IPPROTO_IPV6, Linux.IPV6_RECVHOPLIMIT, BitConverter.GetBytes(1));
            byte[] blocked = new byte[32];
            blocked.AsSpan().Fill(0xff);
            foreach (int type in (ReadOnlySpan<int>)[Linux.ICMP6_ECHO_REPLY, Linux.ICMP6_DST_UNREACH, Linux.ICMP6_PACKET_TOO_BIG, Linux.ICMP6_TIME_EXCEEDED, Linux.ICMP6_PARAM_PROB])
            {
                blocked[type / 8] ^= (byte)(1 << (type % 8));
            }

            _socket.SetRawSocketOption(Linux.IPPROTO_ICMPV6, Linux.ICMP6_FILTER, blocked);
        }
    }

    private static Errno ErrnoOf(SocketException e) => e.SocketErrorCode switch
    {
        SocketError.NetworkUnreachable => Errno.ENETUNREACH,
        SocketError.HostUnreachable => Errno.EHOSTUNREACH,
        SocketError.AccessDenied => Errno.EACCES,
        SocketError.MessageSize => Errno.EMSGSIZE,
        SocketError.InvalidArgument => Errno.EINVAL,
        SocketError.AddressNotAvailable => Errno.EADDRNOTAVAIL,
        _ => new Errno(e.NativeErrorCode),
    };
}
