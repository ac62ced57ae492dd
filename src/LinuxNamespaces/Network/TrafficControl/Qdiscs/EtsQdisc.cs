using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Several classes: the first ones by strict priority, and the others one after the other, each as many bytes as its quantum (enhanced transmission selection).</summary>
/// <remarks>
/// See tc-ets(8). Kernel 5.6. The classes are <c>1:1</c>, <c>1:2</c> and so on in a qdisc <c>1:</c>. Filters can choose one, too. A setting that is
/// <see langword="null"/> is the kernel's default.
/// </remarks>
public sealed record EtsQdisc : Qdisc, ITrafficKind<EtsQdisc>
{
    internal const ushort TCA_ETS_NBANDS = 1;
    internal const ushort TCA_ETS_NSTRICT = 2;
    internal const ushort TCA_ETS_QUANTA = 3;
    internal const ushort TCA_ETS_QUANTA_BAND = 4;
    internal const ushort TCA_ETS_PRIOMAP = 5;
    internal const ushort TCA_ETS_PRIOMAP_BAND = 6;

    // TC_PRIO_MAX + 1 and TCQ_ETS_MAX_BANDS
    private const int Priorities = 16;
    private const int MaxBands = 16;

    /// <summary>Creates a qdisc.</summary>
    /// <param name="bands">The number of classes; 1 to 16.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public EtsQdisc(int bands) => Bands = NumberRange.Require(bands, 1, MaxBands, nameof(bands));

    /// <summary>Gets the kind <c>ets</c>.</summary>
    public static TrafficKind<EtsQdisc> Kind { get; } = new("ets", Read)
    {
        Feature = "ets qdiscs (CONFIG_NET_SCH_ETS)",
        OptionAttributes = new NetlinkAttributeSet(
            new(TCA_ETS_NBANDS, nameof(TCA_ETS_NBANDS)),
            new(TCA_ETS_NSTRICT, nameof(TCA_ETS_NSTRICT)),
            new(TCA_ETS_QUANTA, nameof(TCA_ETS_QUANTA)) { Nested = new NetlinkAttributeSet(new NetlinkAttributeSchema(TCA_ETS_QUANTA_BAND, nameof(TCA_ETS_QUANTA_BAND))) },
            new(TCA_ETS_PRIOMAP, nameof(TCA_ETS_PRIOMAP)) { Nested = new NetlinkAttributeSet(new NetlinkAttributeSchema(TCA_ETS_PRIOMAP_BAND, nameof(TCA_ETS_PRIOMAP_BAND))) }),
    };

    /// <summary>Gets the number of classes.</summary>
    public int Bands { get; }

    /// <summary>Gets how many classes, from the first one, are served before all that follow; 0 to 16. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int StrictBands
    {
        get;
        init => field = NumberRange.Require(value, 0, MaxBands, nameof(StrictBands));
    }

    /// <summary>
    /// Gets how many bytes each of the other classes sends before the next one has its turn. Those that are missing have the length of the longest packet of the
    /// link.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
    public IReadOnlyList<int>? Quanta
    {
        get;
        init
        {
            foreach (int quantum in value ?? [])
            {
                ArgumentOutOfRangeException.ThrowIfNegativeOrZero(quantum, nameof(Quanta));
            }

            field = value is null ? null : new ValueList<int>(value);
        }
    }

    /// <summary>Gets the number of the class, from 0, for the priorities of a packet from 0 on; up to 16. Those that are missing have the last class.</summary>
    /// <exception cref="ArgumentException">There are more than 16 numbers.</exception>
    public IReadOnlyList<byte>? PriorityMap
    {
        get;
        init => field = value is null ? null
            : value.Count <= Priorities ? new ValueList<byte>(value)
            : throw new ArgumentException($"The map has at most {Priorities} numbers.", nameof(PriorityMap));
    }

    /// <inheritdoc/>
    public override TrafficKind TrafficKind => Kind;

    /// <inheritdoc/>
    protected override void Validate()
    {
        if (StrictBands > Bands || Quanta?.Count > Bands - StrictBands)
        {
            throw new ArgumentException($"{nameof(StrictBands)} and {nameof(Quanta)} are for more than {Bands} classes.");
        }

        if (PriorityMap?.Any(band => band >= Bands) == true)
        {
            throw new ArgumentException($"{nameof(PriorityMap)} has a class that is not less than {nameof(Bands)}.");
        }
    }

    /// <inheritdoc/>
    protected override void WriteOptions(ref NetlinkMessageWriter writer)
    {
        writer.WriteByte(TCA_ETS_NBANDS, (byte)Bands);
        writer.WriteOptional(TCA_ETS_NSTRICT, StrictBands == 0 ? null : (byte)StrictBands);
        if (Quanta is ValueList<int> { Count: > 0 } quanta)
        {
            NestedAttribute nest = writer.BeginNested(TCA_ETS_QUANTA);
            foreach (int quantum in quanta.Span)
            {
                writer.WriteInt32(TCA_ETS_QUANTA_BAND, quantum);
            }

            writer.EndNested(nest);
        }

        if (PriorityMap is ValueList<byte> { Count: > 0 } map)
        {
            NestedAttribute nest = writer.BeginNested(TCA_ETS_PRIOMAP);
            foreach (byte band in map.Span)
            {
                writer.WriteByte(TCA_ETS_PRIOMAP_BAND, band);
            }

            writer.EndNested(nest);
        }
    }

    private static EtsQdisc Read(NetlinkAttribute options)
    {
        (int bands, int strict, List<int>? quanta, List<byte>? map) = (1, 0, null, null);
        foreach (NetlinkAttribute attribute in options.Nested)
        {
            switch (attribute.Type)
            {
                case TCA_ETS_NBANDS:
                    bands = Math.Clamp((int)attribute.ReadByte(), 1, MaxBands);
                    break;
                case TCA_ETS_NSTRICT:
                    strict = Math.Min((int)attribute.ReadByte(), MaxBands);
                    break;
                case TCA_ETS_QUANTA:
                    quanta = [];
                    foreach (NetlinkAttribute band in attribute.Nested)
                    {
                        quanta.Add((int)Math.Clamp(band.ReadUInt32(), 1, int.MaxValue));
                    }

                    break;
                case TCA_ETS_PRIOMAP:
                    map = [];
                    foreach (NetlinkAttribute band in attribute.Nested)
                    {
                        map.Add(band.ReadByte());
                    }

                    break;
            }
        }

        return new EtsQdisc(bands) { StrictBands = strict, Quanta = quanta, PriorityMap = map is { Count: > Priorities } ? map[..Priorities] : map };
    }
}
