using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Nftables;

/// <summary>What the tests need of the kernel.</summary>
internal static class NftKernel
{
    internal static void RequireTables(NetNamespace netNamespace) =>
        Require(netNamespace, "nf tables (CONFIG_NF_TABLES_INET)", table => [new NftRule(new NftChain(table, "probe"), NftAction.Accept)]);

    internal static void RequireNat(NetNamespace netNamespace)
    {
        RequireTables(netNamespace);
        Require(netNamespace, "address translation (CONFIG_NFT_MASQ)", table => [new NftRule(Nat(table), NftAction.Masquerade())]);
        Require(netNamespace, "lookup of routes in rules (CONFIG_NFT_FIB_INET)", table => [new NftRule(Nat(table), NftMatch.LocalDestination())]);
    }

    internal static void RequireExpression(NetNamespace netNamespace, string name, string option) =>
        Require(netNamespace, $"expressions of the kind {name} ({option})", table => [new NftRule(new NftChain(table, "probe"), new NftRawExpression(name, []))], onlyWhetherKnown: true);

    private static NftChain Nat(NftTable table) => new(table, "nat") { Hook = NftHook.Postrouting, Type = NftChainType.Nat };

    private static void Require(NetNamespace netNamespace, string feature, Func<NftTable, NftRule[]> rules, bool onlyWhetherKnown = false)
    {
        NftTable table = new(NftFamily.Inet, "probe");
        try
        {
            using NftTransaction change = netNamespace.Nftables.BeginTransaction();
            change.Add(table);
            foreach (NftRule rule in rules(table))
            {
                change.Add(rule.Chain == "nat" ? Nat(table) : new NftChain(table, rule.Chain));
                change.Add(rule);
            }

            change.Delete(table);
            change.Commit();
        }
        catch (NotSupportedException)
        {
            Assert.Skip($"The kernel has no {feature}.");
        }
        catch (NetlinkException) when (onlyWhetherKnown)
        {
            // It is known, and wants attributes.
        }
    }
}
