using System.Net;

namespace LinuxNamespaces.Samples;

/// <summary>A host and its connection to the router.</summary>
/// <param name="Address">The address of the host.</param>
/// <param name="Router">The address of the router on the same network.</param>
internal sealed record Wire(string Name, NetNamespace Host, IPAddress Address, IPAddress Router, IPNetwork Network);
