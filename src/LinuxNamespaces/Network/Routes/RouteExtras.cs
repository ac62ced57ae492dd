using System.Net;

namespace LinuxNamespaces.Network;

/// <summary>The properties that few routes have, so that the others do not take the memory for them. See <see cref="Route"/>.</summary>
internal sealed record RouteExtras
{
    internal static RouteExtras None { get; } = new();

    public IPNetwork? Source { get; init; }

    public RouteMetrics? Metrics { get; init; }

    public int? SourceRealm { get; init; }

    public int? DestinationRealm { get; init; }

    public TimeSpan? Expires { get; init; }

    public RoutePreference Preference { get; init; }

    public RouteDetails Details { get; init; }
}
