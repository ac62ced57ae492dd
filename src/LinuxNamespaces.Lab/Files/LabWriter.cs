namespace LinuxNamespaces.Lab;

/// <summary>Describes a lab for a file, with all addresses.</summary>
internal static class LabWriter
{
    internal static LabModel Describe(NetworkLab lab) => new()
    {
        Switches = [.. lab.Nodes.OfType<LabSwitch>().Select(item => new SwitchModel { Name = item.Name, Networks = List(item.Networks) })],
        Routers = [.. lab.Nodes.OfType<LabRouter>().Select(Describe)],
        Hosts = [.. lab.Hosts.Where(host => host is not LabRouter).Select(host => new HostModel { Name = host.Name, Aliases = List(host.Aliases) })],
        Links = [.. lab.Links.Select(Describe)],
        RemoteLinks = lab.RemoteLinks.Count == 0 ? null : [.. lab.RemoteLinks.Select(Describe)],
    };

    private static RouterModel Describe(LabRouter router) => new()
    {
        Name = router.Name,
        Aliases = List(router.Aliases),
        Translate = Describe(router.Translations),
        TranslateIPv6 = Describe(router.IPv6Translations),
        Publish = router.Publications.Count == 0
            ? null
            : [.. router.Publications.Select(port => new PublicationModel
            {
                Protocol = port.Protocol,
                HostPort = port.HostPort,
                HostAddress = port.HostAddress?.ToString(),
                Address = port.Address.ToString(),
                Port = port.Port,
            })],
        Firewall = router.Firewall.Count == 0
            ? null
            : [.. router.Firewall.Select(rule => new FirewallModel
            {
                Action = rule.Action,
                Source = rule.Source?.ToString(),
                Destination = rule.Destination?.ToString(),
                InputInterface = rule.InputInterface,
                OutputInterface = rule.OutputInterface,
                Protocol = rule.Protocol,
                Port = rule.Port,
                OnlyNewConnections = rule.OnlyNewConnections,
            })],
    };

    private static Dictionary<string, LabNat>? Describe(IReadOnlyDictionary<LabPort, LabNat> translations) =>
        translations.Count == 0 ? null : translations.ToDictionary(item => item.Key.Link.Name, item => item.Value);

    private static LinkModel Describe(LabLink link) => new()
    {
        First = link.First.Node.Name,
        Second = link.Second.Node.Name,
        Name = link.Name,
        FirstInterface = link.First.IsHost ? link.First.Name : null,
        SecondInterface = link.Second.IsHost ? link.Second.Name : null,
        FirstAddresses = List(link.First.Addresses.Select(address => address.Address)),
        SecondAddresses = List(link.Second.Addresses.Select(address => address.Address)),
        Networks = link.First.IsHost && link.Second.IsHost ? List(LabSegment.NetworksOf(link.First)) : null,
        Cost = link.Options.Cost == LabLinkOptions.Default.Cost ? null : link.Options.Cost,
        Mtu = link.Options.Mtu == LabLinkOptions.Default.Mtu ? null : link.Options.Mtu,
        Wire = link.Options.Wire == LabWireKind.Auto ? null : link.Options.Wire,
        Unplugged = link.IsPlugged ? null : true,
        Conditions = ConditionsModel.From(link.Forward),
        Backward = link.Forward == link.Backward ? null : ConditionsModel.From(link.Backward) ?? new ConditionsModel(),
    };

    // Where the underlay is, is a matter of the machine.
    private static RemoteLinkModel Describe(LabRemoteLink link) => new()
    {
        Switch = link.Switch.Name,
        Peer = link.Options.Peer.ToString(),
        Vni = link.Options.Vni,
        Local = link.Options.Local?.ToString(),
        Port = link.Options.Port,
    };

    private static string[]? List<T>(IEnumerable<T> items) => items.Select(item => $"{item}").ToArray() is { Length: > 0 } texts ? texts : null;
}
