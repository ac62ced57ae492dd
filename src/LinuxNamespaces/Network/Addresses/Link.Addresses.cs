using System.Net;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

public partial class Link
{
    /// <summary>Lists the addresses of the link.</summary>
    /// <returns>The addresses, IPv4 first.</returns>
    /// <exception cref="NetlinkException">The link is gone (ENODEV), or the addresses kept changing while they were read (EINTR).</exception>
    public IReadOnlyList<InterfaceAddress> GetAddresses() => AddressMessages.List(this, AddressFilter.None);

    /// <summary>Lists the addresses of the link that a filter selects.</summary>
    /// <param name="filter">The filter.</param>
    /// <returns>The addresses, IPv4 first.</returns>
    /// <exception cref="NetlinkException">The link is gone (ENODEV), or the addresses kept changing while they were read (EINTR).</exception>
    public IReadOnlyList<InterfaceAddress> GetAddresses(AddressFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return AddressMessages.List(this, filter);
    }

    /// <summary>Adds an address.</summary>
    /// <param name="address">The address in the words of ip-address(8), such as <c>192.168.10.100/24</c>. See <see cref="InterfaceAddress.Parse"/>.</param>
    /// <exception cref="FormatException">The text is not an address.</exception>
    /// <exception cref="NetlinkException">The link has the address (EEXIST), or CAP_NET_ADMIN is missing (EPERM).</exception>
    public void AddAddress(string address) => AddAddress(InterfaceAddress.Parse(address));

    /// <summary>Adds an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="prefixLength">The length of the prefix; 0 to 32 for IPv4, 0 to 128 for IPv6.</param>
    /// <exception cref="ArgumentOutOfRangeException">The prefix is negative or longer than the address.</exception>
    /// <exception cref="NetlinkException">The link has the address (EEXIST), or CAP_NET_ADMIN is missing (EPERM).</exception>
    public void AddAddress(IPAddress address, int prefixLength) => AddAddress(new InterfaceAddress(address, prefixLength));

    /// <summary>Adds an address.</summary>
    /// <param name="address">The address.</param>
    /// <exception cref="NetlinkException">The link has the address (EEXIST), or CAP_NET_ADMIN is missing (EPERM).</exception>
    public void AddAddress(InterfaceAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        AddressMessages.Add(this, address, Linux.NLM_F_CREATE | Linux.NLM_F_EXCL, "add");
    }

    /// <summary>Adds an address, or changes the lifetimes, the metric and (IPv6) the flags of an existing one.</summary>
    /// <param name="address">The address.</param>
    /// <exception cref="NetlinkException">The kernel rejects the address, or CAP_NET_ADMIN is missing (EPERM).</exception>
    public void ReplaceAddress(InterfaceAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        AddressMessages.Add(this, address, Linux.NLM_F_CREATE | Linux.NLM_F_REPLACE, "replace");
    }

    /// <summary>Deletes an address.</summary>
    /// <param name="address">The address. The address, the prefix, the peer and the label are compared, and nothing else.</param>
    /// <remarks>The kernel also deletes the secondary IPv4 addresses of the subnet, unless the setting <c>promote_secondaries</c> of the link is on.</remarks>
    /// <exception cref="NetlinkException">The link has no such address (EADDRNOTAVAIL), or CAP_NET_ADMIN is missing (EPERM).</exception>
    public void DeleteAddress(InterfaceAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        AddressMessages.Delete(this, address);
    }

    /// <summary>Deletes all addresses of the link, or those that a filter selects.</summary>
    /// <param name="filter">The filter; <see langword="null"/> for all addresses.</param>
    /// <returns>The number of addresses that were selected.</returns>
    /// <exception cref="NetlinkException">The link is gone (ENODEV), or CAP_NET_ADMIN is missing (EPERM).</exception>
    /// <exception cref="AggregateException">Several addresses could not be deleted.</exception>
    public int FlushAddresses(AddressFilter? filter = null) => AddressMessages.Flush(this, filter ?? AddressFilter.None);
}
