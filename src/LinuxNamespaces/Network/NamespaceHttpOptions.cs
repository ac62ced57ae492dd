using System.Net;

namespace LinuxNamespaces.Network;

/// <summary>How <see cref="NetNamespace.CreateHttpHandler"/> finds hosts.</summary>
public sealed record NamespaceHttpOptions
{
    private readonly IReadOnlyList<IPEndPoint>? _nameServers;

    internal static NamespaceHttpOptions Default { get; } = new();

    /// <summary>
    /// Finds the addresses of a host name, which are tried in their order, in place of all else. Null, which is the default, for the files
    /// of the namespace and the name servers.
    /// </summary>
    public Func<string, CancellationToken, ValueTask<IReadOnlyList<IPAddress>>>? ResolveHost { get; init; }

    /// <summary>
    /// The name servers, which are asked from inside the namespace. Null, which is the default, for those of
    /// <c>/etc/netns/NAME/resolv.conf</c> when the namespace has a name and there is such a file; its search list and options count too.
    /// What is in <c>/etc/netns/NAME/hosts</c> comes before what name servers say. See ip-netns(8), resolv.conf(5) and hosts(5).
    /// </summary>
    /// <exception cref="ArgumentException">There is none in the list.</exception>
    public IReadOnlyList<IPEndPoint>? NameServers
    {
        get => _nameServers;
        init => _nameServers = value is { Count: 0 } ? throw new ArgumentException("Name at least one server, or none at all (null).", nameof(value)) : value;
    }
}
