namespace LinuxNamespaces.Cni.Plugins;

/// <summary>Removes what is left of containers that ended without a teardown, and of calls that were killed. netavark has no garbage collection that would do it.</summary>
/// <remarks>The caller holds the lock, so no other call is at work.</remarks>
internal static class NetavarkLeftovers
{
    /// <summary>Deletes pairs of the request's attachment, rules of attachments without a link, and bridges without ports.</summary>
    internal static void Delete(CniRequest request)
    {
        NetNamespace host = request.HostNamespace;
        string own = OwnerMark.Of(request);
        Steps.RunAll(
            () => HostLink.DeleteAll(host, mark => mark == own),
            () => DeleteRules(host),
            () => NetavarkBridge.DeleteUnused(host));
    }

    /// <summary>The alias of a link goes with the namespace of its container. A rule without such a link is of a container that is gone.</summary>
    private static void DeleteRules(NetNamespace host)
    {
        HashSet<string?> present = [.. host.Links.List().Select(link => link.Info.Alias)];
        bool IsLeft(string mark) => OwnerMark.IsOf(mark, NetavarkNetwork.NamePrefix) && !present.Contains(mark);
        AttachmentRules.Delete(host, IsLeft);
    }
}
