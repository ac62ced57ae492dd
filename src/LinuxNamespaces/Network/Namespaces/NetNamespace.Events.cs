using LinuxNamespaces.Network;

namespace LinuxNamespaces;

/// <content>Changes as they happen.</content>
public sealed partial class NetNamespace
{
    /// <summary>Returns the changes of links, addresses, routes, rules, neighbours, nexthop objects and namespace IDs, as they happen.</summary>
    /// <param name="cancellationToken">Ends the stream with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>An endless stream of changes. What existed before is not reported.</returns>
    /// <inheritdoc cref="WatchAsync(NetworkWatchOptions, CancellationToken)" path="/remarks"/>
    /// <inheritdoc cref="WatchAsync(NetworkWatchOptions, CancellationToken)" path="/exception"/>
    /// <example>
    /// <code>
    /// await foreach (NetworkEvent change in red.WatchAsync(cancellationToken))
    /// {
    ///     if (change is LinkEvent { Change: NetworkChange.Added, Link: var link })
    ///     {
    ///         Console.WriteLine(link.Name);
    ///     }
    /// }
    /// </code>
    /// </example>
    public IAsyncEnumerable<NetworkEvent> WatchAsync(CancellationToken cancellationToken) => WatchAsync(NetworkWatchOptions.Default, cancellationToken);

    /// <summary>Returns changes of the namespace, as they happen.</summary>
    /// <param name="options">Which changes to return; all later changes if <see langword="null"/>.</param>
    /// <param name="cancellationToken">Ends the stream with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>An endless stream of changes.</returns>
    /// <remarks>
    /// <para>
    /// The watch starts with the first <c>MoveNextAsync</c>: it subscribes to the notifications of the kernel, and then reads what exists. Every
    /// later change is reported, in the order of the kernel, and no earlier one. A notification that changes no property is not reported.
    /// </para>
    /// <para>
    /// Notifications wait in the receive buffer of a socket while the consumer is busy. If it overflows, the stream returns a
    /// <see cref="NetworkOverrunEvent"/>, reads everything again, and reports the differences. The kernel does not notify about all removals of routes and nexthop
    /// objects; the stream reads them again after events that cause such removals, and reports them too. So a consumer that applies all events has
    /// what the kernel has.
    /// </para>
    /// <para>
    /// The stream has sockets of its own, which are closed when the enumeration ends. They keep the namespace alive. It needs no privilege.
    /// See rtnetlink(7) and ip-monitor(8).
    /// </para>
    /// </remarks>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="OperationCanceledException">The stream was canceled. Thrown by the enumeration.</exception>
    /// <exception cref="LinuxException">
    /// The namespace belongs to another user, and CAP_SYS_ADMIN is missing to enter it (EPERM), or the objects kept changing while they were read for the first
    /// time (EINTR). Thrown by the enumeration.
    /// </exception>
    public IAsyncEnumerable<NetworkEvent> WatchAsync(NetworkWatchOptions? options = null, CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        return NetworkWatcher.WatchAsync(this, options ?? NetworkWatchOptions.Default, cancellationToken);
    }

    /// <summary>Opens a live view of the namespace: its links, addresses, routes, rules, neighbours, nexthop objects and namespace IDs.</summary>
    /// <param name="options">
    /// Which objects to follow, and the size of the receive buffer; everything if <see langword="null"/>. The view is of this namespace only, so
    /// <see cref="NetworkWatchOptions.IncludePeerNamespaces"/> must not be set.
    /// </param>
    /// <returns>The live view, which the caller disposes.</returns>
    /// <exception cref="ArgumentException">The options include peer namespaces.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">
    /// The namespace belongs to another user, and CAP_SYS_ADMIN is missing to enter it (EPERM), or the objects kept changing while they were read (EINTR).
    /// </exception>
    /// <example>
    /// <code>
    /// await using NetworkState state = red.OpenState();
    /// Console.WriteLine(state.Current.Links.Count);
    /// </code>
    /// </example>
    public NetworkState OpenState(NetworkWatchOptions? options = null)
    {
        options ??= NetworkWatchOptions.Default;
        if (options.IncludePeerNamespaces)
        {
            throw new ArgumentException("A live view is of one namespace. Open one for each namespace.", nameof(options));
        }

        ThrowIfDisposed();
        return new NetworkState(this, options);
    }

    /// <summary>Waits until the namespace satisfies a condition.</summary>
    /// <param name="condition">Returns whether to end the wait. It is called with what the namespace has now, and again after each change.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The snapshot that satisfies the condition.</returns>
    /// <remarks>For several waits, use one <see cref="NetworkState"/>. For a state of one link, use the methods of <see cref="Link"/>.</remarks>
    /// <exception cref="OperationCanceledException">The wait was canceled.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace belongs to another user, and CAP_SYS_ADMIN is missing to enter it (EPERM).</exception>
    /// <example>
    /// <code>
    /// await red.WaitUntilAsync(now => now.FindLink("eth0") is not null, cancellationToken);
    /// </code>
    /// </example>
    public async Task<NetworkSnapshot> WaitUntilAsync(Func<NetworkSnapshot, bool> condition, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(condition);
        cancellationToken.ThrowIfCancellationRequested();
        NetworkState state = OpenState();
        await using (state.ConfigureAwait(false))
        {
            return await state.WaitUntilAsync(condition, cancellationToken).ConfigureAwait(false);
        }
    }
}
