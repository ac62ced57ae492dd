using System.Runtime.InteropServices;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Gives flows their turn one after the other (stochastic fairness queueing).</summary>
/// <remarks>See tc-sfq(8). A setting that is <see langword="null"/> is the kernel's default.</remarks>
public sealed record SfqQdisc : Qdisc, ITrafficKind<SfqQdisc>
{
    private const int MaxDivisor = 65536;
    private const int MaxDepth = 127;

    /// <summary>Gets the kind <c>sfq</c>.</summary>
    public static TrafficKind<SfqQdisc> Kind { get; } = new("sfq", Read) { Feature = "sfq qdiscs (CONFIG_NET_SCH_SFQ)" };

    /// <summary>Gets how many bytes a flow sends before another one has its turn.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? Quantum
    {
        get;
        init => field = NumberRange.Require(value, 1, int.MaxValue, nameof(Quantum));
    }

    /// <summary>Gets how often the hash is changed, in whole seconds; <see langword="null"/> for never.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive, or not a multiple of one second.</exception>
    public TimeSpan? Perturbation
    {
        get;
        init => field = TimeUnits.Require(value, nameof(Perturbation), TimeSpan.TicksPerSecond, 1, int.MaxValue / 1000);
    }

    /// <summary>Gets how many packets can wait.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? Limit
    {
        get;
        init => field = NumberRange.Require(value, 1, int.MaxValue, nameof(Limit));
    }

    /// <summary>Gets the size of the hash table, a power of two up to 65536. It cannot be changed later.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range, or no power of two.</exception>
    public int? Divisor
    {
        get;
        init => field = value is not { } number || System.Numerics.BitOperations.IsPow2(number)
            ? NumberRange.Require(value, 1, MaxDivisor, nameof(Divisor))
            : throw new ArgumentOutOfRangeException(nameof(Divisor), value, "The value is not a power of two.");
    }

    /// <summary>Gets the number of flows. The kernel's default is 128.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? Flows
    {
        get;
        init => field = NumberRange.Require(value, 1, MaxDivisor, nameof(Flows));
    }

    /// <summary>Gets how many packets of a flow can wait; 1 to 127.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? Depth
    {
        get;
        init => field = NumberRange.Require(value, 1, MaxDepth, nameof(Depth));
    }

    /// <summary>Gets whether the oldest packet of a flow is dropped, not the newest.</summary>
    public bool HeadDrop { get; init; }

    /// <inheritdoc/>
    public override TrafficKind TrafficKind => Kind;

    /// <inheritdoc/>
    protected override void WriteOptions(ref NetlinkMessageWriter writer)
    {
        ref tc_sfq_qopt_v1 options = ref writer.WriteStruct<tc_sfq_qopt_v1>();
        options.v0 = new tc_sfq_qopt
        {
            quantum = (uint)(Quantum ?? 0),
            perturb_period = (int)(TimeUnits.ToSeconds(Perturbation) ?? 0),
            limit = (uint)(Limit ?? 0),
            divisor = (uint)(Divisor ?? 0),
            flows = (uint)(Flows ?? 0),
        };
        options.depth = (uint)(Depth ?? 0);
        options.headdrop = HeadDrop ? 1u : 0;
    }

    private static SfqQdisc Read(NetlinkAttribute attribute)
    {
        tc_sfq_qopt_v1 options = attribute.ReadStruct<tc_sfq_qopt_v1>();
        return new SfqQdisc
        {
            Quantum = Positive(options.v0.quantum, int.MaxValue),
            Perturbation = options.v0.perturb_period is > 0 and <= int.MaxValue / 1000 ? TimeSpan.FromSeconds(options.v0.perturb_period) : null,
            Limit = Positive(options.v0.limit, int.MaxValue),
            Divisor = System.Numerics.BitOperations.IsPow2(options.v0.divisor) ? Positive(options.v0.divisor, MaxDivisor) : null,
            Flows = Positive(options.v0.flows, MaxDivisor),
            Depth = Positive(options.depth, MaxDepth),
            HeadDrop = options.headdrop != 0,
        };
    }

    private static int? Positive(uint value, int most) => value == 0 ? null : (int)Math.Min(value, (uint)most);
}

[StructLayout(LayoutKind.Sequential)]
internal struct tc_sfq_qopt
{
    internal uint quantum;
    internal int perturb_period;
    internal uint limit;
    internal uint divisor;
    internal uint flows;
}

[StructLayout(LayoutKind.Sequential)]
internal struct tc_sfqred_stats
{
    internal uint prob_drop;
    internal uint forced_drop;
    internal uint prob_mark;
    internal uint forced_mark;
    internal uint prob_mark_head;
    internal uint forced_mark_head;
}

[StructLayout(LayoutKind.Sequential)]
internal struct tc_sfq_qopt_v1
{
    internal tc_sfq_qopt v0;
    internal uint depth;
    internal uint headdrop;
    internal uint limit;
    internal uint qth_min;
    internal uint qth_max;
    internal byte Wlog;
    internal byte Plog;
    internal byte Scell_log;
    internal byte flags;
    internal uint max_P;
    internal tc_sfqred_stats stats;
}
