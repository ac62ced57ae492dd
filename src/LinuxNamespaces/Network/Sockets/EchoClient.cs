using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>Sends echo requests from a namespace and receives the replies.</summary>
/// <remarks>Uses a raw socket, or an ICMP datagram socket if raw sockets are not allowed; icmp(7). The kernel sets the identifier of datagram sockets.</remarks>
internal sealed class EchoClient : IDisposable
{
    private readonly NetNamespace _namespace;
    private readonly IPEndPoint _target;
    private readonly EchoOptions _options;
    private readonly bool _v4;
    private readonly bool _raw;
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
        // IPv4 headers have up to 60 bytes, and errors contain more than a small request.
        _answer = new byte[Math.Max(_request.Length + 60, 2048)];
        _socket = Open(netNamespace, target.AddressFamily, _v4 ? ProtocolType.Icmp : ProtocolType.IcmpV6, out _raw);
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

    /// <summary>Sends a request and waits for its result.</summary>
    /// <param name="sequence">The number of the request, from 1.</param>
    internal async Task<EchoReply> SendAsync(int sequence, CancellationToken cancellationToken)
    {
        IcmpProtocol.WriteRequest(_request, _v4, _identifier, (ushort)sequence);
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_options.Timeout);
        long start = Stopwatch.GetTimestamp();
        try
        {
            DiscardErrors();
            await _socket.SendToAsync(_request, SocketFlags.None, _target, timeout.Token).ConfigureAwait(false);
            return await ReceiveAsync(sequence, start, timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new EchoReply(sequence, EchoStatus.TimedOut);
        }
        catch (SocketException e)
        {
            throw new LinuxException(ErrnoOf(e), $"send an echo request from namespace '{_namespace}' to", _target.Address.ToString(), EchoRemedy.For(e.SocketErrorCode, _namespace, _target.Address));
        }
    }

    private static Socket Open(NetNamespace netNamespace, AddressFamily family, ProtocolType protocol, out bool raw)
    {
        try
        {
            raw = true;
            return netNamespace.CreateSocket(family, SocketType.Raw, protocol);
        }
        catch (LinuxException refused) when (refused.Errno == Errno.EPERM || refused.Errno == Errno.EACCES)
        {
            try
            {
                raw = false;
                return netNamespace.CreateSocket(family, SocketType.Dgram, protocol);
            }
            catch (LinuxException e) when (e.Errno == Errno.EACCES)
            {
                throw new LinuxException(
                    refused.Errno, "open a socket for echo requests in network namespace", netNamespace.ToString(),
                    "It needs CAP_NET_RAW in the namespace, or a group of the process in its setting net/ipv4/ping_group_range.");
            }
        }
    }

    private async Task<EchoReply> ReceiveAsync(int sequence, long start, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                // Waits for a packet without removing it.
                await _socket.ReceiveAsync(_answer.AsMemory(0, 1), SocketFlags.Peek, cancellationToken).ConfigureAwait(false);
            }
            catch (SocketException) when (!_raw)
            {
                // The error queue has the details.
            }

            if ((_raw ? TryReceiveRaw(sequence) : TryReceiveError(sequence) ?? TryReceiveDatagram(sequence)) is var (answer, from))
            {
                return new EchoReply(sequence, answer.Status) { From = from, RoundTripTime = Stopwatch.GetElapsedTime(start), Ttl = answer.Ttl, Size = answer.Size };
            }
        }
    }

    private (IcmpAnswer Answer, IPAddress From)? TryReceiveRaw(int sequence) =>
        PacketReceiver.TryReceive(_socket, _answer) is { } packet
        && IcmpProtocol.Read(_answer.AsSpan(0, packet.Length), _v4, _identifier, (ushort)sequence) is { } answer
            ? (answer with { Ttl = packet.HopLimit ?? answer.Ttl }, packet.From)
            : null;

    private (IcmpAnswer Answer, IPAddress From)? TryReceiveDatagram(int sequence)
    {
        try
        {
            return PacketReceiver.TryReceive(_socket, _answer) is { } packet && IcmpProtocol.IsReply(_answer.AsSpan(0, packet.Length), _v4, (ushort)sequence)
                ? (new IcmpAnswer(EchoStatus.Success, packet.HopLimit, packet.Length), packet.From)
                : null;
        }
        catch (LinuxException)
        {
            // An error has arrived meanwhile. It is in the error queue too.
            return null;
        }
    }

    private (IcmpAnswer Answer, IPAddress From)? TryReceiveError(int sequence)
    {
        while (PacketReceiver.TryReceiveError(_socket, _answer) is { } error)
        {
            if (error.From is { } from && IcmpProtocol.ReadError(_answer.AsSpan(0, error.Length), _v4, (ushort)sequence, error.Type, error.Code, error.HopLimit) is { } answer)
            {
                return (answer, from);
            }
        }

        return null;
    }

    /// <summary>Removes pending errors of earlier requests, which would make the next one fail.</summary>
    private void DiscardErrors()
    {
        if (!_raw)
        {
            _ = _socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error);
            while (PacketReceiver.TryReceiveError(_socket, _answer) is not null)
            {
            }
        }
    }

    private void SetUp()
    {
        if (!_raw)
        {
            SetUpDatagram();
            return;
        }

        // A set bit filters a type out. Otherwise, other packets could fill the buffer in a busy namespace.
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

    private void SetUpDatagram()
    {
        byte[] on = BitConverter.GetBytes(1);
        if (_v4)
        {
            _socket.Ttl = (short)_options.Ttl;
            _socket.SetRawSocketOption(Linux.IPPROTO_IP, Linux.IP_RECVERR, on);
            _socket.SetRawSocketOption(Linux.IPPROTO_IP, Linux.IP_RECVTTL, on);
        }
        else
        {
            _socket.SetRawSocketOption(Linux.IPPROTO_IPV6, Linux.IPV6_UNICAST_HOPS, BitConverter.GetBytes(_options.Ttl));
            _socket.SetRawSocketOption(Linux.IPPROTO_IPV6, Linux.IPV6_RECVERR, on);
            _socket.SetRawSocketOption(Linux.IPPROTO_IPV6, Linux.IPV6_RECVHOPLIMIT, on);
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
