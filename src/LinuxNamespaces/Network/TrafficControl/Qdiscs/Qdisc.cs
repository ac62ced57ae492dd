namespace LinuxNamespaces.Network;

/// <summary>Describes a qdisc (queueing discipline): what decides when a link sends which packet.</summary>
/// <remarks>See tc(8). <see cref="Link.Qdiscs"/> creates, changes and lists qdiscs.</remarks>
public abstract record Qdisc : TrafficObject
{
    /// <summary>Creates a qdisc.</summary>
    protected Qdisc()
    {
    }

    /// <summary>Gets the handle, such as <c>1:</c>; the kernel chooses one if the value is <see langword="null"/>.</summary>
    public TrafficHandle? Handle { get; init; }

    /// <summary>Gets where the qdisc is: a class of another qdisc, or a place of the link. Defaults to <see cref="TrafficHandle.Root"/> for most kinds.</summary>
    public TrafficHandle Parent { get; init; } = TrafficHandle.Root;

    /// <summary>Returns the kind, the handle and the parent.</summary>
    /// <returns>The text, such as <c>qdisc netem 1: parent root</c>.</returns>
    public sealed override string ToString() => $"qdisc {TrafficKind} {Handle}{(Handle is null ? null : " ")}parent {Parent}";

    internal override TrafficObject Adopt(TrafficObject other) => other is Qdisc qdisc ? this with { Handle = qdisc.Handle, Parent = qdisc.Parent, Reported = qdisc.Reported } : this;
}
