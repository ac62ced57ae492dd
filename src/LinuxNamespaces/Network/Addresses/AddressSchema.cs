using System.Runtime.CompilerServices;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The attributes of the messages about addresses.</summary>
internal static class AddressSchema
{
    internal static NetlinkAttributeSet Attributes { get; } = new(
        new(Linux.IFA_ADDRESS, nameof(Linux.IFA_ADDRESS)),
        new(Linux.IFA_LOCAL, nameof(Linux.IFA_LOCAL)),
        new(Linux.IFA_LABEL, nameof(Linux.IFA_LABEL)),
        new(Linux.IFA_BROADCAST, nameof(Linux.IFA_BROADCAST)),
        new(Linux.IFA_ANYCAST, nameof(Linux.IFA_ANYCAST)),
        new(Linux.IFA_CACHEINFO, nameof(Linux.IFA_CACHEINFO)),
        new(Linux.IFA_MULTICAST, nameof(Linux.IFA_MULTICAST)),
        new(Linux.IFA_FLAGS, nameof(Linux.IFA_FLAGS)),
        new(Linux.IFA_RT_PRIORITY, nameof(Linux.IFA_RT_PRIORITY)),
        new(Linux.IFA_TARGET_NETNSID, nameof(Linux.IFA_TARGET_NETNSID)),
        new(Linux.IFA_PROTO, nameof(Linux.IFA_PROTO)));

    internal static IReadOnlyList<NetlinkMessageSchema> Messages { get; } =
    [
        .. new[] { Linux.RTM_NEWADDR, Linux.RTM_DELADDR, Linux.RTM_GETADDR }
            .Select(type => new NetlinkMessageSchema(type, Unsafe.SizeOf<ifaddrmsg>(), Attributes)),
    ];
}
