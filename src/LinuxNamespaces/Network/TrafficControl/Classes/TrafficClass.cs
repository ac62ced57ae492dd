namespace LinuxNamespaces.Network;

/// <summary>Describes a class of a qdisc: a part of the traffic with a share of its own.</summary>
/// <remarks>See tc(8), "CLASSES". <see cref="Link.Classes"/> creates, changes and lists classes.</remarks>
public abstract record TrafficClass : TrafficObject
{
    /// <summary>Creates a class.</summary>
    protected TrafficClass()
    {
    }

    /// <summary>Gets the handle, such as <c>1:10</c>.</summary>
    public TrafficHandle? Handle { get; init; }

    /// <summary>Gets the parent: the qdisc, such as <c>1:</c>, or another class of it. <see cref="TrafficHandle.Root"/> is a class without a parent class.</summary>
    public TrafficHandle Parent { get; init; } = TrafficHandle.Root;

    /// <summary>Gets the qdisc inside the class; <see langword="null"/> if the class was not read, or has none.</summary>
    public TrafficHandle? Qdisc => Leaf.Value;

    internal Uncompared<TrafficHandle?> Leaf { get; init; }

    /// <summary>Returns the kind, the handle and the parent.</summary>
    /// <returns>The text, such as <c>class htb 1:10 parent 1:</c>.</returns>
    public sealed override string ToString() => $"class {TrafficKind} {Handle} parent {Parent}";

    internal override TrafficObject Adopt(TrafficObject other) => other is TrafficClass item ? this with { Handle = item.Handle, Parent = item.Parent, Leaf = item.Leaf, Reported = item.Reported } : this;
}
