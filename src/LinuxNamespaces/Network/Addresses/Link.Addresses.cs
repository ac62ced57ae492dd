namespace LinuxNamespaces.Network;

public partial class Link
{
    /// <summary>Lists the addresses of the link.</summary>
    /// <returns>The addresses, IPv4 first.</returns>
    /// <exception cref="NetlinkException">The link is gone (ENODEV), or the addresses kept changing while they were read (EINTR).</exception>
    public IReadOnlyList<InterfaceAddress> GetAddresses() => GetAddresses(AddressFilter.None);

    /// <summary>Lists the addresses of the link that a filter selects.</summary>
    /// <param name="filter">The filter. One for another link selects nothing.</param>
    /// <returns>The addresses, IPv4 first.</returns>
    /// <exception cref="NetlinkException">The link is gone (ENODEV), or the addresses kept changing while they were read (EINTR).</exception>
    public IReadOnlyList<InterfaceAddress> GetAddresses(AddressFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return [.. AddressMessages.List(this, filter).Select(found => found.Address)];
    }

    /// <summary>Deletes all addresses of the link, or those that a filter selects.</summary>
    /// <param name="filter">The filter; <see langword="null"/> for all addresses.</param>
    /// <returns>The number of addresses that were selected.</returns>
    /// <exception cref="NetlinkException">The link is gone (ENODEV), or CAP_NET_ADMIN is missing (EPERM).</exception>
    /// <exception cref="AggregateException">Several addresses could not be deleted.</exception>
    public int FlushAddresses(AddressFilter? filter = null) => AddressMessages.Flush(this, filter ?? AddressFilter.None);
}
