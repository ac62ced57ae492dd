using System.Net;

namespace LinuxNamespaces.Lab;

/// <summary>A route of a host: where packets to a network go.</summary>
internal readonly record struct PlannedRoute(IPNetwork Destination, IPAddress Gateway);
