using System.Net;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab;

/// <summary>Makes a lab of what is in a file.</summary>
internal static class LabReader
{
    internal static NetworkLab Read(LabModel model, NetworkLabOptions? options)
    {
        NetworkLab lab = new(options);
        foreach (SwitchModel item in model.Switches ?? [])
        {
            lab.AddSwitch(item.Name, Networks(item.Networks));
        }

        foreach (RouterModel item in model.Routers ?? [])
        {
            AddAliases(lab.AddRouter(item.Name), item.Aliases);
        }

        foreach (HostModel item in model.Hosts ?? [])
        {
            AddAliases(lab.AddHost(item.Name), item.Aliases);
        }

        foreach (LinkModel item in model.Links ?? [])
        {
            Connect(lab, item);
        }

        foreach (RemoteLinkModel item in model.RemoteLinks ?? [])
        {
            Connect(lab, item);
        }

        foreach (RouterModel item in model.Routers ?? [])
        {
            Configure(lab, (LabRouter)lab[item.Name], item);
        }

        return lab;
    }

    private static void AddAliases(LabHost host, IReadOnlyList<string>? aliases)
    {
        foreach (string alias in aliases ?? [])
        {
            host.AddAlias(alias);
        }
    }

    private static void Connect(NetworkLab lab, LinkModel item)
    {
        LabLinkOptions options = new()
        {
            Name = item.Name,
            FirstInterface = item.FirstInterface,
            SecondInterface = item.SecondInterface,
            FirstAddresses = Addresses(item.FirstAddresses),
            SecondAddresses = Addresses(item.SecondAddresses),
            Networks = Networks(item.Networks),
            Cost = item.Cost ?? LabLinkOptions.Default.Cost,
            Mtu = item.Mtu ?? LabLinkOptions.Default.Mtu,
            Wire = item.Wire ?? LabWireKind.Auto,
        };
        LinkConditions forward = item.Conditions?.ToConditions() ?? LinkConditions.None;
        LabLink link = lab.Connect(Node(lab, item.First), Node(lab, item.Second), forward, options);
        if (item.Backward is { } backward)
        {
            link.Set(forward, backward.ToConditions());
        }

        if (item.Unplugged == true)
        {
            link.Unplug();
        }
    }

    private static void Connect(NetworkLab lab, RemoteLinkModel item)
    {
        LabSwitch from = lab.FindNode(item.Switch) as LabSwitch ?? throw new FormatException($"A remote link leads from the switch '{item.Switch}', which does not exist.");
        RemoteLinkOptions options = new(IPAddress.Parse(item.Peer), item.Vni) { Local = item.Local is { } local ? IPAddress.Parse(local) : null };
        lab.ConnectRemote(from, item.Port is { } port ? options with { Port = port } : options);
    }

    private static void Configure(NetworkLab lab, LabRouter router, RouterModel item)
    {
        foreach ((string link, LabNat translation) in item.Translate ?? new Dictionary<string, LabNat>())
        {
            router.Translate(Outside(lab, router, link), translation);
        }

        foreach ((string link, LabNat translation) in item.TranslateIPv6 ?? new Dictionary<string, LabNat>())
        {
            router.TranslateIPv6(Outside(lab, router, link), translation);
        }

        foreach (PublicationModel port in item.Publish ?? [])
        {
            router.Publish(new PortPublication(port.Protocol, port.HostPort, IPAddress.Parse(port.Address), port.Port) { HostAddress = port.HostAddress is { } address ? IPAddress.Parse(address) : null });
        }

        foreach (FirewallModel rule in item.Firewall ?? [])
        {
            router.Filter(new LabFirewallRule(rule.Action)
            {
                Source = Network(rule.Source),
                Destination = Network(rule.Destination),
                InputInterface = rule.InputInterface,
                OutputInterface = rule.OutputInterface,
                Protocol = rule.Protocol,
                Port = rule.Port,
                OnlyNewConnections = rule.OnlyNewConnections,
            });
        }
    }

    private static LabLink Outside(NetworkLab lab, LabRouter router, string link) =>
        lab.FindLink(link) ?? throw new FormatException($"The router '{router.Name}' translates on the link '{link}', which does not exist.");

    private static LabNode Node(NetworkLab lab, string name) => lab.FindNode(name) ?? throw new FormatException($"A link leads to '{name}', which does not exist.");

    private static IPNetwork? Network(string? text) => text is null ? null : IPNetwork.Parse(text);

    private static IPNetwork[] Networks(IReadOnlyList<string>? texts) => [.. (texts ?? []).Select(IPNetwork.Parse)];

    private static IPAddress[] Addresses(IReadOnlyList<string>? texts) => [.. (texts ?? []).Select(IPAddress.Parse)];
}
