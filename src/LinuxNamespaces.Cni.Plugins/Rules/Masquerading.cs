using System.Net;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>Gives packets of containers that leave their subnet the address of the host.</summary>
internal static class Masquerading
{
    private static readonly NftChain s_chain = new(OwnedRules.Table, "masquerade") { Hook = NftHook.Postrouting, Type = NftChainType.Nat, Priority = 100 };

    private static readonly IPNetwork s_multicast4 = IPNetwork.Parse("224.0.0.0/4");
    private static readonly IPNetwork s_multicast6 = IPNetwork.Parse("ff00::/8");

    internal static void Add(CniRequest request, IEnumerable<CniAddress> addresses)
    {
        request.OnFailure(() => Delete(request));
        OwnedRules.Add(request.HostNamespace, OwnerMark.Of(request), OwnedRules.Table, [s_chain], addresses.Select(address => new NftRule(
            s_chain,
            NftMatch.Source(address.Address),
            NftMatch.Destination(CniPrefix.Of(address.Address, address.PrefixLength), inverted: true),
            NftMatch.Destination(address.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? s_multicast4 : s_multicast6, inverted: true),
            NftAction.Masquerade())));
    }

    internal static void Delete(CniRequest request) => OwnedRules.Delete(request.HostNamespace, OwnedRules.Table, [s_chain], mark => mark == OwnerMark.Of(request));

    internal static void CollectGarbage(CniRequest request) => OwnedRules.Delete(request.HostNamespace, OwnedRules.Table, [s_chain], OwnerMark.IsGarbage(request));
}
