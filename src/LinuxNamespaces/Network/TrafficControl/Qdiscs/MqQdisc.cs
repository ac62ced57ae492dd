namespace LinuxNamespaces.Network;

/// <summary>A qdisc for each transmit queue of the device; they are its classes. It is the default of devices with several queues.</summary>
/// <remarks>See tc(8).</remarks>
public sealed record MqQdisc : Qdisc, ITrafficKind<MqQdisc>
{
    /// <summary>Gets the kind <c>mq</c>.</summary>
    public static TrafficKind<MqQdisc> Kind { get; } = new("mq", _ => new MqQdisc());

    /// <inheritdoc/>
    public override TrafficKind TrafficKind => Kind;
}
