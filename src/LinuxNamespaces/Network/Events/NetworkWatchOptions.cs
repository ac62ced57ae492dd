using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Specifies what <see cref="NetNamespace.WatchAsync(NetworkWatchOptions, CancellationToken)"/> returns.</summary>
public sealed record NetworkWatchOptions
{
    private const int LeastBuffer = 2048;
    private const int GreatestBuffer = 1 << 30;

    internal static NetworkWatchOptions Default { get; } = new();

    /// <summary>Gets the kinds of objects to watch. Defaults to all.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is <see cref="NetworkObjects.None"/>, or has a flag that is not defined.</exception>
    public NetworkObjects Objects
    {
        get;
        init => field = value != NetworkObjects.None && (value & ~NetworkObjects.All) == 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Objects), value, "At least one kind of objects must be watched.");
    } = NetworkObjects.All;

    /// <summary>
    /// Gets whether the stream starts with the objects that exist, as events with <see cref="NetworkChange.Existing"/>, and with a
    /// <see cref="NetworkSynchronizedEvent"/> after them. Defaults to <see langword="false"/>.
    /// </summary>
    public bool IncludeExisting { get; init; }

    /// <summary>
    /// Gets whether to watch the namespaces too that have an ID (nsid) in the watched namespace, over the same socket. Defaults to
    /// <see langword="false"/>.
    /// </summary>
    /// <remarks>
    /// Events of another namespace have a <see cref="NetworkEvent.NamespaceId"/>. What exists in it when the watch starts is not read, so the first
    /// event about an object is <see cref="NetworkChange.Added"/> even if the object is older. Notifications that the kernel dropped cannot be repaired
    /// for other namespaces.
    /// </remarks>
    public bool IncludePeerNamespaces { get; init; }

    /// <summary>Gets the size of the receive buffer of the socket in bytes; 2 KiB to 1 GiB. Defaults to 4 MiB.</summary>
    /// <remarks>
    /// The kernel counts its overhead too: an event takes about 1 to 4 KiB. A user without CAP_NET_ADMIN in the initial user namespace gets at most the
    /// size in <c>/proc/sys/net/core/rmem_max</c>.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int ReceiveBufferSize
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, LeastBuffer, nameof(ReceiveBufferSize));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, GreatestBuffer, nameof(ReceiveBufferSize));
            field = value;
        }
    } = NetlinkSubscription.ReceiveBuffer;
}
