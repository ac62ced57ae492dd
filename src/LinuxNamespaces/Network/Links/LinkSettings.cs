using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Specifies what every link has and what can be changed while it exists. See <see cref="LinkExtensions.Set{TLink}"/>.</summary>
/// <remarks>
/// A property that is <see langword="null"/> leaves the link as it is, or leaves the choice to the kernel if the link is being created. See
/// ip-link(8).
/// </remarks>
/// <example>
/// <code>
/// link.Set(new() { Name = "wan", Mtu = 1400, Up = true });
/// </code>
/// </example>
public record LinkSettings
{
    private readonly LinkLayerAddress? _address;
    private readonly LinkLayerAddress? _broadcastAddress;

    /// <summary>Gets whether the link is set up (IFF_UP). A new link is down unless this is <see langword="true"/>.</summary>
    public bool? Up { get; init; }

    /// <summary>Gets the name: 1 to 15 bytes, without '/', ':', '%' and white space. Kernels before 6.3 do not rename a link that is up.</summary>
    /// <exception cref="ArgumentException">The value is not a valid interface name.</exception>
    public string? Name
    {
        get;
        init
        {
            if (value is not null)
            {
                InterfaceName.Validate(value, nameof(Name));
            }

            field = value;
        }
    }

    /// <summary>Gets the length of the largest packet, in bytes; at least 1. The kind sets the bounds, usually 68 to 65535.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? Mtu
    {
        get;
        init => field = RequirePositive(value, nameof(Mtu));
    }

    /// <summary>Gets the link-layer address; 6 bytes for Ethernet. The kernel usually chooses a random one for a new link.</summary>
    /// <exception cref="ArgumentException">The value is empty or has more than 32 bytes.</exception>
    public PhysicalAddress? Address
    {
        get => _address?.ToPhysicalAddress();
        init => _address = LinkLayerAddress.Create(value, nameof(Address));
    }

    /// <summary>Gets the link-layer broadcast address; 6 bytes for Ethernet.</summary>
    /// <exception cref="ArgumentException">The value is empty or has more than 32 bytes.</exception>
    public PhysicalAddress? BroadcastAddress
    {
        get => _broadcastAddress?.ToPhysicalAddress();
        init => _broadcastAddress = LinkLayerAddress.Create(value, nameof(BroadcastAddress));
    }

    /// <summary>Gets the length of the transmit queue, in packets; from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? TransmitQueueLength
    {
        get;
        init => field = RequireNotNegative(value, nameof(TransmitQueueLength));
    }

    /// <summary>Gets the group of the link. A new link is in group 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? Group
    {
        get;
        init => field = RequireNotNegative(value, nameof(Group));
    }

    /// <summary>Gets a text that describes the link; up to 255 bytes. An empty text removes it.</summary>
    /// <exception cref="ArgumentException">The value is too long, or contains a NUL character.</exception>
    public string? Alias
    {
        get;
        init => field = RequireAlias(value, nameof(Alias));
    }

    /// <summary>Gets the link that the link becomes a port of, such as a bridge. It has to be in the same namespace.</summary>
    public Link? Master { get; init; }

    /// <summary>Gets whether the link stops being a port of its master. Defaults to <see langword="false"/>.</summary>
    public bool LeaveMaster { get; init; }

    /// <summary>Gets the settings of the link as a port of its master.</summary>
    public LinkPortSettings? Port { get; init; }

    /// <summary>Gets whether the link receives every frame (IFF_PROMISC).</summary>
    public bool? Promiscuous { get; init; }

    /// <summary>Gets whether the link receives every multicast frame (IFF_ALLMULTI).</summary>
    public bool? AllMulticast { get; init; }

    /// <summary>Gets whether the link can send to multicast groups (IFF_MULTICAST).</summary>
    public bool? Multicast { get; init; }

    /// <summary>Gets whether the link resolves addresses by ARP and neighbour discovery (the opposite of IFF_NOARP).</summary>
    public bool? Arp { get; init; }

    /// <summary>Gets whether the addresses of the link are lost when it goes down (IFF_DYNAMIC). The kernel only stores the flag.</summary>
    public bool? Dynamic { get; init; }

    /// <summary>Gets whether the link has a carrier. Only some kinds accept the value, such as dummy, team and tun.</summary>
    public bool? Carrier { get; init; }

    /// <summary>Gets whether a protocol holds the link down. Only some kinds accept the value, such as macvlan and vxlan.</summary>
    public bool? ProtocolDown { get; init; }

