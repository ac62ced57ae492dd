using System.Net;

namespace LinuxNamespaces.Network;

/// <summary>The reply of a name server to one question.</summary>
/// <param name="Code">The RCODE; RFC 1035, 4.1.1.</param>
/// <param name="IsTruncated">Whether the reply does not fit into a datagram (TC).</param>
/// <param name="IsReferral">Whether the server neither knows the name nor asks other servers for it: an empty reply without AA and RA.</param>
/// <param name="Addresses">The addresses of the name, by way of its aliases.</param>
internal sealed record DnsAnswer(int Code, bool IsTruncated, bool IsReferral, IReadOnlyList<IPAddress> Addresses)
{
    internal const int NoError = 0;
    internal const int FormatError = 1;
    internal const int NoSuchName = 3;
    internal const int NotImplemented = 4;

    /// <summary>Gets whether the reply settles the question. Otherwise another server may know more.</summary>
    internal bool IsFinal => Code == NoSuchName || (Code == NoError && !IsReferral);

    /// <summary>Gets what the server replied, for an error message.</summary>
    internal string Description => Code switch
    {
        NoError => IsReferral ? "the server does not resolve names of other servers" : "success",
        FormatError => "the server did not understand the query (FORMERR)",
        2 => "the server failed (SERVFAIL)",
        NoSuchName => "no such name (NXDOMAIN)",
        NotImplemented => "the server does not support the query (NOTIMP)",
        5 => "the server refused the query (REFUSED)",
        _ => $"the server returned error {Code}",
    };
}
