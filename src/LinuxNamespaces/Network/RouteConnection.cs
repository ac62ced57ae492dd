using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Placement;
using Microsoft.Extensions.Logging;

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
    private readonly ILogger _logger;
    private volatile bool _disposed;

    internal RouteConnection(NetNamespace netNamespace)
        : this(netNamespace, new NetlinkSocket(PlacedCalls.OpenSocket(
            netNamespace.Handle, Linux.AF_NETLINK, Linux.SOCK_RAW, Linux.NETLINK_ROUTE, netNamespace.ToString())))
    {
    }

    internal RouteConnection(NetNamespace netNamespace, INetlinkTransport transport)
    {
        Namespace = netNamespace;
        _logger = netNamespace.Logger;
        _connection = new NetlinkConnection(transport, netNamespace.Options.NetlinkTimeout);
        Links = new LinkCollection(this);
        Routes = new RouteCollection(this);
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
    }

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
