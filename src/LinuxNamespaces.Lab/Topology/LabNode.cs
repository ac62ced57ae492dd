using System.Collections.Immutable;

namespace LinuxNamespaces.Lab;

/// <summary>Represents a part of a lab that links connect: a host, a router or a switch.</summary>
public abstract class LabNode
{
    private ImmutableArray<LabPort> _ports = [];

    private protected LabNode(NetworkLab lab, string name, int number)
    {
        Lab = lab;
        Name = name;
        Number = number;
    }

    /// <summary>Gets the lab.</summary>
    public NetworkLab Lab { get; }

    /// <summary>Gets the name, which is unique in the lab, ignoring case.</summary>
    public string Name { get; }

    /// <summary>Gets the ports in the order in which they were connected.</summary>
    public IReadOnlyList<LabPort> Ports => _ports;

    /// <summary>The position among all nodes of the lab, from 1.</summary>
    internal int Number { get; }

    /// <summary>The ports, without boxing.</summary>
    internal ImmutableArray<LabPort> PortArray => _ports;

    /// <summary>Finds the links to another node.</summary>
    /// <param name="other">The other node.</param>
    /// <returns>The links, in the order in which they were connected.</returns>
    public IReadOnlyList<LabLink> LinksTo(LabNode other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return [.. _ports.Where(port => port.Peer.Node == other).Select(port => port.Link)];
    }

    /// <summary>Returns the name.</summary>
    public override string ToString() => Name;

    internal void Add(LabPort port) => _ports = _ports.Add(port);
}
