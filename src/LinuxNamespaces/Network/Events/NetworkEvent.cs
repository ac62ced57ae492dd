namespace LinuxNamespaces.Network;

/// <summary>A change in a network namespace, or a message about the stream of changes itself.</summary>
/// <remarks>
/// The classes are <see cref="LinkEvent"/>, <see cref="AddressEvent"/>, <see cref="RouteEvent"/>, <see cref="RoutingRuleEvent"/>,
/// <see cref="NeighbourEvent"/>, <see cref="NexthopEvent"/>, <see cref="NamespaceIdEvent"/>, <see cref="NetworkOverrunEvent"/> and
/// <see cref="NetworkSynchronizedEvent"/>.
/// </remarks>
/// <seealso cref="NetNamespace.WatchAsync(NetworkWatchOptions, CancellationToken)"/>
public abstract class NetworkEvent
{
    private protected NetworkEvent()
    {
    }

    /// <summary>
    /// Gets the ID (nsid) of the namespace that the event is about; <see langword="null"/> for the namespace that is watched. Other namespaces are
    /// watched with <see cref="NetworkWatchOptions.IncludePeerNamespaces"/> only.
    /// </summary>
    public int? NamespaceId { get; internal init; }

    /// <summary>Returns the event in words, as in <c>added 4: veth0</c>.</summary>
    /// <returns>The text.</returns>
    public sealed override string ToString() => NamespaceId is { } id ? $"[nsid {id}] {Text}" : Text;

    private protected abstract string Text { get; }
}
