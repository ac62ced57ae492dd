namespace LinuxNamespaces.Network;

/// <summary>One queue, whose limit is in bytes. A packet that does not fit is dropped.</summary>
/// <remarks>See tc-bfifo(8).</remarks>
public sealed record BfifoQdisc : FifoQdisc, ITrafficKind<BfifoQdisc>
{
    /// <summary>Gets the kind <c>bfifo</c>.</summary>
    public static TrafficKind<BfifoQdisc> Kind { get; } = new("bfifo", options => new BfifoQdisc { Limit = ReadLimit(options) }) { Feature = FifoFeature };

    /// <inheritdoc/>
    public override TrafficKind TrafficKind => Kind;
}
