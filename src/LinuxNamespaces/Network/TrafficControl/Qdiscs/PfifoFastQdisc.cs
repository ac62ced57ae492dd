namespace LinuxNamespaces.Network;

/// <summary>Three queues, chosen by the priority of a packet. It is the kernel's default for devices with a queue.</summary>
/// <remarks>See tc-pfifo_fast(8). The kernel takes no settings.</remarks>
public sealed record PfifoFastQdisc : Qdisc, ITrafficKind<PfifoFastQdisc>
{
    /// <summary>Gets the kind <c>pfifo_fast</c>.</summary>
    public static TrafficKind<PfifoFastQdisc> Kind { get; } = new("pfifo_fast", _ => new PfifoFastQdisc());

    /// <inheritdoc/>
    public override TrafficKind TrafficKind => Kind;
}
