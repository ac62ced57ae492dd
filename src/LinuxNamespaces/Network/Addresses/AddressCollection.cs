using System.Collections;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Provides the addresses of all links of a network namespace. Every member asks the kernel.</summary>
/// <remarks>See ip-address(8). An address is added to its link: see <see cref="LinkExtensions.AddAddress{TLink}(TLink, string)"/>.</remarks>
/// <example>
/// <code>
/// foreach (LinkAddress address in red.Addresses)
/// {
///     Console.WriteLine(address);
/// }
///
/// red.Addresses.Flush(new AddressFilter { Within = IPNetwork.Parse("10.0.0.0/8") });
/// </code>
/// </example>
public sealed class AddressCollection : IEnumerable<LinkAddress>
{
    private readonly RtnetlinkConnection _connection;

    internal AddressCollection(RtnetlinkConnection connection) => _connection = connection;

    /// <summary>Lists the addresses of both families, IPv4 first.</summary>
    /// <returns>The addresses with their links.</returns>
    /// <exception cref="NetlinkException">The addresses kept changing while they were read (EINTR).</exception>
    public IReadOnlyList<LinkAddress> List() => List(AddressFilter.None);

    /// <summary>Lists the addresses that a filter selects, IPv4 first.</summary>
    /// <param name="filter">The filter.</param>
    /// <returns>The addresses with their links.</returns>
    /// <exception cref="NetlinkException">The link of the filter does not exist (ENODEV), or the addresses kept changing while they were read (EINTR).</exception>
    public IReadOnlyList<LinkAddress> List(AddressFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return AddressMessages.List(_connection, filter.Resolve(_connection), new NetlinkOperation("list addresses"));
    }

    /// <summary>Enumerates the addresses of all links as values, while the kernel lists them, IPv4 first.</summary>
    /// <returns>The addresses, for <c>foreach</c>.</returns>
    /// <inheritdoc cref="Enumerate(AddressFilter)" path="/remarks"/>
    public AddressEnumerator Enumerate() => Enumerate(AddressFilter.None);

    /// <summary>Enumerates the addresses that a filter selects as values, while the kernel lists them, IPv4 first.</summary>
    /// <param name="filter">The filter.</param>
    /// <returns>The addresses, for <c>foreach</c>.</returns>
    /// <remarks>
    /// <para>No list is made and nothing is allocated for an address, however many there are.</para>
    /// <para>
    /// The enumeration has a connection of its own, so other requests can be made meanwhile. If the addresses change while they are read, the kernel
    /// may say so at the end: the enumeration then ends with a <see cref="NetlinkException"/> with <see cref="Errno.EINTR"/>. An address can then
    /// be missing, outdated or a duplicate; <see cref="List(AddressFilter)"/> reads all again in that case.
    /// </para>
    /// </remarks>
    /// <exception cref="NetlinkException">The link of the filter does not exist (ENODEV).</exception>
    public AddressEnumerator Enumerate(AddressFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return new AddressEnumerator(_connection.Namespace, filter.Resolve(_connection));
    }

    /// <summary>Deletes the addresses that a filter selects.</summary>
    /// <param name="filter">The filter, which must not be empty.</param>
    /// <returns>The number of addresses that were selected. The kernel deletes the secondary addresses of an IPv4 subnet with the primary one.</returns>
    /// <exception cref="ArgumentException">The filter is empty, so it would select the addresses of all links.</exception>
    /// <exception cref="NetlinkException">
    /// The link of the filter does not exist (ENODEV), CAP_NET_ADMIN is missing (EPERM), or the addresses kept changing while they were read (EINTR).
    /// </exception>
    /// <exception cref="AggregateException">Several addresses could not be deleted.</exception>
    public int Flush(AddressFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return filter.IsEmpty
            ? throw new ArgumentException("The filter is empty and would select the addresses of all links, those of the loopback link too. Set a link, for example.", nameof(filter))
            : AddressMessages.Flush(_connection, List(filter), address => $"on link #{address.LinkIndex}", Errno.EADDRNOTAVAIL, Errno.ENODEV);
    }

    /// <inheritdoc/>
    public IEnumerator<LinkAddress> GetEnumerator() => List().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
