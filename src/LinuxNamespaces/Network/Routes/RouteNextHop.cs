using System.Net;

namespace LinuxNamespaces.Network;

/// <summary>Specifies one of the paths of a multipath route.</summary>
/// <remarks>See ip-route(8), <c>nexthop</c>.</remarks>
public sealed record RouteNextHop
{
    private readonly LinkReference _link;
    private readonly Uncompared<RouteFlags> _flags;

    /// <summary>Gets the address of the gateway; <see langword="null"/> if the destination is on the link. A path of an IPv4 route can have an IPv6 gateway.</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>Gets the index of the link that packets leave by. Setting it replaces <see cref="LinkName"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? LinkIndex
    {
        get => _link.Index;
        init => _link = LinkReference.ByIndex(value, nameof(LinkIndex));
    }

    /// <summary>
    /// Gets the name of the link that packets leave by. A listed route has both index and name. Setting the name replaces
    /// <see cref="LinkIndex"/>; the link is looked up when the request is made.
    /// </summary>
    /// <exception cref="ArgumentException">The name is not a valid interface name.</exception>
    public string? LinkName
    {
        get => _link.Name;
        init => _link = LinkReference.ByName(value, nameof(LinkName));
    }

    /// <summary>Gets the share of the traffic that uses this path, in relation to the other paths; 1 to 256. Defaults to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Weight
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Weight));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 256, nameof(Weight));
            field = value;
        }
    } = 1;

    /// <summary>Gets whether the gateway is taken as on the link even if no address of the link covers it. Defaults to <see langword="false"/>.</summary>
    public bool OnLink { get; init; }

    /// <summary>Gets the encapsulation of the packets on this path; <see langword="null"/> for none.</summary>
    public RouteEncapsulation? Encapsulation { get; init; }

    /// <summary>Gets the source realm; 1 to 65535; IPv4 only. <see langword="null"/> for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? SourceRealm
    {
        get;
        init => field = RouteRealm.Require(value, nameof(SourceRealm));
    }

    /// <summary>Gets the destination realm; 1 to 65535; IPv4 only. <see langword="null"/> for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? DestinationRealm
    {
        get;
        init => field = RouteRealm.Require(value, nameof(DestinationRealm));
    }

    /// <summary>Gets the state that the kernel reported. It is neither sent nor compared.</summary>
    public RouteFlags Flags => _flags.Value;

    internal LinkReference Link
    {
        get => _link;
        init => _link = value;
    }

    internal RouteFlags ReportedFlags
    {
        init => _flags = new(value);
    }

    /// <summary>Returns the path in the words of ip-route(8), as in <c>nexthop via 10.0.0.1 dev eth0 weight 1</c>.</summary>
    public override string ToString() => RouteText.Of(this);
}
