using System.Runtime.InteropServices;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>One queue, which drops or marks packets the more often, the longer it has been on average (random early detection).</summary>
/// <remarks>
/// See tc-red(8). The kernel does not report <see cref="AveragePacketSize"/>, <see cref="Burst"/> and <see cref="Bandwidth"/>; what it derives from them is
/// <see cref="WeightLog"/>.
/// </remarks>
public sealed record RedQdisc : Qdisc, ITrafficKind<RedQdisc>
{
    internal const ushort TCA_RED_PARMS = 1;
    internal const ushort TCA_RED_STAB = 2;
    internal const ushort TCA_RED_MAX_P = 3;
    internal const ushort TCA_RED_FLAGS = 4;
    internal const ushort TCA_RED_EARLY_DROP_BLOCK = 5;
    internal const ushort TCA_RED_MARK_BLOCK = 6;

    private const uint TC_RED_ECN = 1;
    private const uint TC_RED_HARDDROP = 2;
    private const uint TC_RED_ADAPTATIVE = 4;
    private const uint TC_RED_NODROP = 8;

    private const long DefaultBandwidth = 10_000_000;

    /// <summary>Creates a qdisc.</summary>
    /// <param name="limit">How many bytes can wait; at least 12.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public RedQdisc(int limit)
    {
        const int least = 12;
        Limit = NumberRange.Require(limit, least, int.MaxValue, nameof(limit));
    }

    private RedQdisc(in tc_red_qopt options)
    {
        Limit = (int)Math.Min(options.limit, int.MaxValue);
        MinThreshold = (int)Math.Min(options.qth_min, int.MaxValue);
        MaxThreshold = (int)Math.Min(options.qth_max, int.MaxValue);
        WeightLog = Math.Clamp((int)options.Wlog, 1, RedAverage.MaxLog);
        IdleCellLog = new(options.Scell_log);
    }

    /// <summary>Gets the kind <c>red</c>.</summary>
    public static TrafficKind<RedQdisc> Kind { get; } = new("red", Read)
    {
        Feature = "red qdiscs (CONFIG_NET_SCH_RED)",
        OptionAttributes = new NetlinkAttributeSet(
            new(TCA_RED_PARMS, nameof(TCA_RED_PARMS)),
            new(TCA_RED_STAB, nameof(TCA_RED_STAB)),
            new(TCA_RED_MAX_P, nameof(TCA_RED_MAX_P)),
            new(TCA_RED_FLAGS, nameof(TCA_RED_FLAGS)),
            new(TCA_RED_EARLY_DROP_BLOCK, nameof(TCA_RED_EARLY_DROP_BLOCK)),
            new(TCA_RED_MARK_BLOCK, nameof(TCA_RED_MARK_BLOCK))),
    };

    /// <summary>Gets how many bytes can wait.</summary>
    public int Limit { get; }

    /// <summary>Gets the average length from which packets are dropped or marked, in bytes. Defaults to a third of <see cref="MaxThreshold"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? MinThreshold
    {
        get;
        init => field = NumberRange.Require(value, 0, int.MaxValue, nameof(MinThreshold));
    }

    /// <summary>Gets the average length at which <see cref="Probability"/> is reached, in bytes. Defaults to a quarter of <see cref="Limit"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? MaxThreshold
    {
        get;
        init => field = NumberRange.Require(value, 0, int.MaxValue, nameof(MaxThreshold));
    }

    /// <summary>Gets the greatest probability that a packet is dropped or marked below <see cref="MaxThreshold"/>; a ratio from 0 to 1. Defaults to 0.02.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 1.</exception>
    public double Probability
    {
        get;
        init => field = TrafficValues.Ratio(value, nameof(Probability));
    }
    = 0.02;

    /// <summary>Gets the length of an average packet, in bytes. Defaults to 1000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int AveragePacketSize
    {
        get;
        init => field = NumberRange.Require(value, 1, int.MaxValue, nameof(AveragePacketSize));
    }
    = 1000;

    /// <summary>
    /// Gets how many average packets can arrive at once without one being dropped. Defaults to the packets of twice <see cref="MinThreshold"/> and once
    /// <see cref="MaxThreshold"/>, divided by three.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? Burst
    {
        get;
        init => field = NumberRange.Require(value, 1, int.MaxValue, nameof(Burst));
    }

    /// <summary>Gets the rate of the link, in bits per second, by which the average goes down while nothing is sent. Defaults to 10 Mbit/s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 8.</exception>
    public long Bandwidth
    {
        get;
        init => field = TrafficValues.Rate(value, nameof(Bandwidth));
    }
    = DefaultBandwidth;

    /// <summary>
    /// Gets the weight of the present length in the average, as the power of two that it is divided by; 1 to 31. Derived from <see cref="Burst"/> if the value is
    /// <see langword="null"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? WeightLog
    {
        get;
        init => field = NumberRange.Require(value, 1, RedAverage.MaxLog, nameof(WeightLog));
    }

