using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>The addresses that are still to be tried, in the order of RFC 8305, section 4.</summary>
internal sealed class DestinationQueue
{
    private List<Destination> _waiting = [];
    private AddressFamily? _last;

    internal bool IsEmpty => _waiting.Count == 0;

    /// <summary>Adds addresses. They are sorted together with those that wait, and the families alternate.</summary>
    internal void AddSorted(IEnumerable<Destination> destinations)
    {
        IEnumerable<Destination> sorted = _waiting.Concat(destinations).DistinctBy(destination => destination.Address).Order(DestinationComparer.Instance);
        ILookup<AddressFamily, Destination> families = sorted.ToLookup(destination => destination.Address.AddressFamily);
        Destination[] first = [.. families.First(family => family.Key != _last || families.Count == 1)];
        Destination[] second = [.. families.Where(family => family.Key != first[0].Address.AddressFamily).SelectMany(family => family)];
        _waiting = [];
        for (int i = 0; i < Math.Max(first.Length, second.Length); i++)
        {
            _waiting.AddRange(first.Skip(i).Take(1));
            _waiting.AddRange(second.Skip(i).Take(1));
        }
    }

    /// <summary>Adds addresses whose order is the caller's.</summary>
    internal void Add(IEnumerable<IPAddress> addresses) => _waiting.AddRange(addresses.Distinct().Select(address => new Destination(address, null)));

    /// <summary>Gets whether there is an address of a family.</summary>
    internal bool Has(AddressFamily family) => _waiting.Exists(destination => destination.Address.AddressFamily == family);

    internal bool TryTake([NotNullWhen(true)] out IPAddress? address)
    {
        address = IsEmpty ? null : _waiting[0].Address;
        if (address is null)
        {
            return false;
        }

        _waiting.RemoveAt(0);
        _last = address.AddressFamily;
        return true;
    }
}
