using System.Collections.Immutable;
using System.Net;
using System.Net.NetworkInformation;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab;

/// <summary>Represents one end of a link of a lab: the network interface of a host or a router, or the port of a switch.</summary>
public sealed class LabPort
{
    private Link? _interface;

    internal LabPort(LabLink link, LabNode node, string name, int number, PhysicalAddress physicalAddress)
    {
        Link = link;
        Node = node;
        Name = name;
        Number = number;
        PhysicalAddress = physicalAddress;
    }

    /// <summary>Gets the link.</summary>
    public LabLink Link { get; }

    /// <summary>Gets the node.</summary>
    public LabNode Node { get; }

    /// <summary>Gets the other end of the link.</summary>
    public LabPort Peer => Link.First == this ? Link.Second : Link.First;

    /// <summary>Gets the name of the interface in the namespace of the node, such as <c>eth0</c>.</summary>
    public string Name { get; }

    /// <summary>Gets the link-layer address of the interface of a host or a router. It depends on the order in which the lab is connected only.</summary>
    public PhysicalAddress PhysicalAddress { get; }

    /// <summary>Gets the addresses with the lengths of their prefixes. A port of a switch has none.</summary>
    public IReadOnlyList<InterfaceAddress> Addresses { get; private set; } = [];

    /// <summary>Gets the interface in the kernel.</summary>
    /// <exception cref="LinuxException">The link does not exist yet and cannot be created: see <see cref="NetworkLab.StartAsync"/>.</exception>
    /// <exception cref="ObjectDisposedException">The lab is disposed.</exception>
    public Link Interface
    {
        get
        {
            Link.Lab.Complete();
            return _interface!;
        }
    }

    /// <summary>The interface in the kernel; null if it does not exist yet.</summary>
    internal Link? Existing => _interface;

    /// <summary>1 for the first end, 2 for the second.</summary>
    internal int Number { get; }

    /// <summary>Whether the node has an IP stack of its own.</summary>
    internal bool IsHost => Node is LabHost;

    internal LabHost Host => (LabHost)Node;

    /// <summary>Gets the counters of the interface. A host or router counts its own packets; the port of a switch counts from the view of the switch.</summary>
    /// <returns>The counters at this moment.</returns>
    /// <exception cref="NetlinkException">The interface was deleted (ENODEV).</exception>
    public LinkStatistics GetStatistics() => Interface.GetStatistics();

    /// <summary>Returns the node and the name, as in <c>web:eth0</c>.</summary>
    public override string ToString() => $"{Node.Name}:{Name}";

    internal void Assign(IEnumerable<(IPAddress Address, int PrefixLength)> addresses) =>
        Addresses = [.. addresses.Select(address => new InterfaceAddress(address.Address, address.PrefixLength)).ToImmutableArray()];

    internal void Attach(Link link) => _interface = link;
}
