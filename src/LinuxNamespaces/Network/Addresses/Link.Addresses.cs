using System.Net;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

public partial class Link
{
    /// <summary>Lists the addresses of the link.</summary>
    /// <returns>IPv4 addresses first.</returns>
    /// <exception cref="NetlinkException">The link is gone (ENODEV), or the list changed all the while it was read (EINTR).</exception>
    public IReadOnlyList<InterfaceAddress> GetAddresses() => AddressMessages.List(this);

    /// <summary>Adds an address.</summary>
    /// <param name="address">The address and the length of its prefix, such as <c>192.168.10.100/24</c>.</param>
    /// <exception cref="FormatException">The text is not of this form.</exception>
    /// <exception cref="NetlinkException">The link has the address (EEXIST), or CAP_NET_ADMIN is missing (EPERM).</exception>
    public void AddAddress(string address) => AddAddress(InterfaceAddress.Parse(address));

    /// <summary>Adds an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="prefixLength">0 to 32 for IPv4, 0 to 128 for IPv6.</param>
    /// <exception cref="ArgumentOutOfRangeException">The prefix is negative or longer than the address.</exception>
    /// <exception cref="NetlinkException">The link has the address (EEXIST), or CAP_NET_ADMIN is missing (EPERM).</exception>
    public void AddAddress(IPAddress address, int prefixLength) => AddAddress(new InterfaceAddress(address, prefixLength));

    /// <summary>Adds an address.</summary>
    /// <param name="address">The address and all that belongs to it.</param>
    /// <exception cref="NetlinkException">The link has the address (EEXIST), or CAP_NET_ADMIN is missing (EPERM).</exception>
    public void AddAddress(InterfaceAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        AddressMessages.Add(this, address, Linux.NLM_F_CREATE | Linux.NLM_F_EXCL, "add");
    }

    /// <summary>Adds an address, or changes the life times of the one that is there and, if it is an IPv6 address, its flags.</summary>
    /// <param name="address">The address and all that belongs to it.</param>
    /// <exception cref="NetlinkException">The kernel does not accept it, or CAP_NET_ADMIN is missing (EPERM).</exception>
    public void ReplaceAddress(InterfaceAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        AddressMessages.Add(this, address, Linux.NLM_F_CREATE | Linux.NLM_F_REPLACE, "replace");
    }

    /// <summary>Deletes an address.</summary>
    /// <param name="address">The address; prefix, peer and label tell it from others, the rest is of no account.</param>
    /// <exception cref="NetlinkException">The link has no such address (EADDRNOTAVAIL), or CAP_NET_ADMIN is missing (EPERM).</exception>
    public void DeleteAddress(InterfaceAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        AddressMessages.Delete(this, address);
    }

    /// <summary>Waits until the IPv6 addresses of the link are usable: the kernel first asks the neighbours whether one has them.</summary>
    /// <param name="cancellationToken">Ends the wait. While the link is down nobody is asked, so the wait does not end by itself.</param>
    /// <returns>A task that ends when no address is tentative any more.</returns>
    /// <remarks>It takes one to two seconds; <see cref="AddressFlags.NoDuplicateAddressDetection"/> spares it. See RFC 4862, 5.4.</remarks>
    /// <exception cref="LinuxException">A neighbour has one of the addresses (EADDRINUSE).</exception>
    /// <exception cref="NetlinkException">The link is gone (ENODEV).</exception>
    public async Task WaitForDuplicateAddressDetectionAsync(CancellationToken cancellationToken = default)
    {
        // Listening starts before the first look, so that no change falls in between.
        using NetlinkSubscription events = Namespace.SubscribeNetlink(Linux.NETLINK_ROUTE, Linux.RTNLGRP_IPV6_IFADDR);
        while (true)
        {
            IReadOnlyList<InterfaceAddress> addresses = GetAddresses();
            if (addresses.FirstOrDefault(address => (address.Flags & AddressFlags.DuplicateAddressDetectionFailed) != 0) is { } duplicate)
            {
                throw new LinuxException(Errno.EADDRINUSE, "use address", duplicate.ToString(), "A neighbour has the same address.", detail: $" on link '{Name}' in '{Namespace}'");
            }

            if (!addresses.Any(address => address.IsTentative))
            {
                return;
            }

            await events.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
