using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Provides the rules of nf_tables of a network namespace, and helpers for address translation and filters. Every member asks the kernel.</summary>
/// <remarks>
/// <para>
/// <see cref="Masquerade"/>, <see cref="PublishPort"/>, <see cref="Accept"/> and <see cref="Drop"/> do the usual things in one call.
/// <see cref="BeginTransaction"/> makes any change, all or nothing. <see cref="Read"/> lists what is there.
/// </para>
/// <para>Tables need kernel 3.13; some features need a newer one. See nft(8).</para>
/// </remarks>
public sealed partial class NftRuleset
{
    private const int MaxAttempts = 20;

    private readonly NetfilterConnection _connection;

    internal NftRuleset(NetfilterConnection connection) => _connection = connection;

    /// <summary>Begins a transaction.</summary>
    /// <param name="generation">
    /// The generation that the ruleset must have, from <see cref="NftSnapshot.Generation"/>; otherwise the commit fails with ERESTART.
    /// <see langword="null"/> for any.
    /// </param>
    /// <param name="returnRules">Whether <see cref="NftTransaction.Commit"/> returns the rules that were added, for their handles. Not for many rules: the kernel returns each of them.</param>
    /// <returns>The transaction.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The generation is not 0 to 4294967295.</exception>
    public NftTransaction BeginTransaction(long? generation = null, bool returnRules = false)
    {
        if (generation is { } number)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(number, nameof(generation));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(number, uint.MaxValue, nameof(generation));
        }

