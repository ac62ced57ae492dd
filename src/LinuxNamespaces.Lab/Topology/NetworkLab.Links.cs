using System.Globalization;
using System.Net;

namespace LinuxNamespaces.Lab;

/// <content>The links.</content>
public sealed partial class NetworkLab
{
    /// <summary>Connects two nodes.</summary>
    /// <param name="first">A node.</param>
    /// <param name="second">Another node.</param>
    /// <param name="conditions">The conditions of both directions; a perfect wire if <see langword="null"/>.</param>
    /// <param name="options">The options; the defaults if <see langword="null"/>.</param>
    /// <returns>The link. Hosts and routers have their addresses at once, and the link exists after the next <see cref="StartAsync"/>.</returns>
    /// <exception cref="ArgumentException">
    /// A node belongs to another lab, both are the same, the switches are connected already, or a name, an interface name, a network or an address of the options is not valid or in use.
    /// </exception>
    /// <exception cref="InvalidOperationException">The networks have no free address, or the pools no free network.</exception>
    /// <exception cref="ObjectDisposedException">The lab is disposed.</exception>
    public LabLink Connect(LabNode first, LabNode second, LinkConditions? conditions = null, LabLinkOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ThrowIfDisposed();
        options ??= LabLinkOptions.Default;
        RequireConnectable(first, second);
        LabLink link = new(
            this, NameOf(first, second, options), _links.Length + 1, (first, InterfaceOf(first, options.FirstInterface)), (second, InterfaceOf(second, options.SecondInterface)),
            conditions ?? LinkConditions.None, options);
        IReadOnlyList<IPNetwork> networks = NetworksOf(first, second, options);
        try
        {
            AssignTo(link, networks, options);
        }
        catch when (first is LabHost && second is LabHost)
        {
            _addresses.Remove(networks);
            throw;
        }

        // Another thread that uses a host creates what it finds: the whole link, or nothing of it.
        lock (_building)
        {
            first.Add(link.First);
            second.Add(link.Second);
            _links = _links.Add(link);
            _isComplete = false;
        }

        return link;
    }

    private void AssignTo(LabLink link, IReadOnlyList<IPNetwork> networks, LabLinkOptions options)
    {
        (IPAddress, int)[] taken = Assign(link.First, networks, options.FirstAddresses, options.SecondAddresses);
        try
        {
            Assign(link.Second, networks, options.SecondAddresses, []);
        }
        catch
        {
            _addresses.Release(taken);
            throw;
        }
    }

    private (IPAddress Address, int PrefixLength)[] Assign(LabPort port, IReadOnlyList<IPNetwork> networks, IReadOnlyList<IPAddress> given, IReadOnlyList<IPAddress> others)
    {
        if (!port.IsHost)
        {
            return given.Count == 0 ? [] : throw new ArgumentException($"The switch '{port.Node.Name}' cannot have addresses.");
        }

        // An address of the other end may be the next that would be assigned.
        (IPAddress Address, int PrefixLength)[] reserved = others.Count == 0 || !port.Peer.IsHost ? [] : _addresses.Assign([.. networks.Where(network => others.Any(network.Contains))], others, isRouter: false);
        try
        {
            (IPAddress Address, int PrefixLength)[] assigned = _addresses.Assign(networks, given, port.Node is LabRouter);
            port.Assign(assigned);
            return assigned;
        }
        finally
        {
            _addresses.Release(reserved);
        }
    }

    private void RequireConnectable(LabNode first, LabNode second)
    {
        if (first.Lab != this || second.Lab != this)
        {
            throw new ArgumentException($"The node '{(first.Lab != this ? first : second).Name}' belongs to another lab.");
        }

        if (first == second)
        {
            throw new ArgumentException($"The node '{first.Name}' cannot be connected with itself.", nameof(second));
        }

        if (first is LabSwitch one && second is LabSwitch other && LabSegment.SwitchesOf(one).Contains(other))
        {
            throw new ArgumentException($"The switches '{one.Name}' and '{other.Name}' are connected already. Frames would circle in a loop of switches.", nameof(second));
        }

        if (first is LabSwitch from && second is LabSwitch to && PeerOfBoth(from, to) is { } peer)
        {
            throw new ArgumentException($"The switches '{from.Name}' and '{to.Name}' have remote links to {peer} both. Frames would circle in a loop of switches.", nameof(second));
        }
    }

    private string NameOf(LabNode first, LabNode second, LabLinkOptions options)
    {
        if (options.Name is { } given)
        {
            return FindLink(given) is null ? given : throw new ArgumentException($"The lab has a link '{given}' already.", nameof(options));
        }

        string name = $"{first.Name}-{second.Name}";
        for (int i = 2; FindLink(name) is not null; i++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{first.Name}-{second.Name}-{i}");
        }

        return name;
    }

    private static string InterfaceOf(LabNode node, string? given)
    {
        if (given is not null)
        {
            return given == "lo" || node.Ports.Any(port => port.Name == given || port.Peer.Node.Name == given) ? throw new ArgumentException($"The node '{node.Name}' has an interface '{given}' already.") : given;
        }

        for (int i = node.PortArray.Length + (node is LabHost ? 0 : 1); ; i++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{(node is LabHost ? "eth" : "port")}{i}");
            if (!node.Ports.Any(port => port.Name == name))
            {
                return name;
            }
        }
    }

    private IReadOnlyList<IPNetwork> NetworksOf(LabNode first, LabNode second, LabLinkOptions options)
    {
        LabSwitch? single = first is LabSwitch ? first as LabSwitch : second as LabSwitch;
        if (single is null)
        {
            if (options.Networks.Count == 0)
            {
                return _addresses.TakeForPair();
            }

            _addresses.Add(options.Networks);
            return options.Networks;
        }

        if (options.Networks.Count > 0)
        {
            throw new ArgumentException($"A link to the switch '{single.Name}' has the networks of the switch.", nameof(options));
        }

        if (first is LabSwitch && second is LabSwitch)
        {
            return [];
        }

        IPNetwork[] networks = [.. LabSegment.SwitchesOf(single).SelectMany(member => member.Networks)];
        if (networks.Length == 0)
        {
            networks = _addresses.TakeForSwitch();
            single.Assign(networks);
        }

        return networks;
    }
}
