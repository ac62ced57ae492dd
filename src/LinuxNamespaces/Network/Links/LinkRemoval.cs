using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Describes that a link was deleted, or moved to another namespace.</summary>
/// <param name="Time">The time of the removal, on the clock of the <see cref="LinkWatch"/>.</param>
/// <param name="NewIndex">The index in the namespace that the link moved to; null if it was deleted.</param>
internal sealed record LinkRemoval(long Time, int? NewIndex)
{
    /// <summary>Reads an RTM_DELLINK message.</summary>
    internal static LinkRemoval Read(in NetlinkMessage message, long time)
    {
        int? index = null;
        foreach (NetlinkAttribute attribute in message.AttributesAfter<ifinfomsg>())
        {
            index = attribute.Type == Linux.IFLA_NEW_IFINDEX ? attribute.ReadInt32() : index;
        }

        return new LinkRemoval(time, index);
    }
}
