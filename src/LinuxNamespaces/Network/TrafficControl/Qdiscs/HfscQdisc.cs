using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Shares a link among classes by curves, each for a bandwidth and a delay (hierarchical fair service curve).</summary>
/// <remarks>See tc-hfsc(7) and tc-hfsc(8), and <see cref="HfscClass"/>.</remarks>
/// <example>
/// <code>
/// TrafficHandle root = new(1, 0);
/// link.Qdiscs.Replace(new HfscQdisc { Handle = root, DefaultClass = 0x20 });
/// link.Classes.Replace(new HfscClass { Handle = new(1, 0x10), Parent = root, RealTime = HfscCurve.FromDelay(1500, TimeSpan.FromMilliseconds(10), rate: 1_000_000) });
/// link.Classes.Replace(new HfscClass { Handle = new(1, 0x20), Parent = root, LinkShare = new(rate: 10_000_000), UpperLimit = new(rate: 20_000_000) });
/// </code>
/// </example>
public sealed record HfscQdisc : Qdisc, ITrafficKind<HfscQdisc>
{
    /// <summary>Gets the kind <c>hfsc</c>.</summary>
    public static TrafficKind<HfscQdisc> Kind { get; } = new("hfsc", Read) { Feature = "hfsc qdiscs (CONFIG_NET_SCH_HFSC)" };

    /// <summary>
    /// Gets the number behind the colon of the class for packets that no filter selects; 0 to 65535. Defaults to 0: such packets are dropped.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int DefaultClass
    {
        get;
        init => field = NumberRange.Require(value, 0, ushort.MaxValue, nameof(DefaultClass));
    }

    /// <inheritdoc/>
    public override TrafficKind TrafficKind => Kind;

    /// <inheritdoc/>
    protected override void WriteOptions(ref NetlinkMessageWriter writer)
    {
        // struct tc_hfsc_qopt
        writer.WriteStruct<ushort>() = (ushort)DefaultClass;
    }

    private static HfscQdisc Read(NetlinkAttribute options) => new() { DefaultClass = options.Payload.Length < sizeof(ushort) ? 0 : options.ReadUInt16() };
}
