using LinuxNamespaces.Network;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>Rules of nf_tables that belong to attachments, by the mark in their comments.</summary>
internal static class OwnedRules
{
    private const int MaxAttempts = 10;

    internal static NftTable Table { get; } = new(NftFamily.Inet, "linux-namespaces-cni");

    /// <summary>Adds rules in one transaction, together with the table and the chains if need be.</summary>
    /// <param name="host">The network namespace.</param>
    /// <param name="mark">The mark of the attachment.</param>
    /// <param name="table">The table.</param>
    /// <param name="chains">The chains, which the rules are in.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="first">Whether the rules come before those that are there: the newest attachment wins.</param>
    internal static void Add(NetNamespace host, string mark, NftTable table, NftChain[] chains, IEnumerable<NftRule> rules, bool first = false)
    {
        using NftTransaction change = host.Nftables.BeginTransaction();
        change.Add(table);
        foreach (NftChain chain in chains)
        {
            change.Add(chain);
        }

        foreach (NftRule rule in rules)
        {
            if (first)
            {
                change.Insert(rule with { Comment = mark });
            }
            else
            {
                change.Add(rule with { Comment = mark });
            }
        }

        change.Commit();
    }

    /// <summary>Deletes the rules of some chains that belong to certain attachments. A missing table is no error.</summary>
    internal static void Delete(NetNamespace host, NftTable table, NftChain[] chains, Func<string, bool> isMeant) =>
        Delete(host, table, rule => chains.Any(chain => chain.Name == rule.Chain) && isMeant(rule.Comment!));

    /// <summary>Deletes the rules of all chains of the own table that belong to certain attachments.</summary>
    internal static void DeleteAll(NetNamespace host, Func<string, bool> isMeant) => Delete(host, Table, rule => isMeant(rule.Comment!));

    private static void Delete(NetNamespace host, NftTable table, Func<NftRule, bool> isMeant)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                NftRule[] rules = [.. host.Nftables.ListRules(table).Where(rule => rule.Comment is not null && isMeant(rule))];
                if (rules.Length > 0)
                {
                    using NftTransaction change = host.Nftables.BeginTransaction();
                    Array.ForEach(rules, change.Delete);
                    change.Commit();
                }

                return;
            }
            catch (NetlinkException e) when (e.Errno == Errno.ENOENT && attempt < MaxAttempts)
            {
                // Another process has deleted one of the rules, or there is no table.
                if (host.Nftables.ListTables().All(other => other.Name != table.Name || other.Family != table.Family))
                {
                    return;
                }
            }
        }
    }
}
