using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Netlink;

/// <summary>Receives the messages of multicast groups: notifications about changes.</summary>
/// <remarks>
/// <para>
/// The socket is never used for requests, because the kernel drops messages when a receive buffer is full, and the answer of a request
/// would be lost then. Only messages that the kernel sent are returned.
/// </para>
/// <para>
/// To keep up with a table, subscribe first and read the table then: no change falls in between. After <see cref="Errno.ENOBUFS"/> read the
/// table again. One thread at a time can receive.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// using NetlinkSubscription links = netNamespace.SubscribeNetlink(NETLINK_ROUTE, RTNLGRP_LINK);
/// await foreach (string name in links.ReadAllAsync(NameOfLink, cancellationToken))
/// {
///     Console.WriteLine(name);
/// }
/// </code>
/// </example>
public sealed class NetlinkSubscription : IDisposable
{
    internal const int ReceiveBuffer = 4 << 20;

    private const int BufferSize = 32 * 1024;

    private readonly Socket _socket;
    private readonly byte[] _peeked = new byte[1];
    private byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferSize, pinned: true);

    /// <summary>Creates a subscription over a socket and joins multicast groups.</summary>
    /// <param name="socket">
    /// A new AF_NETLINK socket that nothing else uses. It belongs to the subscription from now on, also if this constructor fails.
    /// </param>
    /// <param name="groups">The numbers of the groups, such as RTNLGRP_LINK. Numbers, not bits: there can be more than 32 groups.</param>
    /// <exception cref="LinuxException">The kernel has no such group (EINVAL), or it is reserved for a privileged user (EPERM).</exception>
    public NetlinkSubscription(SafeHandle socket, params int[] groups)
        : this(socket, ReceiveBuffer, allNamespaces: false, groups)
    {
    }

    /// <param name="socket">A new socket.</param>
    /// <param name="receiveBuffer">The size of the receive buffer to ask for.</param>
    /// <param name="allNamespaces">Whether to receive the notifications of other namespaces that have an ID.</param>
    /// <param name="groups">The numbers of the groups.</param>
    internal NetlinkSubscription(SafeHandle socket, int receiveBuffer, bool allNamespaces, IReadOnlyCollection<int> groups)
    {
        ArgumentNullException.ThrowIfNull(socket);
        using (socket)
        {
            ArgumentNullException.ThrowIfNull(groups);
            NetlinkNotifications.Bind(socket, receiveBuffer);
            if (allNamespaces)
            {
                NetlinkNotifications.ListenToAllNamespaces(socket);
            }

            foreach (int group in groups)
            {
                NetlinkNotifications.Join(socket, group);
            }

            _socket = SocketFactory.FromHandle(socket);
        }
    }

    /// <summary>Joins another multicast group.</summary>
    /// <param name="group">The number of the group.</param>
    /// <exception cref="LinuxException">The kernel has no such group (EINVAL), or it is reserved for a privileged user (EPERM).</exception>
    /// <exception cref="ObjectDisposedException">The subscription is disposed.</exception>
    public void Join(int group) => NetlinkNotifications.Join(_socket.SafeHandle, group);

    /// <summary>Leaves a multicast group. Messages that arrived before are still returned.</summary>
    /// <param name="group">The number of the group.</param>
    /// <exception cref="LinuxException">The kernel has no such group (EINVAL).</exception>
    /// <exception cref="ObjectDisposedException">The subscription is disposed.</exception>
    public void Leave(int group) => NetlinkNotifications.Leave(_socket.SafeHandle, group);

    /// <summary>Waits for messages and makes objects of them.</summary>
    /// <typeparam name="T">The type of the objects.</typeparam>
    /// <param name="parse">Makes an object of a message; <see langword="null"/> if the message is not of interest.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The objects of one datagram, at least one.</returns>
    /// <exception cref="LinuxException">The kernel dropped messages, because they were not received fast enough (ENOBUFS).</exception>
    /// <exception cref="InvalidDataException">A message cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The wait was canceled.</exception>
    /// <exception cref="ObjectDisposedException">The subscription is disposed.</exception>
    public async ValueTask<IReadOnlyList<T>> ReceiveAsync<T>(NetlinkMessageParser<T> parse, CancellationToken cancellationToken = default)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(parse);
        List<T> items = [];
        while (items.Count == 0)
        {
            int length = await ReceiveAsync(cancellationToken).ConfigureAwait(false);
            foreach (NetlinkMessage message in new NetlinkMessageReader(_buffer.AsSpan(0, length)))
            {
                if (parse(message) is { } item)
                {
                    items.Add(item);
                }
            }
        }

        return items;
    }

    /// <summary>Returns the objects of all messages, in an endless stream. Changes from before the subscription are not part of it.</summary>
    /// <typeparam name="T">The type of the objects.</typeparam>
    /// <param name="parse">Makes an object of a message; <see langword="null"/> if the message is not of interest.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <returns>The objects.</returns>
    /// <exception cref="LinuxException">The kernel dropped messages, because they were not received fast enough (ENOBUFS). A new stream can be read then.</exception>
    /// <exception cref="InvalidDataException">A message cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The wait was canceled.</exception>
    /// <exception cref="ObjectDisposedException">The subscription is disposed.</exception>
    public async IAsyncEnumerable<T> ReadAllAsync<T>(NetlinkMessageParser<T> parse, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        where T : class
    {
        while (true)
        {
            foreach (T item in await ReceiveAsync(parse, cancellationToken).ConfigureAwait(false))
            {
                yield return item;
            }
        }
    }

    /// <summary>Waits until something changed. What changed, and how often, is not returned.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when the kernel sent a message, or dropped one.</returns>
    /// <exception cref="OperationCanceledException">The wait was canceled.</exception>
    /// <exception cref="ObjectDisposedException">The subscription is disposed.</exception>
    public async ValueTask WaitAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await ReceiveAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (LinuxException e) when (e.Errno == Errno.ENOBUFS)
        {
            // Messages were dropped, so something changed.
        }
    }

    /// <summary>Closes the socket.</summary>
    public void Dispose() => _socket.Dispose();

    /// <summary>Waits until there is something to receive.</summary>
    /// <returns>False if the kernel dropped messages.</returns>
    internal async ValueTask<bool> WaitForDatagramAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Only a look, as a Socket does not tell the port of the sender.
            await _socket.ReceiveAsync(_peeked, SocketFlags.Peek, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.MessageSize)
        {
            // The message is longer than the look.
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.NoBufferSpaceAvailable)
        {
            return false;
        }

        return true;
    }

    /// <summary>Waits until something changed, and discards everything that has arrived by then.</summary>
    internal async ValueTask WaitForAllAsync(CancellationToken cancellationToken)
    {
        await WaitForDatagramAsync(cancellationToken).ConfigureAwait(false);
        for (bool isMore = true; isMore;)
        {
            try
            {
                isMore = TryReceive(out _);
            }
            catch (LinuxException e) when (e.Errno == Errno.ENOBUFS)
            {
                // Messages were dropped, so something changed.
            }
        }
    }

    /// <summary>Receives a datagram without waiting.</summary>
    /// <returns>False if there is none.</returns>
    /// <exception cref="LinuxException">The kernel dropped messages (ENOBUFS).</exception>
    internal bool TryReceive(out NetlinkDatagram datagram) => NetlinkNotifications.TryReceive(_socket.SafeHandle, _buffer, out datagram);

    /// <summary>Returns the messages of the datagram that was received last.</summary>
    internal NetlinkMessageReader Messages(NetlinkDatagram datagram) => new(_buffer.AsSpan(0, datagram.Length));

    /// <summary>Makes room for datagrams of a length.</summary>
    internal void Grow(int length) => _buffer = length > _buffer.Length ? GC.AllocateUninitializedArray<byte>(length, pinned: true) : _buffer;

    /// <summary>Receives one datagram of the kernel.</summary>
    private async ValueTask<int> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!await WaitForDatagramAsync(cancellationToken).ConfigureAwait(false))
            {
                throw NetlinkNotifications.Dropped();
            }

            if (TryReceive(out NetlinkDatagram datagram))
            {
                return datagram.IsTruncated
                    ? throw new InvalidDataException($"A netlink notification of {datagram.FullLength} bytes does not fit the buffer.")
                    : datagram.Length;
            }
        }
    }
}
