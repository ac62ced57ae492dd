namespace LinuxNamespaces.Inspection;

/// <summary>Represents the difference between two snapshots.</summary>
public sealed class NamespaceGraphDiff
{
    internal NamespaceGraphDiff(IReadOnlyList<NamespaceInfo> appeared, IReadOnlyList<NamespaceInfo> gone)
    {
        Appeared = appeared;
        Gone = gone;
    }

    /// <summary>Gets the namespaces that only the later snapshot contains.</summary>
    public IReadOnlyList<NamespaceInfo> Appeared { get; }

    /// <summary>Gets the namespaces that only the earlier snapshot contains.</summary>
    public IReadOnlyList<NamespaceInfo> Gone { get; }

    /// <summary>Gets whether the snapshots contain the same namespaces.</summary>
    public bool IsEmpty => Appeared.Count == 0 && Gone.Count == 0;

    /// <summary>Throws an exception if namespaces have appeared.</summary>
    /// <exception cref="NamespaceLeakException">Namespaces have appeared. The message lists them, and what keeps each one alive.</exception>
    public void ThrowIfLeaked()
    {
        if (Appeared.Count > 0)
        {
            throw new NamespaceLeakException(Appeared);
        }
    }

    /// <summary>Returns a line for each namespace: <c>+ net:[4026532184] ...</c> if it appeared, <c>-</c> if it is gone.</summary>
    public override string ToString() =>
        string.Join('\n', Appeared.Select(info => $"+ {info}").Concat(Gone.Select(info => $"- {info}")));
}
