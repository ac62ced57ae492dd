using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Lab;

/// <summary>The networks and addresses of a lab.</summary>
internal sealed class AddressPlan(NetworkLabOptions options)
{
    private const int SwitchBits = 8;
    private const int SwitchPrefixV6 = 64;
    private readonly NetworkPool[] _pools = [.. new[] { options.IPv4Pool, options.IPv6Pool }.Where(pool => pool is not null).Select(pool => new NetworkPool(pool!.Value))];
    private readonly Dictionary<IPNetwork, NetworkAddresses> _networks = [];

    /// <summary>Reserves the networks of a switch or a link.</summary>
    /// <exception cref="ArgumentException">A network overlaps with another one.</exception>
    internal void Add(IEnumerable<IPNetwork> networks)
    {
        List<IPNetwork> added = [];
        foreach (IPNetwork network in networks)
        {
            if (_networks.Keys.Concat(added).Where(other => AddressMath.Overlap(other, network)).Select(other => (IPNetwork?)other).FirstOrDefault() is { } other)
            {
                throw new ArgumentException($"The network {network} overlaps with {other}, which the lab has already.", nameof(networks));
            }

            added.Add(network);
        }

        foreach (IPNetwork network in added)
        {
            _networks.Add(network, new NetworkAddresses(network));
        }
    }

    /// <summary>Gives networks back that no port has an address of.</summary>
    internal void Remove(IEnumerable<IPNetwork> networks)
    {
        foreach (IPNetwork network in networks)
        {
            _networks.Remove(network);
        }
    }

    /// <summary>Takes networks for a switch from the pools.</summary>
    internal IPNetwork[] TakeForSwitch() => Take(family => family == AddressFamily.InterNetwork ? AddressMath.Bits(family) - SwitchBits : SwitchPrefixV6);

    /// <summary>Takes networks of two addresses from the pools.</summary>
    internal IPNetwork[] TakeForPair() => Take(family => AddressMath.Bits(family) - 1);

    /// <summary>Gives a port its addresses: those that were given, and one in each other network.</summary>
    /// <exception cref="ArgumentException">A given address is in none of the networks, or in use.</exception>
    internal (IPAddress Address, int PrefixLength)[] Assign(IReadOnlyList<IPNetwork> networks, IReadOnlyList<IPAddress> given, bool isRouter)
    {
        List<(IPAddress Address, IPNetwork Network)> taken = [];
        try
        {
            foreach (IPAddress address in given)
            {
                IPNetwork network = networks.Where(network => network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address)).Select(network => (IPNetwork?)network).FirstOrDefault()
                    ?? throw new ArgumentException($"The address {address} is in none of the networks of the link: {string.Join(", ", networks)}.", nameof(given));
                _networks[network].Take(address);
                taken.Add((address, network));
            }

            taken.AddRange(networks.Where(network => !taken.Exists(other => other.Network == network)).ToArray().Select(network => (_networks[network].Assign(isRouter), network)));
        }
        catch
        {
            Release(taken.Select(address => (address.Address, address.Network.PrefixLength)));
            throw;
        }

        return [.. networks.SelectMany(network => taken.Where(address => address.Network == network)).Select(address => (address.Address, address.Network.PrefixLength))];
    }

    internal void Release(IEnumerable<(IPAddress Address, int PrefixLength)> addresses)
    {
        foreach ((IPAddress address, int length) in addresses)
        {
            _networks.Where(network => network.Key.PrefixLength == length && network.Key.BaseAddress.AddressFamily == address.AddressFamily && network.Key.Contains(address))
                .Select(network => network.Value).FirstOrDefault()?.Release(address);
        }
    }

    private IPNetwork[] Take(Func<AddressFamily, int> prefixLength)
    {
        if (_pools.Length == 0)
        {
            throw new InvalidOperationException("The lab has no pool of networks. Give the switch or the link a network.");
        }

        IPNetwork[] networks = [.. _pools.Select(pool => pool.Take(prefixLength(pool.Family), _networks.Keys))];
        Add(networks);
        return networks;
    }
}
