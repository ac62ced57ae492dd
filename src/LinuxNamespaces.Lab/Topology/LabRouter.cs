using System.Collections.Immutable;
using System.Net.Sockets;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab;

/// <summary>Represents a router of a lab: a host that forwards packets between its links, and may translate addresses and filter packets.</summary>
public sealed class LabRouter : LabHost
{
    private readonly Lock _sync = new();
    private ImmutableDictionary<LabPort, LabNat> _translations = ImmutableDictionary<LabPort, LabNat>.Empty;
    private ImmutableDictionary<LabPort, LabNat> _ipv6Translations = ImmutableDictionary<LabPort, LabNat>.Empty;
    private ImmutableArray<PortPublication> _publications = [];
    private ImmutableArray<LabFirewallRule> _firewall = [];

    internal LabRouter(NetworkLab lab, string name, int number)
        : base(lab, name, number)
    {
    }

    /// <summary>Gets how the router translates IPv4 addresses, by its port to the outside.</summary>
    public IReadOnlyDictionary<LabPort, LabNat> Translations => _translations;

    /// <summary>Gets how the router translates IPv6 addresses, by its port to the outside.</summary>
    public IReadOnlyDictionary<LabPort, LabNat> IPv6Translations => _ipv6Translations;

    /// <summary>Gets the ports of this router that lead to hosts behind it.</summary>
    public IReadOnlyList<PortPublication> Publications => _publications;

    /// <summary>Gets the rules for forwarded packets, in their order.</summary>
    public IReadOnlyList<LabFirewallRule> Firewall => _firewall;

    /// <summary>Hides the IPv4 networks of the router from what is behind a link: packets that leave by the link get the address of the router.</summary>
    /// <param name="outside">A link of the router, to the outside. The other networks of the router have no route from there.</param>
    /// <param name="translation">How ports are chosen, and which packets come back. IPv6 is routed as it is, unless <see cref="TranslateIPv6"/> says otherwise.</param>
    /// <returns>The router.</returns>
    /// <remarks>
    /// Takes effect with the next <see cref="NetworkLab.StartAsync"/>, because routes of other hosts change. Connections that exist keep their translation.
    /// </remarks>
    /// <exception cref="ArgumentException">The link does not belong to the router.</exception>
    public LabRouter Translate(LabLink outside, LabNat translation)
    {
        LabPort port = PortOf(outside);
        ImmutableInterlocked.AddOrUpdate(ref _translations, port, translation, (_, _) => translation);
        return this;
    }

    /// <summary>Hides the IPv6 networks of the router from what is behind a link, as <see cref="Translate"/> does for IPv4: packets that leave by the link get the address of the router (NAT66).</summary>
    /// <param name="outside">A link of the router, to the outside. The other networks of the router have no route from there.</param>
    /// <param name="translation">How ports are chosen, and which packets come back.</param>
    /// <returns>The router.</returns>
    /// <remarks>
    /// <inheritdoc cref="Translate" path="/remarks/node()"/>
    /// Starting the lab needs a kernel with NAT for IPv6 (CONFIG_NF_NAT_MASQUERADE and CONFIG_NFT_MASQ, since 5.2).
    /// </remarks>
    /// <exception cref="ArgumentException">The link does not belong to the router.</exception>
    public LabRouter TranslateIPv6(LabLink outside, LabNat translation)
    {
        LabPort port = PortOf(outside);
        ImmutableInterlocked.AddOrUpdate(ref _ipv6Translations, port, translation, (_, _) => translation);
        return this;
    }

    /// <summary>Makes a port of the router lead to a port of a host behind it. Takes effect with the next <see cref="NetworkLab.StartAsync"/>, or at once if the router exists.</summary>
    /// <param name="publication">The port of the router, and the address and the port that it leads to.</param>
    /// <returns>The router.</returns>
    public LabRouter Publish(PortPublication publication)
    {
        ArgumentNullException.ThrowIfNull(publication);
        return Update(() => _publications = _publications.Add(publication));
    }

    /// <summary>Adds a rule for forwarded packets after the others. Takes effect with the next <see cref="NetworkLab.StartAsync"/>, or at once if the router exists.</summary>
    /// <param name="rule">The rule. The first that matches a packet decides; packets that match none are forwarded.</param>
    /// <returns>The router.</returns>
    public LabRouter Filter(LabFirewallRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return Update(() => _firewall = _firewall.Add(rule));
    }

    /// <summary>Removes all rules for forwarded packets.</summary>
    /// <returns>The router.</returns>
    public LabRouter ClearFirewall() => Update(() => _firewall = []);

    /// <summary>Whether rules are installed.</summary>
    internal bool HasRules { get; set; }

    /// <summary>Whether packets that come in by a port go nowhere, because what is behind the router is hidden.</summary>
    internal bool IsOutside(LabPort port, AddressFamily family) => (family == AddressFamily.InterNetwork ? _translations : _ipv6Translations).ContainsKey(port);

    private LabPort PortOf(LabLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        return link.First.Node == this ? link.First : link.Second.Node == this ? link.Second : throw new ArgumentException($"The link '{link.Name}' does not belong to the router '{Name}'.", nameof(link));
    }

    /// <summary>Makes the rules in the kernel those of the router. One thread at a time does.</summary>
    internal void Install()
    {
        lock (_sync)
        {
            RouterRules.Apply(this);
        }
    }

    private LabRouter Update(Action change)
    {
        lock (_sync)
        {
            change();
            if (Exists)
            {
                RouterRules.Apply(this);
            }
        }

        return this;
    }
}
