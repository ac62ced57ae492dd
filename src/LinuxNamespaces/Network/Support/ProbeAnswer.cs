using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Makes a request, and judges the error that the kernel returns for it.</summary>
internal static class ProbeAnswer
{
    private static readonly NetlinkOperation s_operation = new("probe the kernel");

    /// <summary>Makes a request about one object.</summary>
    /// <param name="isMissing">Whether an error means that the kernel lacks the feature. Other errors come after that.</param>
    internal static KernelFeatureState Of(NetlinkConnection connection, scoped in NetlinkMessageWriter request, Func<NetlinkException, bool> isMissing)
    {
        try
        {
            connection.Execute(request, s_operation);
            return KernelFeatureState.Supported;
        }
        catch (NetlinkException e)
        {
            return Of(e, isMissing);
        }
    }

    /// <summary>Asks for a list, which is not read.</summary>
    internal static KernelFeatureState OfDump(NetlinkConnection connection, scoped in NetlinkMessageWriter request, Func<NetlinkException, bool> isMissing)
    {
        try
        {
            connection.Dump<object>(request, s_operation, (in _) => null);
            return KernelFeatureState.Supported;
        }
        catch (NetlinkException e)
        {
            return Of(e, isMissing);
        }
    }

    private static KernelFeatureState Of(NetlinkException failure, Func<NetlinkException, bool> isMissing) =>
        failure.Errno == Errno.EPERM || failure.Errno == Errno.EACCES ? KernelFeatureState.NotPermitted
        : isMissing(failure) ? KernelFeatureState.Missing
        : KernelFeatureState.Supported;
}
