using System.Globalization;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab;

/// <summary>The namespace between the hosts, which has the switches as bridges, and an end of each link.</summary>
/// <remarks>It has no addresses: what passes here is forwarded as frames.</remarks>
internal sealed class LabFabric : IDisposable
{
    private const int MaxAlternativeName = 127;
    private readonly Dictionary<LabSwitch, Bridge> _bridges = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly NetworkBatch _added;

    internal LabFabric()
    {
        Namespace = NetNamespace.Create();
        _added = Namespace.CreateBatch();
        try
        {
            // Links without addresses send nothing of their own.
            Namespace.Sysctl["net/ipv6/conf/default/disable_ipv6"] = "1";
        }
        catch (LinuxException e) when (e.Errno == Errno.ENOENT)
        {
            // The kernel is without IPv6.
        }
    }

    internal NetNamespace Namespace { get; }

    /// <summary>Gets the bridge of a switch, which is created with its first link.</summary>
    internal Bridge BridgeOf(LabSwitch item)
    {
        if (!_bridges.TryGetValue(item, out Bridge? bridge))
        {
            bridge = AddBridge(string.Create(CultureInfo.InvariantCulture, $"s={item.Number}"));
            _bridges.Add(item, bridge);
            AddName(bridge, item.Name);
        }

        return bridge;
    }

    // Snooping would hold back multicast packets until a host joins their group.
    internal Bridge AddBridge(string name) => Namespace.Links.AddBridge(name, new BridgeOptions { Up = true, MulticastSnooping = false });

    /// <summary>Gives a link of this namespace a readable name of any length, with the next <see cref="ApplyNames"/>.</summary>
    internal void AddName(Link link, string name)
    {
        // The names of the links themselves have a '=', which those of nodes cannot have.
        if (name.Length <= MaxAlternativeName && name != "lo" && _names.Add(name))
        {
            _added.Links.AddAlternativeName(link, name);
        }
    }

    /// <summary>Gives the links the names that were added, in one message.</summary>
    internal void ApplyNames()
    {
        if (_added.Count > 0)
        {
            _added.Execute().ThrowIfFailed();
            _added.Clear();
        }
    }

    public void Dispose() => Namespace.Dispose();
}
