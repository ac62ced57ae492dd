using System.Net;

namespace LinuxNamespaces.Network;

/// <summary>What few links have, so that the others do not take the memory for it.</summary>
internal sealed class LinkExtras
{
    internal List<string> AlternativeNames { get; set; } = [];

    internal string? Alias { get; set; }

    internal IPAddress? IPv6Token { get; set; }
}
