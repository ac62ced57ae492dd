using System.Net;

namespace LinuxNamespaces.Network;

/// <summary>What a name server has answered.</summary>
/// <param name="Code">RCODE: zero when the name exists; RFC 1035, 4.1.1.</param>
/// <param name="IsTruncated">Whether there is more than fits into a datagram.</param>
internal sealed record DnsAnswer(int Code, bool IsTruncated, IReadOnlyList<IPAddress> Addresses)
{
    internal const int NoSuchName = 3;
}
