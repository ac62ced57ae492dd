using System.Globalization;

namespace LinuxNamespaces.Lab;

/// <summary>What drawings write at nodes and links.</summary>
internal static class Labels
{
    /// <summary>The lines at a node: the name, the networks and the remote links of a switch, or the addresses of a host.</summary>
    internal static IEnumerable<string> Of(LabNode node) => node is LabSwitch item
        ? [item.Name, .. item.Networks.Select(network => network.ToString()), .. item.Lab.RemoteLinks.Where(link => link.Switch == item).Select(Of)]
        : [node.Name, .. node.Ports.SelectMany(port => port.Addresses).Select(address => string.Create(CultureInfo.InvariantCulture, $"{address.Address}/{address.PrefixLength}"))];

    /// <summary>The lines at a link: its conditions, each direction by itself if they differ; none for a cable.</summary>
    internal static IEnumerable<string> Of(LabLink link)
    {
        if (!link.IsPlugged)
        {
            return ["unplugged"];
        }

        return link.Forward == link.Backward
            ? Of(link.Forward)
            : [.. Of(link.Forward).Select(text => $"{link.First.Node.Name}: {text}"), .. Of(link.Backward).Select(text => $"{link.Second.Node.Name}: {text}")];
    }

    private static string Of(LabRemoteLink link) => string.Create(CultureInfo.InvariantCulture, $"VXLAN {link.Options.Vni} to {link.Options.Peer}");

    private static IEnumerable<string> Of(LinkConditions conditions) => conditions == LinkConditions.None ? [] : [ConditionsText.Of(conditions)];
}
