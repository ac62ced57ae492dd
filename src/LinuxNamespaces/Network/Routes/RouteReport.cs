namespace LinuxNamespaces.Network;

/// <summary>What the kernel reports of a route beside its properties.</summary>
/// <param name="Flags">The state.</param>
/// <param name="IsListed">Whether the kernel listed the route; then all that it reported distinguishes the route from others.</param>
/// <param name="IsLookup">Whether the route is the path of a packet, which has no protocol and no scope.</param>
internal readonly record struct RouteReport(RouteFlags Flags, bool IsListed, bool IsLookup);
