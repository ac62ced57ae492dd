using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

internal static class NetlinkFailureExtensions
{
    extension(in NetlinkFailure failure)
    {
        /// <summary>The namespace of a connection to links and routes.</summary>
        internal NetNamespace Namespace => ((RtnetlinkConnection)failure.Connection).Namespace;
    }

    /// <summary>What to do if the caller lacks CAP_NET_ADMIN over a namespace; null if that is not the cause.</summary>
    internal static string? FindMissingRight(this in NetlinkFailure failure, NetNamespace netNamespace) =>
        failure.Errno == Errno.EPERM && RightsOver.Has(netNamespace.Handle, Linux.CAP_NET_ADMIN) == false
            ? "It needs CAP_NET_ADMIN in the user namespace that owns the network namespace: run as root, or use a namespace that NetNamespace.Create() has created for this user."
            : null;
}
