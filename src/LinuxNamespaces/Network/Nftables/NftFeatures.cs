using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Finds out which option of the kernel is missing when it rejects a change.</summary>
internal static class NftFeatures
{
    /// <summary>Makes the exception for a feature that the kernel lacks; null if the failure has another cause.</summary>
    /// <param name="subject">The object that the rejected change is about; null for the transaction itself.</param>
    internal static NotSupportedException? Explain(NetfilterConnection connection, object? subject, NetlinkException failure)
    {
        string? missing = subject switch
        {
            null when failure.Errno == Errno.EOPNOTSUPP || failure.Errno == Errno.EINVAL => "nf_tables (CONFIG_NF_TABLES)",
            NftTable table when failure.Errno == Errno.EOPNOTSUPP || failure.Errno == Errno.EAFNOSUPPORT => OfFamily(table.Family),
            NftChain { Hook: not null } chain when failure.Errno == Errno.EOPNOTSUPP || failure.Errno == Errno.ENOENT => OfChain(chain, failure),
            NftFlowTable when failure.AttributeName is nameof(NftFlowTableMessages.NFTA_FLOWTABLE_TABLE) or nameof(NftFlowTableMessages.NFTA_FLOWTABLE_NAME) => null,
            NftFlowTable flowTable when failure.Errno == Errno.ENOENT || failure.Errno == Errno.EOPNOTSUPP => OfFlowTable(connection, flowTable),
            NftRule rule when failure.Errno == Errno.ENOENT || failure.Errno == Errno.EOPNOTSUPP => OfRule(connection, rule),
            _ => null,
        };
        return missing is null ? null : new NotSupportedException($"{failure.Message}. The kernel lacks {missing}: it is neither built in nor a module that can be loaded.", failure);
    }

    private static string OfFamily(NftFamily family) => $"tables of the family {NftText.Of(family)} ({OptionOf(family)})";

    private static string OptionOf(NftFamily family) => family switch
    {
        NftFamily.Inet => "CONFIG_NF_TABLES_INET",
        NftFamily.IPv4 => "CONFIG_NF_TABLES_IPV4",
        NftFamily.Arp => "CONFIG_NF_TABLES_ARP",
        NftFamily.NetDevice => "CONFIG_NF_TABLES_NETDEV",
        NftFamily.Bridge => "CONFIG_NF_TABLES_BRIDGE",
        _ => "CONFIG_NF_TABLES_IPV6",
    };

    /// <summary>ENOENT is also the answer for a table that does not exist; the kernel points at the name of the table then.</summary>
    private static string? OfChain(NftChain chain, NetlinkException failure) =>
        failure.AttributeName == nameof(NftSchema.NFTA_CHAIN_TABLE) ? null
        : failure.AttributeName == nameof(NftSchema.NFTA_CHAIN_TYPE) || failure.Errno == Errno.ENOENT
            ? chain.Type switch
            {
                NftChainType.Nat => chain.Family == NftFamily.Inet
                    ? "address translation in the family inet (CONFIG_NFT_NAT, kernel 5.2)"
                    : "address translation (CONFIG_NFT_NAT)",
                _ => $"chains of the type {NftHooks.NameOf(chain.Type)} in the family {NftText.Of(chain.Family)} ({OptionOf(chain.Family)})",
            }
        : chain.Hook switch
        {
            NftHook.Ingress => "the hook ingress (CONFIG_NETFILTER_INGRESS; kernel 5.10 in the family inet)",
            NftHook.Egress => "the hook egress (CONFIG_NETFILTER_EGRESS, kernel 5.16)",
            _ => null,
        };

    private static string? OfRule(NetfilterConnection connection, NftRule rule)
    {
        string? missing = FindMissing(connection, rule.Family, [.. rule.Expressions.Select(expression => expression.Name).Distinct()]);
        return missing is null ? null : NameOf(missing);
    }

    /// <summary>The name of a kind of expressions, with the option of the kernel.</summary>
    internal static string NameOf(string expression) =>
        $"expressions of the kind {expression}{(NftExpressionKind.Find(expression)?.KernelOption is { } option ? $" ({option})" : string.Empty)}";

    /// <summary>Finds the first kind of expressions that the kernel does not have.</summary>
    /// <remarks>
    /// ENOENT is the answer for a kind of expressions that the kernel does not have, and also for a set or chain that does not exist. So each kind is
    /// tried alone in a transaction that cannot succeed.
    /// </remarks>
    internal static string? FindMissing(NetfilterConnection connection, NftFamily family, string[] names)
    {
        byte[] buffer = new byte[512];
        NetlinkOperation operation = new("look for a kind of expressions");
        NetlinkBatch batch = StartProbe(buffer, operation, family, out NftTable table);
        NftChain chain = new(table, "probe");
        batch.Add(NftMessages.WriteChain(buffer, chain, Linux.NLM_F_CREATE), operation);
        int first = batch.Count;
        foreach (string name in names)
        {
            NftExpression[] empty = [new NftRawExpression(name, [])];
            batch.Add(NftMessages.WriteRule(buffer, new NftRule(chain), empty, Linux.NLM_F_CREATE, null, null), operation);
        }

        // Without the message that ends a transaction, the kernel changes nothing.
        batch.Add(NftMessages.WriteDeleteChain(buffer, new NftChain(table, "none")), operation);
        NetlinkBatchResult result = connection.Execute(batch);
        return Array.Find(names, name => result.Failures.TryGetValue(first + Array.IndexOf(names, name), out NetlinkException? failure) && failure.Errno == Errno.ENOENT);
    }

    /// <summary>ENOENT is the answer for a kernel without flow tables, and also for a link that does not exist. So one without links is tried, in the same way.</summary>
    private static string? OfFlowTable(NetfilterConnection connection, NftFlowTable flowTable)
    {
        byte[] buffer = new byte[512];
        NetlinkOperation operation = new("look for flow tables");
        NetlinkBatch batch = StartProbe(buffer, operation, flowTable.Family, out NftTable table);
        int index = batch.Count;
        batch.Add(NftFlowTableMessages.Write(buffer, new NftFlowTable(table, "probe"), Linux.NLM_F_CREATE), operation);
        batch.Add(NftMessages.WriteDeleteChain(buffer, new NftChain(table, "none")), operation);
        return connection.Execute(batch).Failures.TryGetValue(index, out NetlinkException? failure) && (failure.Errno == Errno.ENOENT || failure.Errno == Errno.EOPNOTSUPP)
            ? $"flow tables of the family {NftText.Of(flowTable.Family)} (CONFIG_NF_FLOW_TABLE_INET)"
            : null;
    }

    /// <summary>Begins a transaction that cannot succeed, as it lacks the message that ends one.</summary>
    private static NetlinkBatch StartProbe(byte[] buffer, NetlinkOperation operation, NftFamily family, out NftTable table)
    {
        NetlinkBatch batch = new() { SingleDatagram = true };
        table = new NftTable(family, "linux_namespaces_probe");
        batch.Add(Nfnetlink.WriteBegin(buffer, Nfnetlink.NFNL_SUBSYS_NFTABLES, null), operation, acknowledge: false);
        batch.Add(NftMessages.WriteTable(buffer, table, Linux.NLM_F_CREATE | Linux.NLM_F_EXCL), operation);
        return batch;
    }
}
