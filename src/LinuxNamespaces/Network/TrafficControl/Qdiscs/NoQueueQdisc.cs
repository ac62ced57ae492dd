namespace LinuxNamespaces.Network;

/// <summary>No queue: a packet that the device does not take at once is dropped. It is the default of virtual links.</summary>
/// <remarks>See tc(8).</remarks>
public sealed record NoQueueQdisc : Qdisc, ITrafficKind<NoQueueQdisc>
{
    /// <summary>Gets the kind <c>noqueue</c>.</summary>
    public static TrafficKind<NoQueueQdisc> Kind { get; } = new("noqueue", _ => new NoQueueQdisc());

    /// <inheritdoc/>
    public override TrafficKind TrafficKind => Kind;
}
