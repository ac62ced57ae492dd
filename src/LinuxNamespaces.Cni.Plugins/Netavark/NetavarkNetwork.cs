using System.Net;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>A network as podman keeps it.</summary>
internal sealed record NetavarkNetwork
{
    /// <summary>Marks of this program's other plugins cannot have it: the name of a CNI network has no colon.</summary>
    internal const string NamePrefix = "netavark:";

    private const string Driver = "driver";
    private const string HostLocal = "host-local";
    private const string NoAddresses = "none";

    public string? Name { get; init; }

    public string? Id { get; init; }

    public string? NetworkInterface { get; init; }

    public bool Internal { get; init; }

    public bool Ipv6Enabled { get; init; }

    public NetavarkSubnet[]? Subnets { get; init; }

    public NetavarkRoute[]? Routes { get; init; }

    public Dictionary<string, string>? Options { get; init; }

    public Dictionary<string, string>? IpamOptions { get; init; }

    /// <summary>Gets the name that marks of this network have.</summary>
    internal string OwnerName => NamePrefix + Name;

    /// <summary>Gets whether containers have addresses, which podman chooses.</summary>
    /// <exception cref="CniException">Another program is to choose them.</exception>
    internal bool HasAddresses => IpamOptions?.GetValueOrDefault(Driver) switch
    {
        null or "" or HostLocal => true,
        NoAddresses => false,
        string other => throw PluginErrors.Invalid($"The IPAM driver {JsonText.Quote(other)} is not supported. Use '{HostLocal}' or '{NoAddresses}'."),
    };

    /// <exception cref="CniException">The network has no valid name or ID.</exception>
    internal void RequireIdentity()
    {
        NetavarkNames.RequireIdentifier(Name, "the name of the network");
        NetavarkNames.RequireIdentifier(Id, "the ID of the network");
    }

    /// <exception cref="CniException">A subnet is invalid, or two overlap.</exception>
    internal IReadOnlyList<(IPNetwork Prefix, IPAddress? Gateway)> ReadSubnets()
    {
        List<(IPNetwork Prefix, IPAddress? Gateway)> subnets = [.. (Subnets ?? []).Select(subnet => (subnet ?? new NetavarkSubnet()).Read())];
        for (int i = 0; i < subnets.Count; i++)
        {
            foreach ((IPNetwork other, _) in subnets[(i + 1)..])
            {
                if (CniPrefix.Overlap(subnets[i].Prefix, other))
                {
                    throw PluginErrors.Invalid($"The subnets {subnets[i].Prefix} and {other} overlap.");
                }
            }
        }

        return subnets;
    }
}
