namespace LinuxNamespaces.Network;

/// <summary>One queue, whose limit is in packets. A packet that does not fit is dropped.</summary>
/// <remarks>See tc-pfifo(8).</remarks>
public sealed record PfifoQdisc : FifoQdisc, ITrafficKind<PfifoQdisc>
{
    /// <summary>Gets the kind <c>pfifo</c>.</summary>
    public static TrafficKind<PfifoQdisc> Kind { get; } = new("pfifo", options => new PfifoQdisc { Limit = ReadLimit(options) }) { Feature = FifoFeature };

    /// <inheritdoc/>
    public override TrafficKind TrafficKind => Kind;
}
