using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <content>The changes.</content>
public sealed partial class NftTransaction
{
    private const int Exclusive = Linux.NLM_F_CREATE | Linux.NLM_F_EXCL;

    /// <summary>Adds a table. A table that exists stays as it is.</summary>
    /// <param name="table">The table.</param>
    /// <exception cref="InvalidOperationException">The transaction is over.</exception>
    public void Add(NftTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        Add(NftMessages.WriteTable(_buffer, table, Linux.NLM_F_CREATE), new NetlinkOperation("add table", table), table);
    }

    /// <summary>Adds a chain. A chain that exists gets the policy.</summary>
    /// <param name="chain">The chain.</param>
    /// <exception cref="ArgumentException">The family of the chain does not have its hook.</exception>
    /// <exception cref="InvalidOperationException">The transaction is over.</exception>
    public void Add(NftChain chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        Add(NftMessages.WriteChain(_buffer, chain, Linux.NLM_F_CREATE), new NetlinkOperation("add chain", chain), chain);
    }

    /// <summary>Adds a rule at the end of its chain.</summary>
    /// <param name="rule">The rule.</param>
    /// <exception cref="InvalidOperationException">The transaction is over, or the rule has more than 60 KiB.</exception>
    public void Add(NftRule rule) => AddRule(rule, "add rule", Linux.NLM_F_CREATE | Linux.NLM_F_APPEND, null, null);

    /// <summary>Adds a rule after another rule of its chain.</summary>
    /// <param name="handle">The handle of the rule that it follows.</param>
    /// <param name="rule">The rule.</param>
    /// <exception cref="InvalidOperationException">The transaction is over, or the rule has more than 60 KiB.</exception>
    public void AddAfter(long handle, NftRule rule) => AddRule(rule, "add rule", Linux.NLM_F_CREATE | Linux.NLM_F_APPEND, handle, null);

    /// <summary>Inserts a rule at the start of its chain, or before another rule.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="before">The handle of the rule that follows it; <see langword="null"/> for the start of the chain.</param>
    /// <exception cref="InvalidOperationException">The transaction is over, or the rule has more than 60 KiB.</exception>
    public void Insert(NftRule rule, long? before = null) => AddRule(rule, "insert rule", Linux.NLM_F_CREATE, before, null);

    /// <summary>Replaces a rule.</summary>
    /// <param name="handle">The handle of the rule that is replaced.</param>
    /// <param name="rule">The new rule, of the same chain.</param>
    /// <exception cref="InvalidOperationException">The transaction is over, or the rule has more than 60 KiB.</exception>
    public void Replace(long handle, NftRule rule) => AddRule(rule, "replace rule", Linux.NLM_F_REPLACE, null, handle);

    /// <summary>Adds a set or map. One that exists stays as it is.</summary>
    /// <param name="set">The set.</param>
    /// <exception cref="InvalidOperationException">The transaction is over.</exception>
    public void Add(NftSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        AddSet(set, _nextSetId++, "add set", Linux.NLM_F_CREATE);
    }

    /// <summary>Adds elements to a set or map. Elements that are there stay.</summary>
    /// <param name="set">The set.</param>
    /// <param name="elements">The elements.</param>
    /// <exception cref="ArgumentException">The keys do not have the length of the set's keys.</exception>
    /// <exception cref="InvalidOperationException">The transaction is over.</exception>
    public void AddElements(NftSet set, params ReadOnlySpan<NftSetElement> elements) =>
        ChangeElements(NftSchema.NFT_MSG_NEWSETELEM, set, elements, null, "add elements to set", Linux.NLM_F_CREATE);

    /// <summary>Deletes elements of a set or map.</summary>
    /// <param name="set">The set.</param>
    /// <param name="elements">The elements. Their keys are compared.</param>
    /// <exception cref="ArgumentException">The keys do not have the length of the set's keys.</exception>
    /// <exception cref="InvalidOperationException">The transaction is over.</exception>
    public void DeleteElements(NftSet set, params ReadOnlySpan<NftSetElement> elements) =>
        ChangeElements(NftSchema.NFT_MSG_DELSETELEM, set, elements, null, "delete elements of set", 0);

