using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Lab;

/// <summary>Hands out the addresses of one network.</summary>
internal sealed class NetworkAddresses
{
    private readonly IPNetwork _network;
    private readonly HashSet<UInt128> _used = [];
    private readonly UInt128 _first;
    private readonly UInt128 _last;
    private UInt128 _next;

    internal NetworkAddresses(IPNetwork network)
    {
        _network = network;
        AddressFamily family = network.BaseAddress.AddressFamily;
        bool isPair = AddressMath.Bits(family) - network.PrefixLength <= 1;
        // The first address names the network, or means any router of it (RFC 4291, 2.6.1); the last of IPv4 is for broadcasts. Pairs are without: RFC 3021, RFC 6164.
        _first = AddressNumber.ToNumber(network.BaseAddress) + (isPair ? UInt128.Zero : 1);
        _last = AddressMath.Last(network) - (isPair || family == AddressFamily.InterNetworkV6 ? UInt128.Zero : 1);
        // The first address is for a router, if there is room.
        _next = _last - _first >= 2 ? _first + 1 : _first;
    }

    /// <summary>Takes an address that was given.</summary>
    /// <exception cref="ArgumentException">The address is in use, or no host can have it.</exception>
    internal void Take(IPAddress address)
    {
        UInt128 number = AddressNumber.ToNumber(address);
        if (number < _first || number > _last)
        {
            throw new ArgumentException($"The address {address} cannot be that of a host in {_network}.", nameof(address));
        }

        if (!_used.Add(number))
        {
            throw new ArgumentException($"The address {address} is in use in the lab.", nameof(address));
        }
    }

    /// <summary>Takes a free address.</summary>
    /// <param name="isRouter">Whether the address is that of a router, which gets the first if it is free.</param>
    /// <exception cref="InvalidOperationException">The network is full.</exception>
    internal IPAddress Assign(bool isRouter)
    {
        if (isRouter && _used.Add(_first))
        {
            return AddressNumber.ToAddress(_first, _network.BaseAddress.AddressFamily);
        }

        for (UInt128 number = _next; number <= _last; number++)
        {
            if (_used.Add(number))
            {
                _next = number;
                return AddressNumber.ToAddress(number, _network.BaseAddress.AddressFamily);
            }
        }

        return _used.Add(_first)
            ? AddressNumber.ToAddress(_first, _network.BaseAddress.AddressFamily)
            : throw new InvalidOperationException($"The network {_network} has no free address left.");
    }

    internal void Release(IPAddress address) => _used.Remove(AddressNumber.ToNumber(address));
}
