using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>Specifies a neighbour: the link-layer address that belongs to an IP address on a link (ARP and NDP).</summary>
/// <remarks>See ip-neighbour(8).</remarks>
public sealed record Neighbour
{
    // MAX_ADDR_LEN of the kernel.
    private const int MaxLinkLayerLength = 32;

    private readonly LinkReference _link;
    private readonly Uncompared<(NeighbourCacheInfo? Cache, long? Probes)> _state;

    /// <summary>Creates a neighbour.</summary>
    /// <param name="address">The IPv4 or IPv6 address. A scope ID is ignored.</param>
    /// <exception cref="ArgumentOutOfRangeException">The address is neither IPv4 nor IPv6.</exception>
    public Neighbour(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Prefix.RequireFamily(address.AddressFamily, nameof(address));
        // The link is the scope.
        Address = address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0 ? new IPAddress(address.GetAddressBytes()) : address;
    }

    /// <summary>Gets the IP address.</summary>
    public IPAddress Address { get; }

    /// <summary>Gets the index of the link. Setting it replaces <see cref="LinkName"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? LinkIndex
    {
        get => _link.Index;
        init => _link = LinkReference.ByIndex(value, nameof(LinkIndex));
    }

    /// <summary>
    /// Gets the name of the link. A listed neighbour has both index and name. Setting the name replaces <see cref="LinkIndex"/>; the link
    /// is looked up when the request is made.
    /// </summary>
    /// <exception cref="ArgumentException">The name is not a valid interface name.</exception>
    public string? LinkName
    {
        get => _link.Name;
        init => _link = LinkReference.ByName(value, nameof(LinkName));
    }

    /// <summary>Gets the link-layer address, with as many bytes as the link has; <see langword="null"/> if it is not known.</summary>
    /// <exception cref="ArgumentException">The address is empty or has more than 32 bytes.</exception>
    public PhysicalAddress? LinkLayerAddress
    {
        get => LinkLayerBytes is { } bytes ? new PhysicalAddress([.. bytes]) : null;
        init
        {
            byte[]? bytes = value?.GetAddressBytes();
            LinkLayerBytes = bytes is null ? null
                : bytes.Length is > 0 and <= MaxLinkLayerLength ? new ValueList<byte>(bytes)
                : throw new ArgumentException($"A link-layer address has 1 to {MaxLinkLayerLength} bytes, not {bytes.Length}.", nameof(LinkLayerAddress));
        }
    }

    /// <summary>
    /// Gets the state. Defaults to <see langword="null"/>: <see cref="NeighbourState.Permanent"/>, or <see cref="NeighbourState.None"/> if the
    /// flags have <see cref="NeighbourFlags.Use"/> or <see cref="NeighbourFlags.Managed"/>.
    /// </summary>
    public NeighbourState? State { get; init; }

    /// <summary>Gets the flags. Defaults to <see cref="NeighbourFlags.None"/>.</summary>
    public NeighbourFlags Flags { get; init; }

    /// <summary>Gets which program created the entry; <see langword="null"/> if that is not known. Kernel 5.2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not 0 to 255.</exception>
    public RouteProtocol? Protocol
    {
        get;
        init => field = value is { } number ? Prefix.RequireByte(number, nameof(Protocol)) : null;
    }

    /// <summary>Gets whether this host answers for the address.</summary>
    public bool IsProxy => (Flags & NeighbourFlags.Proxy) != 0;

    /// <summary>Gets the use of the entry, as the kernel reported it. It is neither sent nor compared. <see langword="null"/> if the kernel reported none.</summary>
    public NeighbourCacheInfo? CacheInfo => _state.Value.Cache;

    /// <summary>Gets how often the neighbour was asked without an answer, as the kernel reported it. It is neither sent nor compared.</summary>
    public long? Probes => _state.Value.Probes;

    internal ValueList<byte>? LinkLayerBytes { get; init; }

    internal AddressFamily Family => Address.AddressFamily;

    internal LinkReference Link
    {
        get => _link;
        init => _link = value;
    }

    internal (NeighbourCacheInfo? Cache, long? Probes) Reported
    {
        init => _state = new(value);
    }

    /// <summary>The state to send.</summary>
    internal NeighbourState EffectiveState =>
        State ?? ((Flags & (NeighbourFlags.Use | NeighbourFlags.Managed)) != 0 ? NeighbourState.None : NeighbourState.Permanent);

    /// <summary>Returns the neighbour in the words of ip-neighbour(8), as in <c>10.0.0.1 dev eth0 lladdr 02:00:00:00:00:01 PERMANENT</c>.</summary>
    public override string ToString() => NeighbourText.Of(this);
}