    /// <summary>Adds a named object, such as a counter. One that exists stays as it is.</summary>
    /// <param name="item">The object.</param>
    /// <exception cref="InvalidOperationException">The transaction is over.</exception>
    public void Add(NftObject item)
    {
        ArgumentNullException.ThrowIfNull(item);
        Add(NftMessages.WriteObject(_buffer, item, Linux.NLM_F_CREATE), new NetlinkOperation("add object", item), item);
    }

    /// <summary>Adds all that was read of a ruleset, with the elements of its sets. Handles and counts of uses are not kept.</summary>
    /// <param name="snapshot">What was read.</param>
    /// <exception cref="InvalidOperationException">The transaction is over.</exception>
    public void Add(NftSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        Each(snapshot.Tables, table => Add(table));
        Each(snapshot.Chains, chain => Add(chain));
        Each(snapshot.Objects, item => Add(item));
        Each(snapshot.FlowTables, flowTable => Add(flowTable));
        Each(snapshot.Sets, set => Add(set));
        Each(snapshot.Sets, set => AddElements(set, [.. snapshot.GetElements(set)]));
        Each(snapshot.Rules, rule => Add(rule));

        static void Each<T>(IReadOnlyList<T> items, Action<T> add)
        {
            foreach (T item in items)
            {
                add(item);
            }
        }
    }

    /// <summary>Adds a table that does not exist; otherwise the transaction fails (EEXIST).</summary>
    /// <param name="table">The table.</param>
    /// <exception cref="InvalidOperationException">The transaction is over.</exception>
    public void Create(NftTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        Add(NftMessages.WriteTable(_buffer, table, Exclusive), new NetlinkOperation("create table", table), table);
    }

    /// <summary>Adds a chain that does not exist; otherwise the transaction fails (EEXIST).</summary>
    /// <param name="chain">The chain.</param>
    /// <exception cref="ArgumentException">The family of the chain does not have its hook.</exception>
    /// <exception cref="InvalidOperationException">The transaction is over.</exception>
    public void Create(NftChain chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        Add(NftMessages.WriteChain(_buffer, chain, Exclusive), new NetlinkOperation("create chain", chain), chain);
    }

    /// <summary>Adds a set or map that does not exist; otherwise the transaction fails (EEXIST).</summary>
    /// <param name="set">The set.</param>
    /// <exception cref="InvalidOperationException">The transaction is over.</exception>
    public void Create(NftSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        AddSet(set, _nextSetId++, "create set", Exclusive);
    }

    /// <summary>Deletes a table with all that it contains.</summary>
    /// <param name="table">The table.</param>
    /// <exception cref="InvalidOperationException">The transaction is over.</exception>
    public void Delete(NftTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        Add(NftMessages.WriteDeleteTable(_buffer, table.Family, table.Name), new NetlinkOperation("delete table", table), table);
    }

    /// <summary>Deletes a chain, which must have no rules and no jumps to it.</summary>
    /// <param name="chain">The chain.</param>
    /// <exception cref="InvalidOperationException">The transaction is over.</exception>
    public void Delete(NftChain chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        Add(NftMessages.WriteDeleteChain(_buffer, chain), new NetlinkOperation("delete chain", chain), chain);
    }

    /// <summary>Deletes a rule.</summary>
    /// <param name="rule">The rule, with its handle.</param>
    /// <exception cref="ArgumentException">The rule has no handle.</exception>
    /// <exception cref="InvalidOperationException">The transaction is over.</exception>
    public void Delete(NftRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        long handle = rule.Handle ?? throw new ArgumentException("The rule has no handle. Take it from a list of rules, or from a transaction that returns rules.", nameof(rule));
        Add(NftMessages.WriteDeleteRule(_buffer, rule.Family, rule.Table, rule.Chain, handle), new NetlinkOperation("delete rule", rule), rule);
    }

