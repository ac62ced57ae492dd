using System.Collections.Immutable;
using System.Net;

namespace LinuxNamespaces.Lab;

/// <summary>Represents an Ethernet switch. All that is connected to it, or to switches that are connected to it, is in the same networks.</summary>
public sealed class LabSwitch : LabNode
{
    private ImmutableArray<IPNetwork> _networks;

    internal LabSwitch(NetworkLab lab, string name, int number, IEnumerable<IPNetwork> networks)
        : base(lab, name, number) => _networks = [.. networks];

    /// <summary>
    /// Gets the networks from which hosts and routers get an address each when they are connected. A switch without networks uses those of the switches that it is
    /// connected to; if they have none either, the first connected host gives the switch a network from <see cref="NetworkLabOptions"/>.
    /// </summary>
    public IReadOnlyList<IPNetwork> Networks => _networks;

    internal void Assign(IEnumerable<IPNetwork> networks) => _networks = [.. networks];
}
