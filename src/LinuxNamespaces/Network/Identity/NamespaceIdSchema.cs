using System.Runtime.CompilerServices;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The attributes of the messages about the IDs of namespaces.</summary>
internal static class NamespaceIdSchema
{
    internal static NetlinkAttributeSet Attributes { get; } = new(
        new(Linux.NETNSA_NSID, nameof(Linux.NETNSA_NSID)),
        new(Linux.NETNSA_PID, nameof(Linux.NETNSA_PID)),
        new(Linux.NETNSA_FD, nameof(Linux.NETNSA_FD)),
        new(Linux.NETNSA_TARGET_NSID, nameof(Linux.NETNSA_TARGET_NSID)),
        new(Linux.NETNSA_CURRENT_NSID, nameof(Linux.NETNSA_CURRENT_NSID)));

    internal static IReadOnlyList<NetlinkMessageSchema> Messages { get; } =
    [
        .. new[] { Linux.RTM_NEWNSID, Linux.RTM_GETNSID }
            .Select(type => new NetlinkMessageSchema(type, Unsafe.SizeOf<rtgenmsg>(), Attributes)),
    ];
}
