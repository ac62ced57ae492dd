using LinuxNamespaces.Network;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>The ends of pairs on the host. The alias of each says whose it is.</summary>
internal static class HostLink
{
    internal static string CreateName() => $"veth{Random.Shared.Next():x8}";

    /// <summary>Deletes the pairs whose containers are not valid.</summary>
    internal static void CollectGarbage(CniRequest request)
    {
        Func<string, bool> isGarbage = OwnerMark.IsGarbage(request);
        foreach (Link link in request.HostNamespace.Links.List().Where(link => link.Info.Alias is { } alias && isGarbage(alias)))
        {
            try
            {
                link.Delete();
            }
            catch (NetlinkException e) when (e.Errno == Errno.ENODEV)
            {
                // Its namespace ended meanwhile.
            }
        }
    }
}
