using System.Net;

namespace LinuxNamespaces.Cni;

/// <summary>A route of an attachment.</summary>
public sealed record CniRoute
{
    /// <summary>Creates a route.</summary>
    /// <param name="destination">The prefix that the route leads to.</param>
    public CniRoute(IPNetwork destination) => Destination = destination;

    /// <summary>Gets the prefix that the route leads to.</summary>
    public IPNetwork Destination { get; init; }

    /// <summary>Gets the next hop; <see langword="null"/> for the gateway of the address of the same family.</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>Gets the MTU along the path in bytes; <see langword="null"/> for none. Since version 1.1.0.</summary>
    public int? Mtu { get; init; }

    /// <summary>Gets the maximum segment size for TCP connections in bytes; <see langword="null"/> for none. Since version 1.1.0.</summary>
    public int? AdvertisedMss { get; init; }

    /// <summary>Gets the priority; lower is preferred. <see langword="null"/> for the kernel's default. Since version 1.1.0.</summary>
    public int? Priority { get; init; }

    /// <summary>Gets the number of the routing table; <see langword="null"/> for the main table. Since version 1.1.0.</summary>
    public int? Table { get; init; }

    /// <summary>Gets the number of the scope: 0 for universe, 253 for link, 254 for host; <see langword="null"/> for the kernel's default. Since version 1.1.0.</summary>
    public int? Scope { get; init; }
}
