using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.IntegrationTests.Netlink;

/// <summary>The name in a message about a link.</summary>
internal static class LinkName
{
    internal static string? Of(in NetlinkMessage message)
    {
        foreach (NetlinkAttribute attribute in message.AttributesAfter<ifinfomsg>())
        {
            if (attribute.Type == Linux.IFLA_IFNAME)
            {
                return attribute.ReadString();
            }
        }

        return null;
    }
}