    /// <summary>Gets whether packets are marked instead of dropped where the sender supports it.</summary>
    public bool Ecn { get; init; }

    /// <summary>Gets whether all packets are dropped, not marked, while the average exceeds <see cref="MaxThreshold"/>. Matters with <see cref="Ecn"/>.</summary>
    public bool HardDrop { get; init; }

    /// <summary>Gets whether the kernel adapts the probability, from 0.01 to 0.5, to keep the average between the thresholds.</summary>
    public bool Adaptive { get; init; }

    /// <summary>Gets whether packets that cannot be marked are kept, not dropped. Needs <see cref="Ecn"/>. Kernel 5.7.</summary>
    public bool NoDrop { get; init; }

    /// <inheritdoc/>
    public override TrafficKind TrafficKind => Kind;

    private Uncompared<byte?> IdleCellLog { get; init; }

    private int EffectiveMax => MaxThreshold ?? (Limit / 4);

    private int EffectiveMin => MinThreshold ?? (EffectiveMax / 3);

    private RedAverage Average => new(EffectiveMin, EffectiveMax, AveragePacketSize, Burst, WeightLog, Bandwidth, IdleCellLog.Value);

    /// <inheritdoc/>
    protected override void Validate()
    {
        if (EffectiveMax > Limit || EffectiveMin > EffectiveMax)
        {
            throw new ArgumentException($"{nameof(MinThreshold)} is not more than {nameof(MaxThreshold)}, which is not more than {nameof(Limit)}.");
        }

        if (NoDrop && !Ecn)
        {
            throw new ArgumentException($"{nameof(NoDrop)} needs {nameof(Ecn)}.");
        }

        if (Average is not { IsValid: true })
        {
            throw new ArgumentException($"There is no weight for {nameof(Burst)}, {nameof(MinThreshold)} and {nameof(AveragePacketSize)}, or the table for {nameof(Bandwidth)} does not fit. The burst is at least the packets of {nameof(MinThreshold)}.");
        }
    }

    /// <inheritdoc/>
    protected override void WriteOptions(ref NetlinkMessageWriter writer)
    {
        RedAverage average = Average;
        writer.WriteStruct(TCA_RED_PARMS, new tc_red_qopt
        {
            limit = (uint)Limit,
            qth_min = (uint)EffectiveMin,
            qth_max = (uint)EffectiveMax,
            Wlog = (byte)average.WeightLog,
            Plog = (byte)RedAverage.ProbabilityLog(Probability, EffectiveMax - EffectiveMin),
            Scell_log = (byte)average.CellLog,
        });
        Span<byte> table = stackalloc byte[RedAverage.TableLength];
        average.Fill(table);
        writer.WriteBytes(TCA_RED_STAB, table);
        writer.WriteUInt32(TCA_RED_MAX_P, TrafficValues.ToProbability(Probability));
        uint flags = (Ecn ? TC_RED_ECN : 0) | (HardDrop ? TC_RED_HARDDROP : 0) | (Adaptive ? TC_RED_ADAPTATIVE : 0) | (NoDrop ? TC_RED_NODROP : 0);
        writer.WriteStruct(TCA_RED_FLAGS, new nla_bitfield32 { value = flags, selector = TC_RED_ECN | TC_RED_HARDDROP | TC_RED_ADAPTATIVE | TC_RED_NODROP });
    }

    private static RedQdisc Read(NetlinkAttribute attributes)
    {
        tc_red_qopt options = default;
        (uint probability, uint? flags) = (0, null);
        foreach (NetlinkAttribute attribute in attributes.Nested)
        {
            switch (attribute.Type)
            {
                case TCA_RED_PARMS:
                    options = attribute.ReadStruct<tc_red_qopt>();
                    break;
                case TCA_RED_MAX_P:
                    probability = attribute.ReadUInt32();
                    break;
                case TCA_RED_FLAGS:
                    flags = attribute.ReadStruct<nla_bitfield32>().value;
                    break;
            }
        }

        uint bits = flags ?? options.flags;
        return new RedQdisc(options)
        {
            Probability = TrafficValues.FromProbability(probability),
            Ecn = (bits & TC_RED_ECN) != 0,
            HardDrop = (bits & TC_RED_HARDDROP) != 0,
            Adaptive = (bits & TC_RED_ADAPTATIVE) != 0,
            NoDrop = (bits & TC_RED_NODROP) != 0,
        };
    }
}

[StructLayout(LayoutKind.Sequential)]
internal struct tc_red_qopt
{
    internal uint limit;
    internal uint qth_min;
    internal uint qth_max;
    internal byte Wlog;
    internal byte Plog;
    internal byte Scell_log;
    internal byte flags;
}
