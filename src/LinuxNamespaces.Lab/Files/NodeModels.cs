using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab;

/// <summary>A switch in a file.</summary>
internal sealed record SwitchModel
{
    public required string Name { get; init; }

    public IReadOnlyList<string>? Networks { get; init; }
}

/// <summary>A host in a file.</summary>
internal sealed record HostModel
{
    public required string Name { get; init; }

    public IReadOnlyList<string>? Aliases { get; init; }
}

/// <summary>A router in a file.</summary>
internal sealed record RouterModel
{
    public required string Name { get; init; }

    public IReadOnlyList<string>? Aliases { get; init; }

    /// <summary>The translation by the name of the link to the outside.</summary>
    public IReadOnlyDictionary<string, LabNat>? Translate { get; init; }

    /// <summary>The translation of IPv6 by the name of the link to the outside.</summary>
    public IReadOnlyDictionary<string, LabNat>? TranslateIPv6 { get; init; }

    public IReadOnlyList<PublicationModel>? Publish { get; init; }

    public IReadOnlyList<FirewallModel>? Firewall { get; init; }
}

/// <summary>A published port in a file.</summary>
internal sealed record PublicationModel
{
    public NatProtocol Protocol { get; init; }

    public required int HostPort { get; init; }

    public string? HostAddress { get; init; }

    public required string Address { get; init; }

    public required int Port { get; init; }
}

/// <summary>A rule of a firewall in a file.</summary>
internal sealed record FirewallModel
{
    public required LabFirewallAction Action { get; init; }

    public string? Source { get; init; }

    public string? Destination { get; init; }

    public string? InputInterface { get; init; }

    public string? OutputInterface { get; init; }

    public NatProtocol? Protocol { get; init; }

    public int? Port { get; init; }

    public bool OnlyNewConnections { get; init; }
}
