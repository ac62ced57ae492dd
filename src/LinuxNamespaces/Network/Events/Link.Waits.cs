using System.Net;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <content>Waits for a state of the link. They wait for notifications of the kernel, and do not poll.</content>
public partial class Link
{
    private const LinkFlags Connected = LinkFlags.Up | LinkFlags.LowerUp;

    private static readonly int[] s_linkGroups = [Linux.RTNLGRP_LINK];
    private static readonly int[] s_addressGroups = [Linux.RTNLGRP_LINK, Linux.RTNLGRP_IPV4_IFADDR, Linux.RTNLGRP_IPV6_IFADDR];
    private static readonly int[] s_neighbourGroups = [Linux.RTNLGRP_LINK, Linux.RTNLGRP_NEIGH];

    /// <summary>Waits until the link satisfies a condition.</summary>
    /// <param name="condition">Returns whether to end the wait. It is called with the link as it is now, and again after each change.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The link as the condition saw it, which is the new value of <see cref="Info"/>.</returns>
    /// <remarks>
    /// The wait sees the state after a change, and not each change: a state that ends at once may be missed. What the kernel does not notify about, such as
    /// counters, does not end the wait.
    /// </remarks>
    /// <exception cref="NetlinkException">The link is gone (ENODEV).</exception>
    /// <exception cref="OperationCanceledException">The wait was canceled.</exception>
    /// <example>
    /// <code>
    /// await link.WaitUntilAsync(info => info.Mtu == 1400, cancellationToken);
    /// </code>
    /// </example>
    public Task<LinkInfo> WaitUntilAsync(Func<LinkInfo, bool> condition, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return NetworkWait.UntilAsync(Namespace, s_linkGroups, () => Refresh() is var info && condition(info) ? info : null, cancellationToken);
    }

    /// <summary>Waits until the link is set up and can pass packets.</summary>
    /// <param name="cancellationToken">Ends the wait. The wait does not set the link up.</param>
    /// <returns>The link, which is the new value of <see cref="Info"/>.</returns>
    /// <remarks>
    /// The kernel starts to send some time after a link has got its carrier, and drops without a word what it is given before. Wait for this before a packet is
    /// sent that nothing sends again, such as a frame of a <see cref="PacketSocket"/>.
    /// </remarks>
    /// <exception cref="NetlinkException">The link is gone (ENODEV).</exception>
    /// <exception cref="OperationCanceledException">The wait was canceled.</exception>
    public Task<LinkInfo> WaitUntilUpAsync(CancellationToken cancellationToken = default) => WaitUntilAsync(info => info.IsReady, cancellationToken);

    /// <summary>Waits until the link is set up and has a carrier.</summary>
    /// <param name="cancellationToken">Ends the wait. A link that is down has no carrier, so the wait does not end by itself then.</param>
    /// <returns>The link, which is the new value of <see cref="Info"/>.</returns>
    /// <exception cref="NetlinkException">The link is gone (ENODEV).</exception>
    /// <exception cref="OperationCanceledException">The wait was canceled.</exception>
    public Task<LinkInfo> WaitForCarrierAsync(CancellationToken cancellationToken = default) => WaitUntilAsync(info => (info.Flags & Connected) == Connected, cancellationToken);

    /// <summary>Waits until the link has been deleted, or moved to another namespace.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when the link is gone. Another link may have its name and index by then.</returns>
    /// <exception cref="OperationCanceledException">The wait was canceled.</exception>
    public Task WaitUntilGoneAsync(CancellationToken cancellationToken = default) => NetworkWait.UntilAsync(Namespace, s_linkGroups, () => Exists() ? null : this, cancellationToken);

    /// <summary>Waits until the link has an address that is usable.</summary>
    /// <param name="address">The IPv4 or IPv6 address.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The address of the link. Duplicate address detection has ended, or is not needed.</returns>
    /// <exception cref="LinuxException">A neighbour has the same address (EADDRINUSE).</exception>
    /// <exception cref="NetlinkException">The link is gone (ENODEV).</exception>
    /// <exception cref="OperationCanceledException">The wait was canceled.</exception>
    public Task<InterfaceAddress> WaitForAddressAsync(IPAddress address, CancellationToken cancellationToken = default)
    {
        // The link is the scope.
        IPAddress wanted = new InterfaceAddress(address, 0).Address;
        return NetworkWait.UntilAsync(
            Namespace, s_addressGroups, () => GetAddresses().Where(other => other.Address.Equals(wanted)).FirstOrDefault(IsUsable), cancellationToken);
    }

    /// <summary>Waits until duplicate address detection of the IPv6 addresses of the link has ended, so that they are usable.</summary>
    /// <param name="cancellationToken">Ends the wait. While the link is down, the detection does not start and the wait does not end by itself.</param>
    /// <returns>A task that completes when no address is tentative.</returns>
    /// <remarks>The detection takes one to two seconds. An address with <see cref="AddressFlags.NoDuplicateAddressDetection"/> does not need it. See RFC 4862, 5.4.</remarks>
    /// <exception cref="LinuxException">A neighbour has one of the addresses (EADDRINUSE).</exception>
    /// <exception cref="NetlinkException">The link is gone (ENODEV).</exception>
    /// <exception cref="OperationCanceledException">The wait was canceled.</exception>
    public Task WaitForDuplicateAddressDetectionAsync(CancellationToken cancellationToken = default) =>
        NetworkWait.UntilAsync(
            Namespace,
            s_addressGroups,
            // All are looked at, as the first that is duplicate ends the wait.
            () => GetAddresses().Where(address => !IsUsable(address)).ToArray() is { Length: 0 } none ? none : null,
            cancellationToken);

    /// <summary>Waits until the link-layer address of a neighbour on the link is known to be valid.</summary>
    /// <param name="address">The IPv4 or IPv6 address of the neighbour.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The neighbour. It is reachable, permanent, or needs no link-layer address.</returns>
    /// <remarks>The wait sends nothing. The kernel asks for a neighbour when a packet is sent to it, or if it has <see cref="NeighbourFlags.Managed"/>.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The address is neither IPv4 nor IPv6.</exception>
    /// <exception cref="NetlinkException">The link is gone (ENODEV).</exception>
    /// <exception cref="OperationCanceledException">The wait was canceled.</exception>
    public Task<Neighbour> WaitForNeighbourAsync(IPAddress address, CancellationToken cancellationToken = default)
    {
        const NeighbourState valid = NeighbourState.Reachable | NeighbourState.Permanent | NeighbourState.NoArp;
        IPAddress wanted = new Neighbour(address).Address;
        return NetworkWait.UntilAsync(
            Namespace,
            s_neighbourGroups,
            () =>
            {
                RequirePresent(new Netlink.NetlinkOperation("find neighbour", wanted));
                return Connection.Neighbours.Find(wanted, this) is { } neighbour && (neighbour.State & valid) != 0 ? neighbour : null;
            },
            cancellationToken);
    }

    private bool Exists()
    {
        try
        {
            Refresh();
            return true;
        }
        catch (NetlinkException e) when (e.Errno == Errno.ENODEV)
        {
            return false;
        }
    }

    /// <exception cref="LinuxException">A neighbour has the address.</exception>
    private bool IsUsable(InterfaceAddress address) => (address.Flags & AddressFlags.DuplicateAddressDetectionFailed) != 0
        ? throw new LinuxException(Errno.EADDRINUSE, "use address", address.ToString(), "A neighbour has the same address.", detail: $" on link '{Name}' in '{Namespace}'")
        : !address.IsTentative;
}
