using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Waits for a state of a namespace by looking at it after each notification.</summary>
internal static class NetworkWait
{
    /// <summary>Waits until a look finds something.</summary>
    /// <param name="groups">The multicast groups with the notifications about all changes that can make a difference.</param>
    /// <param name="look">Returns null to wait on.</param>
    internal static async Task<T> UntilAsync<T>(NetNamespace netNamespace, int[] groups, Func<T?> look, CancellationToken cancellationToken)
        where T : class
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (look() is { } present)
        {
            return present;
        }

        // Listening starts before the next look, so that no change falls in between.
        using NetlinkSubscription notifications = netNamespace.SubscribeNetlink(Linux.NETLINK_ROUTE, groups);
        while (true)
        {
            if (look() is { } found)
            {
                return found;
            }

            await notifications.WaitForAllAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
