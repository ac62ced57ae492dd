using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LinuxNamespaces.Netlink;

/// <summary>Makes requests to the kernel over a netlink socket, and matches the kernel's answers to them.</summary>
/// <remarks>
/// <para>
/// Requests are synchronous, because the kernel answers within microseconds. Every wait has a deadline
/// (<see cref="NetlinkConnectionOptions.Timeout"/>). All members can be used by several threads at once; one request is made at a time.
/// </para>
/// <para>
/// The socket stays in the network namespace that it was opened in, whichever thread uses it. <see cref="NetNamespace.OpenNetlink"/> opens a
/// connection in any namespace. Multicast messages need a socket of their own: see <see cref="NetlinkSubscription"/>. See netlink(7).
/// </para>
/// </remarks>
/// <example>
/// Reads the MTU of the link with the index 1, without allocating:
/// <code>
/// using NetlinkConnection connection = netNamespace.OpenNetlink(NETLINK_ROUTE);
/// NetlinkMessageWriter request = new(stackalloc byte[64], RTM_GETLINK);
/// request.WriteStruct&lt;ifinfomsg&gt;().ifi_index = 1;
/// MtuReader mtu = default; // a structure that implements INetlinkMessageHandler
/// connection.Get(request, new NetlinkOperation("get link"), ref mtu);
/// </code>
/// </example>
public partial class NetlinkConnection : IDisposable
{
    private readonly NetlinkChannel _channel;
    private readonly ILogger _logger;
    private readonly Lazy<MessageSchemas> _schemas;
    private volatile bool _disposed;

    /// <summary>Creates a connection over a socket.</summary>
    /// <param name="socket">
    /// A new AF_NETLINK socket of the type SOCK_RAW or SOCK_DGRAM that nothing else uses and that has joined no multicast group. It belongs
    /// to the connection from now on, also if this constructor fails.
    /// </param>
    /// <param name="options">How the connection behaves; the defaults if <see langword="null"/>.</param>
    /// <exception cref="LinuxException">The descriptor is not a netlink socket (for example ENOTSOCK or EAFNOSUPPORT).</exception>
    public NetlinkConnection(SafeHandle socket, NetlinkConnectionOptions? options = null)
        : this(new NetlinkSocket(socket ?? throw new ArgumentNullException(nameof(socket))), options ?? NetlinkConnectionOptions.Default)
    {
    }

