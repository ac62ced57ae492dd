using System.Net;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <content>Addresses.</content>
public static partial class LinkExtensions
{
    /// <summary>Adds an address.</summary>
    /// <param name="link">The link.</param>
    /// <param name="address">The address in the words of ip-address(8), such as <c>192.168.10.100/24</c>. See <see cref="InterfaceAddress.Parse"/>.</param>
    /// <typeparam name="TLink">The type of the link.</typeparam>
    /// <returns>The same link.</returns>
    /// <exception cref="FormatException">The text is not an address.</exception>
    /// <exception cref="NetlinkException">The link has the address (EEXIST), or CAP_NET_ADMIN is missing (EPERM).</exception>
    /// <example>
    /// <code>
    /// red.Links.Get("eth0").AddAddress("10.0.0.1/24").AddAddress("2001:db8::1/64").Up();
    /// </code>
    /// </example>
    public static TLink AddAddress<TLink>(this TLink link, string address)
        where TLink : Link => link.AddAddress(InterfaceAddress.Parse(address));

    /// <summary>Adds an address.</summary>
    /// <param name="link">The link.</param>
    /// <param name="address">The address.</param>
    /// <param name="prefixLength">The length of the prefix; 0 to 32 for IPv4, 0 to 128 for IPv6.</param>
    /// <typeparam name="TLink">The type of the link.</typeparam>
    /// <returns>The same link.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The prefix is negative or longer than the address.</exception>
    /// <exception cref="NetlinkException">The link has the address (EEXIST), or CAP_NET_ADMIN is missing (EPERM).</exception>
    public static TLink AddAddress<TLink>(this TLink link, IPAddress address, int prefixLength)
        where TLink : Link => link.AddAddress(new InterfaceAddress(address, prefixLength));

    /// <summary>Adds an address.</summary>
    /// <param name="link">The link.</param>
    /// <param name="address">The address.</param>
    /// <typeparam name="TLink">The type of the link.</typeparam>
    /// <returns>The same link.</returns>
    /// <exception cref="NetlinkException">The link has the address (EEXIST), or CAP_NET_ADMIN is missing (EPERM).</exception>
    public static TLink AddAddress<TLink>(this TLink link, InterfaceAddress address)
        where TLink : Link
    {
        ArgumentNullException.ThrowIfNull(link);
        ArgumentNullException.ThrowIfNull(address);
        AddressMessages.Add(link, address, Linux.NLM_F_CREATE | Linux.NLM_F_EXCL, "add");
        return link;
    }

    /// <summary>Adds an address, or changes the lifetimes, the metric and (IPv6) the flags of an existing one.</summary>
    /// <param name="link">The link.</param>
    /// <param name="address">The address.</param>
    /// <typeparam name="TLink">The type of the link.</typeparam>
    /// <returns>The same link.</returns>
    /// <exception cref="NetlinkException">The kernel rejects the address, or CAP_NET_ADMIN is missing (EPERM).</exception>
    public static TLink ReplaceAddress<TLink>(this TLink link, InterfaceAddress address)
        where TLink : Link
    {
        ArgumentNullException.ThrowIfNull(link);
        ArgumentNullException.ThrowIfNull(address);
        AddressMessages.Add(link, address, Linux.NLM_F_CREATE | Linux.NLM_F_REPLACE, "replace");
        return link;
    }

    /// <summary>Deletes an address.</summary>
    /// <param name="link">The link.</param>
    /// <param name="address">The address. The address, the prefix, the peer and the label are compared, and nothing else.</param>
    /// <typeparam name="TLink">The type of the link.</typeparam>
    /// <returns>The same link.</returns>
    /// <remarks>The kernel also deletes the secondary IPv4 addresses of the subnet, unless the setting <c>promote_secondaries</c> of the link is on.</remarks>
    /// <exception cref="NetlinkException">The link has no such address (EADDRNOTAVAIL), or CAP_NET_ADMIN is missing (EPERM).</exception>
    public static TLink DeleteAddress<TLink>(this TLink link, InterfaceAddress address)
        where TLink : Link
    {
        ArgumentNullException.ThrowIfNull(link);
        ArgumentNullException.ThrowIfNull(address);
        AddressMessages.Delete(link, address);
        return link;
    }
}
