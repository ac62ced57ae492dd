namespace LinuxNamespaces.Netlink;

/// <content>Whole tables, and several requests at once.</content>
public partial class NetlinkConnection
{
    /// <summary>Requests all objects of a table.</summary>
    /// <typeparam name="T">The type of the objects.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="operation">What the request does.</param>
    /// <param name="parse">Makes an object of a message.</param>
    /// <returns>The objects, in the order of the kernel.</returns>
    /// <inheritdoc cref="Dump{THandler}(in NetlinkMessageWriter, in NetlinkOperation, ref THandler)" path="/remarks"/>
    /// <exception cref="NetlinkException">The kernel rejected the request, or the table kept changing while it was read (EINTR).</exception>
    /// <exception cref="TimeoutException">The kernel did not answer in time.</exception>
    /// <exception cref="InvalidDataException">The kernel's answer cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">The connection is disposed.</exception>
    public IReadOnlyList<T> Dump<T>(scoped in NetlinkMessageWriter request, in NetlinkOperation operation, NetlinkMessageParser<T> parse)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(parse);
        ReplyList<T> replies = new(parse);
        Dump(request, operation, ref replies);
        return replies.Items;
    }

    /// <summary>Requests all objects of a table and reads them as values. Nothing is allocated.</summary>
    /// <typeparam name="THandler">The type of the handler.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="operation">What the request does.</param>
    /// <param name="handler">Takes the messages.</param>
    /// <remarks>If the table changes while it is read, the handler is restarted and the request is made again, up to 20 times in all.</remarks>
    /// <inheritdoc cref="Dump{T}(in NetlinkMessageWriter, in NetlinkOperation, NetlinkMessageParser{T})" path="/exception"/>
    public void Dump<THandler>(scoped in NetlinkMessageWriter request, in NetlinkOperation operation, scoped ref THandler handler)
        where THandler : INetlinkMessageHandler, allows ref struct
    {
        Span<byte> message = Start(request, operation);
        NetlinkResult result = _channel.Dump(message, ref handler);
        Complete(result, message, operation);
        if (result.Interrupted)
        {
            throw NetlinkErrors.Interrupted(operation, Name);
        }
    }

    /// <summary>Requests all objects of a table and returns their messages one by one, as they arrive. Nothing is allocated.</summary>
    /// <param name="request">The request. Its buffer is used until the enumeration ends.</param>
    /// <param name="operation">What the request does.</param>
    /// <returns>The messages, for <c>foreach</c>.</returns>
    /// <remarks>
    /// No other request can be made on the connection during the enumeration. If the table changes during the enumeration, it ends with a
    /// <see cref="NetlinkException"/> with <see cref="Errno.EINTR"/>; a message can then be outdated, missing or a duplicate.
    /// <see cref="Dump{THandler}(in NetlinkMessageWriter, in NetlinkOperation, ref THandler)"/> makes the request again in that case.
    /// </remarks>
    /// <example>
    /// <code>
    /// foreach (NetlinkMessage message in connection.EnumerateDump(request, new NetlinkOperation("list links")))
    /// {
    ///     count++;
    /// }
    /// </code>
    /// </example>
    public NetlinkDumpEnumerator EnumerateDump(scoped in NetlinkMessageWriter request, scoped in NetlinkOperation operation) =>
        new(this, request.Finish(), operation);

    /// <summary>Makes the requests of a batch. They go to the kernel in as few datagrams as possible.</summary>
    /// <param name="batch">The requests. The batch can be used again.</param>
    /// <returns>Which requests failed, and why.</returns>
    /// <inheritdoc cref="Execute(NetlinkBatch, NetlinkBatchReply)" path="/remarks"/>
    /// <inheritdoc cref="Execute(NetlinkBatch, NetlinkBatchReply)" path="/exception"/>
    public NetlinkBatchResult Execute(NetlinkBatch batch) => ExecuteBatch(batch, null);

    /// <summary>Makes the requests of a batch, and hands on what the kernel returns besides success or failure.</summary>
    /// <param name="batch">The requests. The batch can be used again.</param>
    /// <param name="onReply">Takes what the kernel returns besides success, together with the position of the request in the batch.</param>
    /// <returns>Which requests failed, and why.</returns>
    /// <remarks>
    /// The kernel handles the requests in their order, and continues after one that fails. A batch is not a transaction, except in families
    /// that say so, such as nf_tables.
    /// </remarks>
    /// <exception cref="TimeoutException">The kernel did not answer in time.</exception>
    /// <exception cref="InvalidDataException">The kernel's answer cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">The connection is disposed.</exception>
    public NetlinkBatchResult Execute(NetlinkBatch batch, NetlinkBatchReply onReply)
    {
        ArgumentNullException.ThrowIfNull(onReply);
        return ExecuteBatch(batch, onReply);
    }

    private NetlinkBatchResult ExecuteBatch(NetlinkBatch batch, NetlinkBatchReply? onReply)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ThrowIfDisposed();
        return batch.Execute(this, onReply);
    }

    internal void LogWarning(in NetlinkOperation operation, string warning) => NetlinkLog.Warning(_logger, operation, Name, PrintableText.Part(warning));

    /// <summary>Collects what a parser makes of the replies.</summary>
    private readonly struct ReplyList<T>(NetlinkMessageParser<T> parse) : INetlinkMessageHandler
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
