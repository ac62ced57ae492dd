namespace LinuxNamespaces.Inspection;

/// <summary>What is different between two snapshots.</summary>
/// <param name="Appeared">The namespaces that only the later one has, as it saw them.</param>
/// <param name="Gone">The namespaces that only the earlier one has, as it saw them.</param>
public sealed record NamespaceGraphDiff(IReadOnlyList<NamespaceInfo> Appeared, IReadOnlyList<NamespaceInfo> Gone)
{
    /// <summary>Whether there is no difference.</summary>
    public bool IsEmpty => Appeared.Count == 0 && Gone.Count == 0;

    /// <summary>Throws when namespaces have appeared.</summary>
    /// <exception cref="NamespaceLeakException">There are some; the message tells which, and what keeps each alive.</exception>
    public void ThrowIfLeaked()
    {
        if (Appeared.Count > 0)
        {
            throw new NamespaceLeakException(Appeared);
        }
    }

    /// <summary>A line for each namespace: <c>+ net:[4026532184] ...</c> for those that appeared, <c>-</c> for those that are gone.</summary>
    public override string ToString() =>
        string.Join('\n', Appeared.Select(info => $"+ {info}").Concat(Gone.Select(info => $"- {info}")));
}