        return new NftTransaction(_connection, (uint?)generation, returnRules);
    }

    /// <summary>Reads the ruleset and changes it, if no other program changes it in between. Otherwise it is read again, up to 20 times in all.</summary>
    /// <param name="change">Adds changes to the transaction, depending on what was read. It may be called several times.</param>
    /// <param name="table">The table that is read; <see langword="null"/> for all.</param>
    /// <returns>What <see cref="NftTransaction.Commit"/> returns.</returns>
    /// <exception cref="NotSupportedException">The kernel lacks a feature. The message names its option or version.</exception>
    /// <exception cref="NetlinkException">The kernel rejected a change, or the ruleset kept changing (ERESTART, EINTR).</exception>
    public IReadOnlyList<NftRule> Update(Action<NftSnapshot, NftTransaction> change, NftTable? table = null)
    {
        ArgumentNullException.ThrowIfNull(change);
        for (int attempt = 1; ; attempt++)
        {
            NftSnapshot snapshot = Read(table);
            using NftTransaction transaction = BeginTransaction(snapshot.Generation, returnRules: true);
            change(snapshot, transaction);
            try
            {
                return transaction.Commit();
            }
            catch (NetlinkException e) when (e.Errno == Errno.ERESTART && attempt < MaxAttempts)
            {
                // Another program changed the ruleset. It is read again.
            }
        }
    }

    /// <summary>Deletes all tables with all that they contain, also those of other programs.</summary>
    /// <exception cref="NetlinkException">CAP_NET_ADMIN is missing (EPERM).</exception>
    public void Clear() => Update((snapshot, transaction) =>
    {
        foreach (NftTable table in snapshot.Tables)
        {
            transaction.Delete(table);
        }
    });

    /// <summary>Reads all that there is, or one table. What is returned belongs to one moment.</summary>
    /// <param name="table">The table; <see langword="null"/> for all.</param>
    /// <returns>What was read. It is empty if the table does not exist.</returns>
    /// <exception cref="NotSupportedException">The kernel lacks CONFIG_NF_TABLES.</exception>
    /// <exception cref="NetlinkException">CAP_NET_ADMIN is missing (EPERM), or the ruleset kept changing while it was read (EINTR).</exception>
    public NftSnapshot Read(NftTable? table = null)
    {
        for (int attempt = 1; ; attempt++)
        {
            uint generation = NftLists.GetGeneration(_connection);
            try
            {
                NftSnapshot snapshot = ReadOnce(generation, table);
                if (NftLists.GetGeneration(_connection) == generation)
                {
                    return snapshot;
                }
            }
            catch (NetlinkException e) when (e.Errno == Errno.ENOENT || e.Errno == Errno.EINTR)
            {
                // Something that was listed is gone.
            }

            if (attempt == MaxAttempts)
            {
                throw NetlinkErrors.Interrupted(new NetlinkOperation("read the ruleset"), _connection.Name);
            }
        }
    }

    /// <summary>Lists the tables.</summary>
    /// <returns>The tables.</returns>
    /// <exception cref="NotSupportedException">The kernel lacks CONFIG_NF_TABLES.</exception>
    /// <exception cref="NetlinkException">CAP_NET_ADMIN is missing (EPERM).</exception>
    public IReadOnlyList<NftTable> ListTables() => NftLists.List(_connection, NftSchema.NFT_MSG_GETTABLE, null, "list tables", NftParser.ParseTable);

    /// <summary>Lists the chains of a table.</summary>
    /// <param name="table">The table.</param>
    /// <returns>The chains.</returns>
    /// <exception cref="NetlinkException">CAP_NET_ADMIN is missing (EPERM).</exception>
    public IReadOnlyList<NftChain> ListChains(NftTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return NftLists.List(_connection, NftSchema.NFT_MSG_GETCHAIN, table, "list chains of table", NftParser.ParseChain, chain => chain.Table == table.Name);
    }

    /// <summary>Lists the rules of a table.</summary>
    /// <param name="table">The table.</param>
    /// <returns>The rules, in the order of their chains.</returns>
    /// <exception cref="NetlinkException">CAP_NET_ADMIN is missing (EPERM).</exception>
    public IReadOnlyList<NftRule> ListRules(NftTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return NftLists.List(_connection, NftSchema.NFT_MSG_GETRULE, table, "list rules of table", NftParser.ParseRule, rule => rule.Table == table.Name);
    }

    /// <summary>Lists the sets and maps of a table.</summary>
    /// <param name="table">The table.</param>
    /// <returns>The sets. Those that belong to a rule have the flag <see cref="NftSetFlags.Anonymous"/>.</returns>
    /// <exception cref="NetlinkException">CAP_NET_ADMIN is missing (EPERM), or the table does not exist (ENOENT).</exception>
    public IReadOnlyList<NftSet> ListSets(NftTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return NftLists.List(_connection, NftSchema.NFT_MSG_GETSET, table, "list sets of table", NftSetParser.ParseSet, set => set.Table == table.Name);
    }

    /// <summary>Lists the elements of a set or map.</summary>
    /// <param name="set">The set. Its type and flags must be those of the kernel's, as ranges are listed in another way than keys.</param>
    /// <returns>The elements.</returns>
    /// <exception cref="NetlinkException">CAP_NET_ADMIN is missing (EPERM), or the set does not exist (ENOENT).</exception>
    public IReadOnlyList<NftSetElement> ListElements(NftSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        return NftLists.ListElements(_connection, set);
    }

    /// <summary>Lists the named objects of a table, such as counters.</summary>
    /// <param name="table">The table.</param>
    /// <returns>The objects.</returns>
    /// <exception cref="NetlinkException">CAP_NET_ADMIN is missing (EPERM).</exception>
    public IReadOnlyList<NftObject> ListObjects(NftTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return NftLists.List(_connection, NftSchema.NFT_MSG_GETOBJ, table, "list objects of table", NftParser.ParseObject, item => item.Table == table.Name);
    }

    /// <summary>Lists the flow tables of a table.</summary>
    /// <param name="table">The table.</param>
    /// <returns>The flow tables.</returns>
    /// <exception cref="NetlinkException">CAP_NET_ADMIN is missing (EPERM).</exception>
    public IReadOnlyList<NftFlowTable> ListFlowTables(NftTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return NftLists.List(_connection, NftSchema.NFT_MSG_GETFLOWTABLE, table, "list flow tables of table", NftFlowTableMessages.Parse, item => item.Table == table.Name);
    }

    private NftSnapshot ReadOnce(uint generation, NftTable? table)
    {
        NftTable[] tables = [.. ListTables().Where(item => table is null || (item.Family == table.Family && item.Name == table.Name))];
        Dictionary<NftSet, IReadOnlyList<NftSetElement>> elements = [];
        List<NftChain> chains = [];
        List<NftRule> rules = [];
        List<NftObject> objects = [];
        List<NftFlowTable> flowTables = [];
        foreach (NftTable item in tables)
        {
            chains.AddRange(ListChains(item));
            rules.AddRange(ListRules(item));
            objects.AddRange(ListObjects(item));
            flowTables.AddRange(ListFlowTables(item));
            foreach (NftSet set in ListSets(item))
            {
                elements[set] = ListElements(set);
            }
        }

        return new NftSnapshot(generation, tables, chains, rules, objects, flowTables, elements);
    }
}
