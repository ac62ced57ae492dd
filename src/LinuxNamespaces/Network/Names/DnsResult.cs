using System.Net;

namespace LinuxNamespaces.Network;

/// <summary>What the name servers together say about one name and one address family.</summary>
/// <param name="Status">The outcome.</param>
/// <param name="Addresses">The addresses; empty unless they were found.</param>
/// <param name="Failure">Why each server failed, if all did.</param>
internal sealed record DnsResult(DnsStatus Status, IReadOnlyList<IPAddress> Addresses, string? Failure = null);
