using LinuxNamespaces.Network;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>The bridges of networks. One is created for the first container and deleted with the last: netavark does not say when a network is removed.</summary>
/// <remarks>
/// A bridge that was there before is used and stays. Those of this class have an alias. A bridge gets it after it was created, so it has a name until then
/// that tells the same: a program that is killed between leaves nothing that cannot be known.
/// </remarks>
internal static class NetavarkBridge
{
    private const string Prefix = "lns";
    private const int Digits = 7;
    private const string AliasPrefix = "linuxns " + NetavarkNetwork.NamePrefix;

    /// <summary>Gets the name of the bridge of a network that was created without one. VLANs add five characters.</summary>
    internal static string NameOf(string networkId) => Prefix + StableHash.Of(networkId, Digits);

    internal static void Ensure(NetNamespace host, NetavarkNetwork network, BridgeConfiguration configuration)
    {
        if (host.Links.Find(configuration.BridgeName) is not null)
        {
            return;
        }

        string unfinished = NameOf(Guid.NewGuid().ToString());
        Link bridge = HostBridge.Create(host, configuration with { Bridge = unfinished });
        bridge.Set(new LinkSettings { Name = configuration.BridgeName, Alias = AliasPrefix + network.Name });
    }

    /// <summary>Deletes the bridges without ports.</summary>
    internal static void DeleteUnused(NetNamespace host)
    {
        IReadOnlyList<Link> links = host.Links.List();
        foreach (Link bridge in links.Where(link => link is Bridge && IsOwn(link) && !links.Any(port => port.Info.MasterIndex == link.Index)))
        {
            try
            {
                bridge.Delete();
            }
            catch (NetlinkException e) when (e.Errno == Errno.ENODEV)
            {
                // Another program has deleted it meanwhile.
            }
        }
    }

    private static bool IsOwn(Link bridge) => bridge.Info.Alias is { Length: > 0 } alias
        ? alias.StartsWith(AliasPrefix, StringComparison.Ordinal)
        : bridge.Name.Length == Prefix.Length + Digits && bridge.Name.StartsWith(Prefix, StringComparison.Ordinal) && bridge.Name[Prefix.Length..].All(char.IsAsciiHexDigitLower);
}
