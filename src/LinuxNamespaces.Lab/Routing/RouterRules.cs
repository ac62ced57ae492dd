using System.Net.Sockets;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab;

/// <summary>The nftables rules of a router: translation, published ports and the firewall.</summary>
internal static class RouterRules
{
    private const int DestinationPriority = -100;
    private const int SourcePriority = 100;
    // After connection tracking (-200), and before translation.
    private const int UnsolicitedPriority = -150;

    private static readonly NftTable s_table = new(NftFamily.Inet, "lab");
    private static readonly NftChain s_unsolicited = new(s_table, "unsolicited") { Hook = NftHook.Prerouting, Priority = UnsolicitedPriority };
    private static readonly NftChain s_destination = new(s_table, "destination") { Hook = NftHook.Prerouting, Type = NftChainType.Nat, Priority = DestinationPriority };
    private static readonly NftChain s_source = new(s_table, "source") { Hook = NftHook.Postrouting, Type = NftChainType.Nat, Priority = SourcePriority };
    private static readonly NftChain s_forward = new(s_table, "forward") { Hook = NftHook.Forward };

    /// <summary>Replaces the rules of the router by those that it is to have, in one step.</summary>
    internal static void Apply(LabRouter router)
    {
        bool hasRules = router.Translations.Count > 0 || router.IPv6Translations.Count > 0 || router.Publications.Count > 0 || router.Firewall.Count > 0;
        if (!hasRules && !router.HasRules)
        {
            return;
        }

        using NftTransaction change = router.Existing!.Nftables.BeginTransaction();
        // Adding what exists does nothing, and makes sure that there is something to delete.
        change.Add(s_table);
        change.Delete(s_table);
        if (hasRules)
        {
            change.Add(s_table);
            foreach (NftChain chain in (NftChain[])[s_unsolicited, s_destination, s_source, s_forward])
            {
                change.Add(chain);
            }

            foreach (NftRule rule in Describe(router))
            {
                change.Add(rule);
            }
        }

        change.Commit();
        router.HasRules = hasRules;
    }

    private static IEnumerable<NftRule> Describe(LabRouter router)
    {
        foreach (PortPublication publication in router.Publications)
        {
            NftTransportMatch transport = publication.Protocol == NatProtocol.Tcp ? NftMatch.Tcp : NftMatch.Udp;
            NftStatement family = publication.Address.AddressFamily == AddressFamily.InterNetwork ? NftMatch.IPv4 : NftMatch.IPv6;
            NftStatement host = publication.HostAddress is { } address ? NftMatch.Destination(address) : NftMatch.LocalDestination();
            yield return new NftRule(s_unsolicited, family, host, transport.DestinationPort(publication.HostPort), NftAction.Accept);
            yield return new NftRule(s_destination, family, host, transport.DestinationPort(publication.HostPort), NftAction.DestinationNat(publication.Address, publication.Port));
        }

        foreach (NftRule rule in Translate(NftMatch.IPv4, router.Translations).Concat(Translate(NftMatch.IPv6, router.IPv6Translations)))
        {
            yield return rule;
        }

        foreach (LabFirewallRule rule in router.Firewall)
        {
            yield return new NftRule(s_forward, rule.ToStatements());
        }
    }

    private static IEnumerable<NftRule> Translate(NftStatement family, IEnumerable<KeyValuePair<LabPort, LabNat>> translations)
    {
        foreach ((LabPort outside, LabNat translation) in translations)
        {
            if (translation != LabNat.Masquerade)
            {
                // What never gets an entry of connection tracking cannot take the port that a connection from inside is to keep. Neighbour discovery is not tracked, and passes.
                yield return new NftRule(s_unsolicited, family, NftMatch.InputInterface(outside.Name), NftMatch.State(ConntrackStates.New | ConntrackStates.Invalid), NftAction.Drop);
            }

            NftNatFlags ports = translation == LabNat.Symmetric ? NftNatFlags.FullyRandom : NftNatFlags.None;
            yield return new NftRule(s_source, family, NftMatch.OutputInterface(outside.Name), NftAction.Masquerade(ports));
        }
    }
}