    /// <summary>Gets how the kernel makes the interface identifier of IPv6 addresses.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public IPv6AddressGenerationMode? IPv6AddressGenerationMode
    {
        get;
        init => field = value is null || Enum.IsDefined(value.Value) ? value : throw new ArgumentOutOfRangeException(nameof(IPv6AddressGenerationMode), value, "The mode is not defined.");
    }

    /// <summary>
    /// Gets the interface identifier of IPv6 addresses that the kernel makes of router advertisements, such as <c>::1:2</c>; <c>::</c> for none. See
    /// ip-token(8). The link has to accept router advertisements.
    /// </summary>
    /// <exception cref="ArgumentException">The value is not an IPv6 address, or one of its first 64 bits is set.</exception>
    public IPAddress? IPv6Token
    {
        get;
        init => field = RequireToken(value, nameof(IPv6Token));
    }

    /// <summary>Gets the size of the largest packet that the link takes from generic segmentation offload (GSO), in bytes.</summary>
    /// <remarks>The kernel rejects what is too short for the headers of a TCP packet, about 200 bytes.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? GsoMaxSize
    {
        get;
        init => field = RequirePositive(value, nameof(GsoMaxSize));
    }

    /// <summary>Gets the largest number of segments of such a packet; 1 to 65535.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? GsoMaxSegments
    {
        get;
        init => field = NumberRange.Require(value, 1, ushort.MaxValue, nameof(GsoMaxSegments));
    }

    /// <summary>Gets the size of the largest packet that generic receive offload (GRO) makes, in bytes (kernel 5.19).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? GroMaxSize
    {
        get;
        init => field = RequirePositive(value, nameof(GroMaxSize));
    }

    /// <summary>Gets the counterpart of <see cref="GsoMaxSize"/> for IPv4 packets (kernel 6.3).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? GsoIPv4MaxSize
    {
        get;
        init => field = RequirePositive(value, nameof(GsoIPv4MaxSize));
    }

    /// <summary>Gets the counterpart of <see cref="GroMaxSize"/> for IPv4 packets (kernel 6.3).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? GroIPv4MaxSize
    {
        get;
        init => field = RequirePositive(value, nameof(GroIPv4MaxSize));
    }

    internal LinkLayerAddress? AddressBytes => _address;

    internal LinkLayerAddress? BroadcastAddressBytes => _broadcastAddress;

    /// <summary>The kind whose attributes the settings have; null if there are only those of every link.</summary>
    internal virtual LinkKind? DataKind => null;

    /// <summary>Whether the kernel rejects an MTU in the request that changes attributes of <see cref="DataKind"/>.</summary>
    internal virtual bool IsMtuSeparate => false;

    /// <summary>What the kernel lacks if it does not support a change; null if it is not known.</summary>
    internal virtual string? ChangeFeature => null;

    /// <summary>Rejects settings that contradict each other, or that an existing link cannot take.</summary>
    internal virtual void RequireChangeable(Link link)
    {
        if (LeaveMaster && Master is not null)
        {
            throw new ArgumentException($"{nameof(LeaveMaster)} and {nameof(Master)} exclude each other.");
        }

        if (LeaveMaster && Port is not null)
        {
            throw new ArgumentException($"{nameof(LeaveMaster)} and {nameof(Port)} exclude each other: a link without a master is no port.");
        }

        Master?.RequireMasterIn(link.Namespace);
        Port?.RequireValid();
    }

    /// <summary>Writes the attributes of <see cref="DataKind"/> for a change of a link.</summary>
    internal virtual void WriteKindChange(ref NetlinkMessageWriter writer, Link link)
    {
    }

    /// <summary>Checks or completes a change.</summary>
    internal virtual void CompleteChange(Link link)
    {
    }

    private protected static int? RequirePositive(int? value, string name) => NumberRange.Require(value, 1, int.MaxValue, name);

    private protected static int? RequireNotNegative(int? value, string name) => NumberRange.Require(value, 0, int.MaxValue, name);

    private static string? RequireAlias(string? value, string name)
    {
        if (value is not null)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(LinuxText.CountBytes(value), Linux.IFALIASZ - 1, name);
            if (value.Contains('\0', StringComparison.Ordinal))
            {
                throw new ArgumentException("The alias of a link cannot contain a NUL character.", name);
            }
        }

        return value;
    }

    private static IPAddress? RequireToken(IPAddress? value, string name) =>
        value is null || (value.AddressFamily == AddressFamily.InterNetworkV6 && !value.GetAddressBytes().AsSpan(0, 8).ContainsAnyExcept((byte)0))
            ? value
            : throw new ArgumentException($"{value} is not an IPv6 interface identifier, which has no bits in the first half.", name);
}