    /// <summary>Deletes a set or map, which no rule uses.</summary>
    /// <param name="set">The set.</param>
    /// <exception cref="InvalidOperationException">The transaction is over.</exception>
    public void Delete(NftSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        Add(NftSetMessages.WriteDeleteSet(_buffer, set), new NetlinkOperation("delete set", set), set);
    }

    /// <summary>Deletes a named object, which no rule uses.</summary>
    /// <param name="item">The object.</param>
    /// <exception cref="InvalidOperationException">The transaction is over.</exception>
    public void Delete(NftObject item)
    {
        ArgumentNullException.ThrowIfNull(item);
        Add(NftMessages.WriteDeleteObject(_buffer, item), new NetlinkOperation("delete object", item), item);
    }

    /// <summary>Deletes all rules of a chain.</summary>
    /// <param name="chain">The chain.</param>
    /// <exception cref="InvalidOperationException">The transaction is over.</exception>
    public void Flush(NftChain chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        Add(NftMessages.WriteDeleteRule(_buffer, chain.Family, chain.Table, chain.Name, null), new NetlinkOperation("delete the rules of chain", chain), chain);
    }

    /// <summary>Deletes all rules of a table. Its chains and sets stay.</summary>
    /// <param name="table">The table.</param>
    /// <exception cref="InvalidOperationException">The transaction is over.</exception>
    public void Flush(NftTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        Add(NftMessages.WriteDeleteRule(_buffer, table.Family, table.Name, null, null), new NetlinkOperation("delete the rules of table", table), table);
    }

    /// <summary>Deletes all elements of a set or map.</summary>
    /// <param name="set">The set.</param>
    /// <exception cref="InvalidOperationException">The transaction is over.</exception>
    public void Flush(NftSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        ReadOnlySpan<NftSetElement> all = [];
        Add(NftSetMessages.WriteElements(_buffer, NftSchema.NFT_MSG_DELSETELEM, set, null, ref all, 0), new NetlinkOperation("delete the elements of set", set), set);
    }

    private void AddSet(NftSet set, uint id, string verb, int flags) =>
        Add(NftSetMessages.WriteSet(_buffer, set, id, flags), new NetlinkOperation(verb, set), set);

    private void AddRule(NftRule rule, string verb, int flags, long? position, long? replaces)
    {
        ArgumentNullException.ThrowIfNull(rule);
        NftExpression[] expressions = [.. rule.Expressions];
        for (int i = 0; i < expressions.Length; i++)
        {
            if (expressions[i] is NftAnonymousLookup lookup)
            {
                NftSet set = lookup.CreateSet(rule);
                uint id = _nextSetId++;
                AddSet(set, id, "add set", Exclusive);
                ChangeElements(NftSchema.NFT_MSG_NEWSETELEM, set, lookup.Elements.Span, id, "add elements to set", Linux.NLM_F_CREATE);
                expressions[i] = NftAnonymousLookup.Lookup(id);
            }
        }

        flags |= _rules is null ? 0 : Linux.NLM_F_ECHO;
        Add(NftMessages.WriteRule(_buffer, rule, expressions, flags, position, replaces), new NetlinkOperation(verb, rule), rule);
    }

    private void ChangeElements(ushort message, NftSet set, ReadOnlySpan<NftSetElement> elements, uint? id, string verb, int flags)
    {
        ArgumentNullException.ThrowIfNull(set);
        foreach (NftSetElement element in elements)
        {
            ArgumentNullException.ThrowIfNull(element, nameof(elements));
            if (element.Key is { } key && key.Length != set.KeyType.Length)
            {
                throw new ArgumentException($"A key of the set {PrintableText.Quote(set.Name)} has {set.KeyType.Length} bytes, not {key.Length}.", nameof(elements));
            }
        }

        while (elements.Length > 0)
        {
            Add(NftSetMessages.WriteElements(_buffer, message, set, id, ref elements, flags), new NetlinkOperation(verb, set), set);
        }
    }
}
