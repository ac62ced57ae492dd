using LinuxNamespaces.Network;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>The ends of pairs on the host. The alias of each says whose it is.</summary>
/// <remarks>
/// The kernel gives a link its alias after it was created, and a program may be killed between the two. So the name, which it has from the first moment on,
/// tells the network: a link of a network without an alias was never finished.
/// </remarks>
internal static class HostLink
{
    private const string Prefix = "veth";
    private const int NetworkDigits = 4;
    private const int RandomDigits = 7;
    private const int MaxRandom = 1 << (4 * RandomDigits);

    internal static string CreateName(CniRequest request) => $"{PrefixOf(request)}{Random.Shared.Next(MaxRandom):x7}";

    /// <summary>Deletes the pairs whose containers are not valid.</summary>
    internal static void CollectGarbage(CniRequest request)
    {
        Func<string, bool> isGarbage = OwnerMark.IsGarbage(request);
        string prefix = PrefixOf(request);
        Delete(request.HostNamespace, link => link.Info.Alias is { Length: > 0 } alias ? isGarbage(alias) : IsUnfinished(link, prefix));
    }

    /// <summary>Deletes the pairs of the network that a killed program did not finish.</summary>
    internal static void DeleteUnfinished(CniRequest request)
    {
        string prefix = PrefixOf(request);
        Delete(request.HostNamespace, link => string.IsNullOrEmpty(link.Info.Alias) && IsUnfinished(link, prefix));
    }

    /// <summary>Deletes the pairs of certain attachments.</summary>
    internal static void DeleteAll(NetNamespace host, Func<string, bool> isMeant) => Delete(host, link => link.Info.Alias is { } alias && isMeant(alias));

    private static void Delete(NetNamespace host, Func<Link, bool> isMeant)
    {
        foreach (Link link in host.Links.List().Where(isMeant))
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

    private static bool IsUnfinished(Link link, string prefix) =>
        link.Info.Kind == "veth" && link.Name.Length == Prefix.Length + NetworkDigits + RandomDigits && link.Name.StartsWith(prefix, StringComparison.Ordinal);

    private static string PrefixOf(CniRequest request) => Prefix + StableHash.Of(request.NetworkName, NetworkDigits);
}
