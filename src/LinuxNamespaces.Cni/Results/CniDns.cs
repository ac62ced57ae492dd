namespace LinuxNamespaces.Cni;

/// <summary>How a container resolves names.</summary>
public sealed record CniDns
{
    /// <summary>Gets the addresses of name servers, in the order of their priority.</summary>
    public IReadOnlyList<string> NameServers { get; init; } = [];

    /// <summary>Gets the local domain; <see langword="null"/> for none.</summary>
    public string? Domain { get; init; }

    /// <summary>Gets the domains that short names are searched in, in the order of their priority.</summary>
    public IReadOnlyList<string> Search { get; init; } = [];

    /// <summary>Gets options for the resolver; see resolv.conf(5).</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Gets whether nothing is set.</summary>
    public bool IsEmpty => NameServers.Count == 0 && string.IsNullOrEmpty(Domain) && Search.Count == 0 && Options.Count == 0;
}
