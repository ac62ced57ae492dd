using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

internal static class NetlinkFailureExtensions
{
    extension(in NetlinkFailure failure)
    {
        /// <summary>The namespace of a connection to links and routes.</summary>
        internal NetNamespace Namespace => ((RtnetlinkConnection)failure.Connection).Namespace;
    }
}
