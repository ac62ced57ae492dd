namespace LinuxNamespaces.Network;

/// <summary>A place for filters of received packets. <see cref="ClsactQdisc"/> also has one for packets to send.</summary>
/// <remarks>See tc(8).</remarks>
public sealed record IngressQdisc : Qdisc, ITrafficKind<IngressQdisc>
{
    /// <summary>Creates a qdisc at <see cref="TrafficHandle.Ingress"/>.</summary>
    public IngressQdisc() => Parent = TrafficHandle.Ingress;

    /// <summary>Gets the kind <c>ingress</c>.</summary>
    public static TrafficKind<IngressQdisc> Kind { get; } = new("ingress", _ => new IngressQdisc()) { Feature = "ingress qdiscs (CONFIG_NET_SCH_INGRESS)" };

    /// <inheritdoc/>
    public override TrafficKind TrafficKind => Kind;
}
