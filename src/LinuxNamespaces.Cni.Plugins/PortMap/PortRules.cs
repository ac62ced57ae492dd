using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>The rules of published ports.</summary>
internal static class PortRules
{
    private static readonly NftChain s_prerouting = new(OwnedRules.Table, "publish") { Hook = NftHook.Prerouting, Type = NftChainType.Nat, Priority = -100 };
    private static readonly NftChain s_output = new(OwnedRules.Table, "publish-local") { Hook = NftHook.Output, Type = NftChainType.Nat, Priority = -100 };
    private static readonly NftChain s_postrouting = new(OwnedRules.Table, "publish-source") { Hook = NftHook.Postrouting, Type = NftChainType.Nat, Priority = 100 };

    private static readonly IPNetwork s_loopback4 = IPNetwork.Parse("127.0.0.0/8");
    private static readonly IPNetwork s_loopback6 = IPNetwork.Parse("::1/128");

    private static NftChain[] Chains => [s_prerouting, s_output, s_postrouting];

    internal static void Add(CniRequest request, PortMapConfiguration configuration, IEnumerable<CniAddress> addresses)
    {
        List<NftRule> rules = [];
        foreach (CniAddress address in addresses)
        {
            foreach (PortMapping mapping in configuration.MappingsFor(address.Address.AddressFamily))
            {
                rules.AddRange(Create(mapping, address, configuration));
            }
        }

        request.OnFailure(() => Delete(request));
        // First: a rule that a container left must not lead packets to where it was.
        OwnedRules.Add(request.HostNamespace, OwnerMark.Of(request), OwnedRules.Table, Chains, rules, first: true);
    }

    internal static void Delete(CniRequest request) => OwnedRules.Delete(request.HostNamespace, OwnedRules.Table, Chains, mark => mark == OwnerMark.Of(request));

    internal static void CollectGarbage(CniRequest request) => OwnedRules.Delete(request.HostNamespace, OwnedRules.Table, Chains, OwnerMark.IsGarbage(request));

    /// <summary>Counts the rules of this attachment that translate destinations.</summary>
    internal static int Count(CniRequest request) =>
        request.HostNamespace.Nftables.ListTables().Any(table => table.Name == OwnedRules.Table.Name && table.Family == OwnedRules.Table.Family)
            ? request.HostNamespace.Nftables.ListRules(OwnedRules.Table).Count(rule => rule.Chain == s_prerouting.Name && rule.Comment == OwnerMark.Of(request))
            : 0;

    private static IEnumerable<NftRule> Create(PortMapping mapping, CniAddress container, PortMapConfiguration configuration)
    {
        bool isIPv4 = container.Address.AddressFamily == AddressFamily.InterNetwork;
        bool snat = configuration.Snat ?? true;
        NftTransportMatch transport = mapping.Transport;
        IPAddress? host = mapping.HostAddress is { } address && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any) ? address : null;
        List<NftStatement> match = [isIPv4 ? NftMatch.IPv4 : NftMatch.IPv6, host is null ? NftMatch.LocalDestination() : NftMatch.Destination(host)];
        // The kernel does not route packets from ::1 to another link, and packets from 127.0.0.1 only if they are translated.
        if (host is null && (!isIPv4 || !snat))
        {
            match.Add(NftMatch.Destination(isIPv4 ? s_loopback4 : s_loopback6, inverted: true));
        }

        NftStatement[] statements = [.. match, .. configuration.ConditionsOf(container.Address.AddressFamily).Statements, Ports(transport, mapping.HostPort, mapping.Count), NftAction.DestinationNat(container.Address, mapping.Count == 1 ? mapping.ContainerPort : null)];
        yield return new NftRule(s_prerouting, statements);
        yield return new NftRule(s_output, statements);
        if (!snat)
        {
            yield break;
        }

        NftStatement[] masquerade = [NftMatch.Destination(container.Address), Ports(transport, mapping.ContainerPort, mapping.Count), NftMatch.DestinationTranslated(), NftAction.Masquerade()];
        if (configuration.MasqAll)
        {
            yield return new NftRule(s_postrouting, masquerade);
            yield break;
        }

        // Answers within the subnet would not come back by this host.
        yield return new NftRule(s_postrouting, [NftMatch.Source(CniPrefix.Of(container.Address, container.PrefixLength)), .. masquerade]);
        if (isIPv4)
        {
            yield return new NftRule(s_postrouting, [NftMatch.Source(s_loopback4), .. masquerade]);
        }
    }

    private static NftStatement Ports(NftTransportMatch transport, int first, int count) =>
        count == 1 ? transport.DestinationPort(first) : transport.DestinationPort(new PortRange(first, first + count - 1));
}
