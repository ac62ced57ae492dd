using System.Net;

namespace LinuxNamespaces.Network;

/// <summary>How <see cref="NetNamespace.CreateHttpHandler"/> finds hosts.</summary>
public sealed record NamespaceHttpOptions
{
    internal static NamespaceHttpOptions Default { get; } = new();

    /// <summary>
    /// Finds the addresses of a host name, which are tried in their order. Without it only addresses and <c>localhost</c> are understood:
    /// the resolver of the process asks the name servers of its own namespace, not of this one.
    /// </summary>
    public Func<string, CancellationToken, ValueTask<IReadOnlyList<IPAddress>>>? ResolveHost { get; init; }
}
