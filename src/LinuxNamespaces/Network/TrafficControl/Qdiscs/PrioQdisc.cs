using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Several classes; one is served only while those before it are empty.</summary>
/// <remarks>See tc-prio(8). The classes are <c>1:1</c>, <c>1:2</c> and so on in a qdisc <c>1:</c>. Filters can choose one, too.</remarks>
public sealed record PrioQdisc : Qdisc, ITrafficKind<PrioQdisc>
{
    // TC_PRIO_MAX + 1 and TCQ_PRIO_BANDS
    private const int Priorities = 16;
    private const int MaxBands = 16;

    private static readonly ValueList<byte> s_defaultMap = new([1, 2, 2, 2, 1, 2, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1]);

    /// <summary>Gets the kind <c>prio</c>.</summary>
    public static TrafficKind<PrioQdisc> Kind { get; } = new("prio", Read) { Feature = "prio qdiscs (CONFIG_NET_SCH_PRIO)" };

    /// <summary>Gets the number of classes; 2 to 16. Defaults to 3.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Bands
    {
        get;
        init => field = NumberRange.Require(value, 2, MaxBands, nameof(Bands));
    }
    = 3;

    /// <summary>Gets the number of the class, from 0, for each priority of a packet from 0 to 15.</summary>
    /// <exception cref="ArgumentException">There are not 16 numbers.</exception>
    public IReadOnlyList<byte> PriorityMap
    {
        get;
        init => field = value?.Count == Priorities ? new ValueList<byte>(value) : throw new ArgumentException($"The map has {Priorities} numbers.", nameof(PriorityMap));
    }
    = s_defaultMap;

    /// <inheritdoc/>
    public override TrafficKind TrafficKind => Kind;

    /// <inheritdoc/>
    protected override void Validate()
    {
        if (PriorityMap.Any(band => band >= Bands))
        {
            throw new ArgumentException($"{nameof(PriorityMap)} has a class that is not less than {nameof(Bands)}.");
        }
    }

    /// <inheritdoc/>
    protected override void WriteOptions(ref NetlinkMessageWriter writer)
    {
        ref tc_prio_qopt options = ref writer.WriteStruct<tc_prio_qopt>();
        options.bands = Bands;
        ((ValueList<byte>)PriorityMap).Span.CopyTo(options.priomap);
    }

    private static PrioQdisc Read(NetlinkAttribute attribute)
    {
        tc_prio_qopt options = attribute.ReadStruct<tc_prio_qopt>();
        return new PrioQdisc { Bands = Math.Clamp(options.bands, 2, MaxBands), PriorityMap = ((ReadOnlySpan<byte>)options.priomap).ToArray() };
    }
}

[StructLayout(LayoutKind.Sequential)]
internal struct tc_prio_qopt
{
    internal int bands;
    internal PriorityBytes priomap;
}

/// <summary>The 16 bytes of a map.</summary>
[InlineArray(16)]
internal struct PriorityBytes
{
    private byte _first;
}
