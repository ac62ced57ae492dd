namespace LinuxNamespaces.Network;

/// <summary>The rules of a namespace, or of a table, at one moment.</summary>
public sealed class NftSnapshot
{
    private readonly IReadOnlyDictionary<NftSet, IReadOnlyList<NftSetElement>> _elements;

    internal NftSnapshot(
        uint generation,
        IReadOnlyList<NftTable> tables,
        IReadOnlyList<NftChain> chains,
        IReadOnlyList<NftRule> rules,
        IReadOnlyList<NftObject> objects,
        IReadOnlyList<NftFlowTable> flowTables,
        IReadOnlyDictionary<NftSet, IReadOnlyList<NftSetElement>> elements)
    {
        Generation = generation;
        Tables = tables;
        Chains = chains;
        Rules = rules;
        Objects = objects;
        FlowTables = flowTables;
        _elements = elements;
        Sets = [.. elements.Keys];
    }

    /// <summary>Gets the number that the kernel gave this state of the ruleset. It changes with each transaction.</summary>
    public long Generation { get; }

    /// <summary>Gets the tables.</summary>
    public IReadOnlyList<NftTable> Tables { get; }

    /// <summary>Gets the chains.</summary>
    public IReadOnlyList<NftChain> Chains { get; }

    /// <summary>Gets the rules, in the order of their chains.</summary>
    public IReadOnlyList<NftRule> Rules { get; }

    /// <summary>Gets the sets and maps. Those that belong to a rule have the flag <see cref="NftSetFlags.Anonymous"/>.</summary>
    public IReadOnlyList<NftSet> Sets { get; }

    /// <summary>Gets the named objects.</summary>
    public IReadOnlyList<NftObject> Objects { get; }

    /// <summary>Gets the flow tables.</summary>
    public IReadOnlyList<NftFlowTable> FlowTables { get; }

    /// <summary>Gets the elements of a set.</summary>
    /// <param name="set">A set of <see cref="Sets"/>.</param>
    /// <returns>The elements.</returns>
    /// <exception cref="ArgumentException">The set is not part of the snapshot.</exception>
    public IReadOnlyList<NftSetElement> GetElements(NftSet set) =>
        _elements.TryGetValue(set, out IReadOnlyList<NftSetElement>? elements) ? elements : throw new ArgumentException("The set is not part of the snapshot.", nameof(set));
}
