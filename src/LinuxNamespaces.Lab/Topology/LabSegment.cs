using System.Net;

namespace LinuxNamespaces.Lab;

/// <summary>What is connected by switches only, or a link between two hosts: its ports hear each other without a router.</summary>
internal sealed class LabSegment(IReadOnlyList<LabPort> ports, IReadOnlyList<IPNetwork> networks)
{
    /// <summary>The ports of hosts and routers.</summary>
    internal IReadOnlyList<LabPort> Ports { get; } = ports;

    internal IReadOnlyList<IPNetwork> Networks { get; } = networks;

    /// <summary>The segments of a lab.</summary>
    internal static IReadOnlyList<LabSegment> Find(NetworkLab lab)
    {
        List<LabSegment> segments = [];
        HashSet<LabSwitch> seen = [];
        foreach (LabSwitch item in lab.Nodes.OfType<LabSwitch>().Where(item => !seen.Contains(item)))
        {
            LabSwitch[] switches = SwitchesOf(item);
            seen.UnionWith(switches);
            segments.Add(new LabSegment([.. switches.SelectMany(member => member.Ports).Select(port => port.Peer).Where(port => port.IsHost)], [.. switches.SelectMany(member => member.Networks)]));
        }

        segments.AddRange(lab.Links.Where(link => link.First.IsHost && link.Second.IsHost)
            .Select(link => new LabSegment([link.First, link.Second], [.. NetworksOf(link.First)])));
        return segments;
    }

    /// <summary>A switch and all that are connected to it by switches.</summary>
    internal static LabSwitch[] SwitchesOf(LabSwitch start)
    {
        List<LabSwitch> found = [start];
        for (int i = 0; i < found.Count; i++)
        {
            found.AddRange(found[i].PortArray.Select(port => port.Peer.Node).OfType<LabSwitch>().Except(found).ToArray());
        }

        return [.. found];
    }

    internal static IEnumerable<IPNetwork> NetworksOf(LabPort port) => port.Addresses.Select(address => NetworkOf(address.Address, address.PrefixLength));

    private static IPNetwork NetworkOf(IPAddress address, int prefixLength)
    {
        UInt128 size = UInt128.One << (AddressMath.Bits(address.AddressFamily) - prefixLength);
        UInt128 number = AddressNumber.ToNumber(address);
        return new IPNetwork(AddressNumber.ToAddress(number - number % size, address.AddressFamily), prefixLength);
    }
}