    /// <param name="lastSequence">The number before that of the first request, for tests.</param>
    internal NetlinkConnection(INetlinkTransport transport, NetlinkConnectionOptions options, uint lastSequence = 0)
    {
        _channel = new NetlinkChannel(transport, options.Timeout) { LastSequence = lastSequence };
        _logger = options.Logger ?? NullLogger.Instance;
        // Only a failure needs them.
        _schemas = new Lazy<MessageSchemas>(() => new MessageSchemas([.. FamilyMessages, .. options.Messages]));
        Name = options.Name ?? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"netlink port {transport.PortId}");
    }

    /// <summary>Gets the name of the place that requests are made in, such as the name of a network namespace.</summary>
    public string Name { get; }

    /// <summary>Gets the port of the socket (<c>nl_pid</c>), which the kernel assigned.</summary>
    public uint PortId => _channel.PortId;

    internal NetlinkChannel Channel => _channel;

    /// <summary>The descriptions of the messages that a class for a family knows.</summary>
    private protected virtual IEnumerable<NetlinkMessageSchema> FamilyMessages => [];

    /// <summary>Makes a request that changes something, and waits for its acknowledgement.</summary>
    /// <param name="request">The request.</param>
    /// <param name="operation">What the request does.</param>
    /// <exception cref="NetlinkException">The kernel rejected the request.</exception>
    /// <exception cref="TimeoutException">The kernel did not answer in time.</exception>
    /// <exception cref="InvalidDataException">The kernel's answer cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">The connection is disposed.</exception>
    public void Execute(scoped in NetlinkMessageWriter request, in NetlinkOperation operation)
    {
        Span<byte> message = Start(request, operation);
        Complete(_channel.Execute(message), message, operation);
    }

    /// <summary>
    /// Makes a request that changes something, and reads the object that the kernel returns. The request needs
    /// <see cref="NetlinkMessageFlags.Echo"/>.
    /// </summary>
    /// <typeparam name="T">The type of the object.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="operation">What the request does.</param>
    /// <param name="parse">Makes the object of the message.</param>
    /// <returns>The first object; <see langword="null"/> if the kernel is too old to return it.</returns>
    /// <inheritdoc cref="Execute(in NetlinkMessageWriter, in NetlinkOperation)" path="/exception"/>
    public T? ExecuteEcho<T>(scoped in NetlinkMessageWriter request, in NetlinkOperation operation, NetlinkMessageParser<T> parse)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(parse);
        FirstReply<T> reply = new(parse);
        Execute(request, operation, ref reply);
        return reply.Item;
    }

    /// <summary>Makes a request that changes something, and hands on what the kernel returns before it acknowledges the request.</summary>
    /// <typeparam name="THandler">The type of the handler.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="operation">What the request does.</param>
    /// <param name="handler">Takes the messages.</param>
    /// <inheritdoc cref="Execute(in NetlinkMessageWriter, in NetlinkOperation)" path="/exception"/>
    public void Execute<THandler>(scoped in NetlinkMessageWriter request, in NetlinkOperation operation, scoped ref THandler handler)
        where THandler : INetlinkMessageHandler, allows ref struct
    {
        Span<byte> message = Start(request, operation);
        Complete(_channel.Execute(message, ref handler), message, operation);
    }

    /// <summary>Requests one object.</summary>
    /// <typeparam name="T">The type of the object.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="operation">What the request does.</param>
    /// <param name="parse">Makes the object of the message.</param>
    /// <returns>The object.</returns>
    /// <inheritdoc cref="Get{THandler}(in NetlinkMessageWriter, in NetlinkOperation, ref THandler)" path="/remarks"/>
    /// <inheritdoc cref="Execute(in NetlinkMessageWriter, in NetlinkOperation)" path="/exception"/>
    public T Get<T>(scoped in NetlinkMessageWriter request, in NetlinkOperation operation, NetlinkMessageParser<T> parse)
        where T : class =>
        TryGet(request, operation, parse, out T? item, out NetlinkException? failure) ? item : throw failure;

    /// <summary>Requests one object that may not exist.</summary>
    /// <typeparam name="T">The type of the object.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="operation">What the request does.</param>
    /// <param name="parse">Makes the object of the message.</param>
    /// <param name="item">The object; <see langword="null"/> if the kernel rejected the request.</param>
    /// <param name="failure">Why the kernel rejected the request; <see langword="null"/> if it did not.</param>
    /// <returns><see langword="false"/> if the kernel rejected the request.</returns>
    /// <inheritdoc cref="Get{THandler}(in NetlinkMessageWriter, in NetlinkOperation, ref THandler)" path="/remarks"/>
    /// <exception cref="TimeoutException">The kernel did not answer in time.</exception>
    /// <exception cref="InvalidDataException">The kernel's answer cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">The connection is disposed.</exception>
    public bool TryGet<T>(
        scoped in NetlinkMessageWriter request,
        in NetlinkOperation operation,
        NetlinkMessageParser<T> parse,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out T? item,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out NetlinkException? failure)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(parse);
        Span<byte> message = Start(request, operation);
        FirstReply<T> reply = new(parse);
        NetlinkResult result = _channel.Get(message, ref reply);
        failure = result.Succeeded ? null : Failure(result, message, operation);
        item = failure is null ? reply.Item : null;
        return failure is null && item is null
            ? throw new InvalidDataException($"The kernel returned nothing for the request to {operation} in '{Name}'.")
            : item is not null;
    }

    /// <summary>Requests one object and reads it as a value.</summary>
    /// <typeparam name="THandler">The type of the handler.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="operation">What the request does.</param>
    /// <param name="handler">Takes the message.</param>
    /// <remarks>
    /// The answer ends the exchange, so no acknowledgement is requested. Use <see cref="Execute{THandler}"/> for a request that the kernel
    /// may answer with nothing but success.
    /// </remarks>
    /// <inheritdoc cref="Execute(in NetlinkMessageWriter, in NetlinkOperation)" path="/exception"/>
    public void Get<THandler>(scoped in NetlinkMessageWriter request, in NetlinkOperation operation, scoped ref THandler handler)
        where THandler : INetlinkMessageHandler, allows ref struct
    {
        Span<byte> message = Start(request, operation);
        Complete(_channel.Get(message, ref handler), message, operation);
    }

    /// <summary>Closes the socket.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    internal void AddSchema(NetlinkMessageSchema message) => _schemas.Value.Add(message);

    internal NetlinkException Failure(in NetlinkResult result, ReadOnlySpan<byte> message, in NetlinkOperation operation)
    {
        // The descriptions are made only for an error that names an attribute: many programs ask for what may not be there.
        NetlinkMessageSchema? schema = result.Details is { Offset: not null } or { MissingType: not null } ? operation.Schema ?? _schemas.Value.Find(message) : null;
        string? remedy = NetlinkErrors.FindRemedy(new NetlinkFailure(this, result.Error, result.Details?.Message, operation, message));
        return NetlinkErrors.Create(result, schema, message, operation, Name, remedy);
    }

    /// <summary>What can be done about any failure of this connection.</summary>
    internal string? RemedyOf(in NetlinkFailure failure) => GetRemedy(failure);

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed, this);

    internal void LogRequest(in NetlinkOperation operation)
    {
        if (_logger.IsEnabled(LogLevel.Trace))
        {
            NetlinkLog.Request(_logger, operation, Name);
        }
    }

    /// <summary>Returns the remedy for a feature that the kernel lacks.</summary>
    /// <param name="feature">The feature, such as "VLAN links (CONFIG_VLAN_8021Q)".</param>
    /// <returns>The sentence.</returns>
    protected static string LacksFeature(string feature) => $"The kernel lacks {feature}: it is neither built in nor a module that can be loaded.";

    /// <summary>
    /// Finds out what the caller can do about a request that the kernel rejected. A class for a family can add what it knows.
    /// <see cref="NetlinkOperation.Remedy"/> is asked first.
    /// </summary>
    /// <param name="failure">What happened.</param>
    /// <returns>One or more sentences; <see langword="null"/> if the cause is not known.</returns>
    protected virtual string? GetRemedy(in NetlinkFailure failure) =>
        failure.Errno == Errno.EOPNOTSUPP && failure.KernelMessage is null && failure.Operation.Feature is { } feature ? LacksFeature(feature) : null;

    /// <summary>Closes the socket.</summary>
    /// <param name="disposing"><see langword="true"/> if <see cref="Dispose()"/> is called.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _disposed = true;
            _channel.Dispose();
        }
    }

    private Span<byte> Start(scoped in NetlinkMessageWriter request, in NetlinkOperation operation)
    {
        ThrowIfDisposed();
        LogRequest(operation);
        return request.Finish();
    }

    private void Complete(in NetlinkResult result, ReadOnlySpan<byte> message, in NetlinkOperation operation)
    {
        if (!result.Succeeded)
        {
            throw Failure(result, message, operation);
        }

        if (result.Details?.Message is { } warning)
        {
            LogWarning(operation, warning);
        }
    }

    /// <summary>Keeps the first object that a parser makes of the replies.</summary>
    private struct FirstReply<T>(NetlinkMessageParser<T> parse) : INetlinkMessageHandler
        where T : class
    {
        internal T? Item { get; private set; }

        public void Restart() => Item = null;

        public void OnMessage(in NetlinkMessage message) => Item ??= parse(message);
    }
}
