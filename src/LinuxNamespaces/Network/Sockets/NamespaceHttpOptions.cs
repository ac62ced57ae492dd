using System.Net;

namespace LinuxNamespaces.Network;

/// <summary>The options of <see cref="NetNamespace.CreateHttpHandler"/>: how the handler finds the addresses of hosts.</summary>
public sealed record NamespaceHttpOptions
{
    private readonly IReadOnlyList<IPEndPoint>? _nameServers;

    internal static NamespaceHttpOptions Default { get; } = new();

    /// <summary>Gets the directory of the files of named namespaces; tests use another one.</summary>
    internal string Directory { get; init; } = "/etc/netns";

    /// <summary>
    /// Gets a function that finds the addresses of a host name. It replaces files and name servers, also for <c>localhost</c>. Its addresses
    /// are tried in their order. Defaults to <c>null</c>: the files of the namespace and name servers are used.
    /// </summary>
    public Func<string, CancellationToken, ValueTask<IReadOnlyList<IPAddress>>>? ResolveHost { get; init; }

    /// <summary>
    /// Gets the name servers. They are asked from inside the namespace, for full names only. Defaults to <c>null</c>: the name servers, the
    /// search list and the options of <c>/etc/netns/NAME/resolv.conf</c> are used, where NAME is the name of the namespace. The file
    /// <c>/etc/netns/NAME/hosts</c> is read first in both cases. See ip-netns(8), resolv.conf(5) and hosts(5).
    /// </summary>
    /// <exception cref="ArgumentException">The list is empty.</exception>
    public IReadOnlyList<IPEndPoint>? NameServers
    {
        get => _nameServers;
        init => _nameServers = value is { Count: 0 } ? throw new ArgumentException("The list of name servers is empty. Name at least one server, or leave the property null.", nameof(value)) : value;
    }
}
