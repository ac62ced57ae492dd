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
    /// <para>
    /// Events of another namespace have a <see cref="NetworkEvent.NamespaceId"/>. What exists in it is read when the watch starts, and again after an
    /// overrun. Of a namespace that gets its ID later, what exists then is reported with <see cref="NetworkChange.Existing"/>.
    /// </para>
    /// <para>
    /// To be read, the namespace must be one that this process can open: it has a descriptor of it, it has a name, or a process is in it. Of any other
    /// namespace only notifications are known, so the first event about an object is <see cref="NetworkChange.Added"/> even if the object is older.
    /// The watch does not keep other namespaces alive.
    /// </para>
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
