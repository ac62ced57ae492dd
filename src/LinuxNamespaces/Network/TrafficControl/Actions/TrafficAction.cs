namespace LinuxNamespaces.Network;

/// <summary>Describes what a filter does with the packets that it selects.</summary>
/// <remarks>See tc-actions(8).</remarks>
public abstract record TrafficAction : TrafficObject
{
    /// <summary>Creates a action.</summary>
    protected TrafficAction()
    {
    }

    /// <summary>Gets what becomes of the packet after the action. The default depends on the kind.</summary>
    public TrafficVerdict Verdict { get; init; } = TrafficVerdict.Pipe;

    /// <summary>Gets the number of the action among those of its kind; the kernel chooses one if the value is <see langword="null"/>.</summary>
    public uint? Index { get; init; }

    /// <summary>Returns the kind and the verdict.</summary>
    /// <returns>The text.</returns>
    public sealed override string ToString() => $"action {TrafficKind} {Verdict}";

    internal override TrafficObject Adopt(TrafficObject other) => other is TrafficAction action ? this with { Reported = action.Reported } : this;
}
