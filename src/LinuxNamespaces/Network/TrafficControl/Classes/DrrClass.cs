using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>A class of a <see cref="DrrQdisc"/>.</summary>
/// <remarks>See tc-drr(8). A class gets a queue of its own, which another qdisc can replace.</remarks>
public sealed record DrrClass : TrafficClass, ITrafficKind<DrrClass>
{
    internal const ushort TCA_DRR_QUANTUM = 1;

    /// <summary>Gets the kind <c>drr</c>.</summary>
    public static TrafficKind<DrrClass> Kind { get; } = new("drr", Read)
    {
        Feature = "drr qdiscs (CONFIG_NET_SCH_DRR)",
        OptionAttributes = new NetlinkAttributeSet(new NetlinkAttributeSchema(TCA_DRR_QUANTUM, nameof(TCA_DRR_QUANTUM))),
    };

    /// <summary>
    /// Gets how many bytes the class sends before another one has its turn; the length of the longest packet of the link, or what it was, if the value is
    /// <see langword="null"/>. Some kernels take more than 1 MiB as 1 MiB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? Quantum
    {
        get;
        init => field = NumberRange.Require(value, 1, int.MaxValue, nameof(Quantum));
    }

    /// <inheritdoc/>
    public override TrafficKind TrafficKind => Kind;

    internal override bool NeedsOptions => true;

    /// <inheritdoc/>
    protected override void WriteOptions(ref NetlinkMessageWriter writer) => writer.WriteOptional(TCA_DRR_QUANTUM, Quantum);

    private static DrrClass Read(NetlinkAttribute options)
    {
        TrafficNumbers numbers = new(options.Nested, stackalloc long[TCA_DRR_QUANTUM + 1]);
        return new DrrClass { Quantum = numbers.Int32(TCA_DRR_QUANTUM, 1) };
    }
}
