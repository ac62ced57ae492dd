using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Placement;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Network;

/// <summary>
/// A connection to the part of the kernel that manages the links, addresses and routes of one network namespace (rtnetlink).
/// </summary>
/// <remarks>
/// Every <see cref="NetNamespace"/> has one of its own; another one lets a second thread work without waiting for the first.
/// Requests are synchronous: the kernel answers most of them within microseconds. The connection keeps the namespace alive.
/// All members may be used by several threads at once. See rtnetlink(7).
/// </remarks>
public sealed class RouteConnection : IDisposable
{
    private readonly NetlinkConnection _connection;
    private readonly LinkWatch? _linkWatch;
    private readonly ILogger _logger;
    private volatile bool _disposed;

    internal RouteConnection(NetNamespace netNamespace)
        : this(netNamespace, PlacedCalls.OpenSockets(
            netNamespace.Handle, 2, Linux.AF_NETLINK, Linux.SOCK_RAW, Linux.NETLINK_ROUTE, netNamespace.ToString()))
    {
    }

    /// <param name="linkWatch">Tells links that have the same index one after the other apart; null where that cannot be.</param>
    internal RouteConnection(NetNamespace netNamespace, INetlinkTransport transport, LinkWatch? linkWatch = null)
    {
        _linkWatch = linkWatch;
        Namespace = netNamespace;
        _logger = netNamespace.Logger;
        _connection = new NetlinkConnection(transport, netNamespace.Options.NetlinkTimeout);
        Links = new LinkCollection(this);
        Routes = new RouteCollection(this);
    }

    /// <param name="sockets">The socket for requests and that for notifications, which never share one: an overrun would lose replies.</param>
    private RouteConnection(NetNamespace netNamespace, SafeFileHandle[] sockets)
        : this(netNamespace, OpenTransport(sockets), OpenWatch(sockets))
    {
    }

    /// <summary>The namespace whose links and routes these are.</summary>
    public NetNamespace Namespace { get; }

    /// <summary>The links of the namespace.</summary>
    public LinkCollection Links { get; }

    /// <summary>The routes of the namespace.</summary>
    public RouteCollection Routes { get; }

    /// <summary>Closes the connection. Links that came from it cannot be used any more.</summary>
    public void Dispose()
    {
        _disposed = true;
        _connection.Dispose();
        _linkWatch?.Dispose();
    }

    /// <summary>The time by the notifications about links.</summary>
    internal long LinkTime()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _linkWatch?.Now() ?? 0;
    }

    /// <summary>What became of the link that had an index at a time.</summary>
    internal LinkFate LookAtLink(int index, long since, out LinkRemoval? removal)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        removal = null;
        return _linkWatch?.Look(index, since, out removal) ?? LinkFate.Present;
    }

    /// <summary>The index of the only link that was registered with a name since a time; null when that is not known.</summary>
    internal int? FindRegisteredLink(string name, long since) => _linkWatch?.FindRegistered(name, since);

    /// <summary>Changes something.</summary>
    internal void Execute(scoped in NetlinkMessageWriter request, RouteOperation operation)
    {
        Span<byte> message = Start(request, operation);
        Complete(_connection.Execute(message), message, operation);
    }

    /// <summary>Changes something that the kernel gives back as it is then; null when it did not.</summary>
    internal T? ExecuteEcho<T>(scoped in NetlinkMessageWriter request, RouteOperation operation, MessageParser<T> parse)
        where T : class
    {
        Span<byte> message = Start(request, operation);
        ReplyList<T> replies = new(parse);
        Complete(_connection.Execute(message, ref replies), message, operation);
        return replies.Items.Count > 0 ? replies.Items[0] : null;
    }

    /// <summary>Asks for one object.</summary>
    internal T Get<T>(scoped in NetlinkMessageWriter request, RouteOperation operation, MessageParser<T> parse)
        where T : class =>
        TryGet(request, operation, parse, out T? item, out NetlinkException? failure) ? item! : throw failure!;

    /// <summary>Asks for one object that need not be there.</summary>
    /// <returns>False when the kernel said no, and why.</returns>
    internal bool TryGet<T>(
        scoped in NetlinkMessageWriter request, RouteOperation operation, MessageParser<T> parse, out T? item, out NetlinkException? failure)
        where T : class
    {
        Span<byte> message = Start(request, operation);
        ReplyList<T> replies = new(parse);
        NetlinkResult result = _connection.Get(message, ref replies);
        item = replies.Items.Count > 0 ? replies.Items[0] : null;
        failure = !result.Succeeded ? RouteErrors.Create(result, message, operation, Namespace)
            : item is null ? throw new InvalidDataException($"The kernel said nothing about {PrintableText.Quote(operation.Target ?? operation.Name)}.")
            : null;
        return failure is null;
    }

    /// <summary>Asks for all objects of a table.</summary>
    internal List<T> Dump<T>(scoped in NetlinkMessageWriter request, RouteOperation operation, MessageParser<T> parse)
        where T : class
    {
        Span<byte> message = Start(request, operation);
        ReplyList<T> replies = new(parse);
        NetlinkResult result = _connection.Dump(message, ref replies);
        Complete(result, message, operation);
        return !result.Interrupted
            ? replies.Items
            : throw new NetlinkException(
                Errno.EINTR, operation.Name, operation.Target, "The table changed all the while it was read; try again when it is quieter.", detail: $" in '{Namespace}'");
    }

    private static NetlinkSocket OpenTransport(SafeFileHandle[] sockets)
    {
        try
        {
            return new NetlinkSocket(sockets[0]);
        }
        catch
        {
            sockets[1].Dispose();
            throw;
        }
    }

    private static LinkWatch OpenWatch(SafeFileHandle[] sockets)
    {
        try
        {
            return new LinkWatch(sockets[1]);
        }
        catch
        {
            sockets[0].Dispose();
            throw;
        }
    }

    private Span<byte> Start(scoped in NetlinkMessageWriter request, RouteOperation operation)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Log.NetlinkRequest(_logger, operation, Namespace);
        return request.Finish();
    }

    private void Complete(in NetlinkResult result, ReadOnlySpan<byte> message, RouteOperation operation)
    {
        if (!result.Succeeded)
        {
            throw RouteErrors.Create(result, message, operation, Namespace);
        }

        if (result.Details?.Message is { } warning)
        {
            Log.NetlinkWarning(_logger, operation, Namespace, PrintableText.Part(warning));
        }
    }

    /// <summary>Collects what a parser makes of the replies; null means that a reply is of no interest.</summary>
    private readonly struct ReplyList<T>(MessageParser<T> parse) : INetlinkReplyHandler
        where T : class
    {
        internal List<T> Items { get; } = [];

        public void Restart() => Items.Clear();

        public void OnMessage(in NetlinkMessage message)
        {
            if (parse(message) is { } item)
            {
                Items.Add(item);
            }
        }
    }
}
