namespace LinuxNamespaces.Network;

/// <summary>
/// A place for filters: of received packets (<see cref="TrafficHandle.ClsactIngress"/>) and of packets to send (<see cref="TrafficHandle.ClsactEgress"/>).
/// It queues nothing, and a link has it beside another qdisc.
/// </summary>
/// <remarks>See tc(8).</remarks>
public sealed record ClsactQdisc : Qdisc, ITrafficKind<ClsactQdisc>
{
    /// <summary>Creates a qdisc at <see cref="TrafficHandle.Ingress"/>.</summary>
    public ClsactQdisc() => Parent = TrafficHandle.Ingress;

    /// <summary>Gets the kind <c>clsact</c>.</summary>
    public static TrafficKind<ClsactQdisc> Kind { get; } = new("clsact", _ => new ClsactQdisc()) { Feature = "clsact qdiscs (CONFIG_NET_SCH_INGRESS)" };

    /// <inheritdoc/>
    public override TrafficKind TrafficKind => Kind;
}
