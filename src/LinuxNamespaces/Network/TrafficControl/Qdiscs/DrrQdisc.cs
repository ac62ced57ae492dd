namespace LinuxNamespaces.Network;

/// <summary>Classes that send one after the other, each as many bytes as its quantum (deficit round robin).</summary>
/// <remarks>See tc-drr(8), and <see cref="DrrClass"/>. Packets that no filter puts into a class are dropped.</remarks>
/// <example>
/// <code>
/// TrafficHandle root = new(1, 0);
/// link.Qdiscs.Replace(new DrrQdisc { Handle = root });
/// link.Classes.Replace(new DrrClass { Handle = new(1, 1), Parent = root, Quantum = 3000 });
/// link.Filters.Replace(new MatchallFilter { Parent = root, Priority = 1, Target = new(1, 1) });
/// </code>
/// </example>
public sealed record DrrQdisc : Qdisc, ITrafficKind<DrrQdisc>
{
    /// <summary>Gets the kind <c>drr</c>.</summary>
    public static TrafficKind<DrrQdisc> Kind { get; } = new("drr", _ => new DrrQdisc()) { Feature = "drr qdiscs (CONFIG_NET_SCH_DRR)" };

    /// <inheritdoc/>
    public override TrafficKind TrafficKind => Kind;
}
