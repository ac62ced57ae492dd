using System.Net.NetworkInformation;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>Drops frames that a container sends with a hardware address that is not its own.</summary>
internal static class SpoofCheck
{
    private const int SourceOffset = 6;
    private const int AddressLength = 6;

    private static readonly NftTable s_table = new(NftFamily.Bridge, "linux-namespaces-cni");
    private static readonly NftChain s_chain = new(s_table, "macspoofchk") { Hook = NftHook.Prerouting, Priority = -300 };

    internal static void Add(CniRequest request, string hostLink, PhysicalAddress address)
    {
        request.OnFailure(() => Delete(request));
        OwnedRules.Add(request.HostNamespace, OwnerMark.Of(request), s_table, [s_chain], [new NftRule(
            s_chain,
            NftMatch.InputInterface(hostLink),
            new NftPayloadExpression { Base = NftPayloadBase.LinkLayerHeader, Offset = SourceOffset, Length = AddressLength, DestinationRegister = 1 },
            new NftCompareExpression { SourceRegister = 1, Operator = NftCompareOperator.NotEqual, Value = NftValue.Of(address) },
            NftAction.Drop)]);
    }

    internal static void Delete(CniRequest request) => OwnedRules.Delete(request.HostNamespace, s_table, [s_chain], mark => mark == OwnerMark.Of(request));

    internal static void CollectGarbage(CniRequest request) => OwnedRules.Delete(request.HostNamespace, s_table, [s_chain], OwnerMark.IsGarbage(request));

    internal static void DeleteAll(NetNamespace host, Func<string, bool> isMeant) => OwnedRules.Delete(host, s_table, [s_chain], isMeant);
}
