using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Shapes a link and shares it fairly among hosts and flows, in one qdisc (common applications kept enhanced).</summary>
/// <remarks>See tc-cake(8). A setting that is <see langword="null"/> is the kernel's default, or stays as it is.</remarks>
public sealed record CakeQdisc : Qdisc, ITrafficKind<CakeQdisc>
{
    internal const ushort TCA_CAKE_BASE_RATE64 = 2;
    internal const ushort TCA_CAKE_DIFFSERV_MODE = 3;
    internal const ushort TCA_CAKE_ATM = 4;
    internal const ushort TCA_CAKE_FLOW_MODE = 5;
    internal const ushort TCA_CAKE_OVERHEAD = 6;
    internal const ushort TCA_CAKE_RTT = 7;
    internal const ushort TCA_CAKE_TARGET = 8;
    internal const ushort TCA_CAKE_AUTORATE = 9;
    internal const ushort TCA_CAKE_MEMORY = 10;
    internal const ushort TCA_CAKE_NAT = 11;
    internal const ushort TCA_CAKE_RAW = 12;
    internal const ushort TCA_CAKE_WASH = 13;
    internal const ushort TCA_CAKE_MPU = 14;
    internal const ushort TCA_CAKE_INGRESS = 15;
    internal const ushort TCA_CAKE_ACK_FILTER = 16;
    internal const ushort TCA_CAKE_SPLIT_GSO = 17;
    internal const ushort TCA_CAKE_FWMARK = 18;

    /// <summary>Gets the kind <c>cake</c>.</summary>
    public static TrafficKind<CakeQdisc> Kind { get; } = new("cake", Read)
    {
        Feature = "cake qdiscs (CONFIG_NET_SCH_CAKE)",
        OptionAttributes = new NetlinkAttributeSet(
            new(TCA_CAKE_BASE_RATE64, nameof(TCA_CAKE_BASE_RATE64)),
            new(TCA_CAKE_DIFFSERV_MODE, nameof(TCA_CAKE_DIFFSERV_MODE)),
            new(TCA_CAKE_ATM, nameof(TCA_CAKE_ATM)),
            new(TCA_CAKE_FLOW_MODE, nameof(TCA_CAKE_FLOW_MODE)),
            new(TCA_CAKE_OVERHEAD, nameof(TCA_CAKE_OVERHEAD)),
            new(TCA_CAKE_RTT, nameof(TCA_CAKE_RTT)),
            new(TCA_CAKE_TARGET, nameof(TCA_CAKE_TARGET)),
            new(TCA_CAKE_AUTORATE, nameof(TCA_CAKE_AUTORATE)),
            new(TCA_CAKE_MEMORY, nameof(TCA_CAKE_MEMORY)),
            new(TCA_CAKE_NAT, nameof(TCA_CAKE_NAT)),
            new(TCA_CAKE_RAW, nameof(TCA_CAKE_RAW)),
            new(TCA_CAKE_WASH, nameof(TCA_CAKE_WASH)),
            new(TCA_CAKE_MPU, nameof(TCA_CAKE_MPU)),
            new(TCA_CAKE_INGRESS, nameof(TCA_CAKE_INGRESS)),
            new(TCA_CAKE_ACK_FILTER, nameof(TCA_CAKE_ACK_FILTER)),
            new(TCA_CAKE_SPLIT_GSO, nameof(TCA_CAKE_SPLIT_GSO)),
            new(TCA_CAKE_FWMARK, nameof(TCA_CAKE_FWMARK))),
    };

    /// <summary>Gets the rate of the link, in bits per second; 0 for no limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public long? Bandwidth
    {
        get;
        init => field = NumberRange.Require(value, 0, long.MaxValue, nameof(Bandwidth));
    }

    /// <summary>Gets whether the rate follows what is received.</summary>
    public bool? AutoRate { get; init; }

    /// <summary>Gets how packets are sorted by their DSCP.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public CakeDiffserv? Diffserv
    {
        get;
        init => field = Defined.Require(value, nameof(Diffserv));
    }

    /// <summary>Gets what is shared fairly.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public CakeFlowMode? FlowMode
    {
        get;
        init => field = Defined.Require(value, nameof(FlowMode));
    }

    /// <summary>Gets whether addresses are those before NAT.</summary>
    public bool? Nat { get; init; }

    /// <summary>Gets whether the DSCP is cleared.</summary>
    public bool? Wash { get; init; }

    /// <summary>Gets whether the qdisc shapes received packets, and counts those that it drops.</summary>
    public bool? Ingress { get; init; }

    /// <summary>Gets how superfluous acknowledgements of TCP are dropped.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public CakeAckFilter? AckFilter
    {
        get;
        init => field = Defined.Require(value, nameof(AckFilter));
    }

    /// <summary>Gets whether large packets are split.</summary>
    public bool? SplitGso { get; init; }

    /// <summary>Gets the round-trip time that the qdisc is tuned for, in steps of 1 µs.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan? RoundTripTime
    {
        get;
        init => field = TrafficValues.Microseconds(value, nameof(RoundTripTime));
    }

    /// <summary>Gets the acceptable time that packets wait, in steps of 1 µs. The kernel derives it from <see cref="RoundTripTime"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan? Target
    {
        get;
        init => field = TrafficValues.Microseconds(value, nameof(Target));
    }

    /// <summary>Gets how many bytes of memory can be used.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? MemoryLimit
    {
        get;
        init => field = NumberRange.Require(value, 0, int.MaxValue, nameof(MemoryLimit));
    }

    /// <summary>Gets how many bytes are added to the length of each packet; -64 to 256. Without it, the kernel counts packets as they are.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? Overhead
    {
        get;
        init => field = NumberRange.Require(value, -64, 256, nameof(Overhead));
    }

    /// <summary>Gets the least number of bytes that a packet counts as; 0 to 256.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? MinPacketSize
    {
        get;
        init => field = NumberRange.Require(value, 0, 256, nameof(MinPacketSize));
    }

    /// <summary>Gets the cells that packets are sent in.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public CakeCells? Cells
    {
        get;
        init => field = Defined.Require(value, nameof(Cells));
    }

    /// <summary>Gets the bits of the mark of a packet that choose its class.</summary>
    public uint? MarkMask { get; init; }

    /// <inheritdoc/>
    public override TrafficKind TrafficKind => Kind;

    /// <inheritdoc/>
    protected override void WriteOptions(ref NetlinkMessageWriter writer)
    {
        if (Bandwidth is { } bandwidth)
        {
            writer.WriteUInt64(TCA_CAKE_BASE_RATE64, TrafficValues.ToBytes(bandwidth));
        }

        writer.WriteOptional(TCA_CAKE_DIFFSERV_MODE, (int?)Diffserv);
        writer.WriteOptional(TCA_CAKE_ATM, (int?)Cells);
        writer.WriteOptional(TCA_CAKE_FLOW_MODE, (int?)FlowMode);
        writer.WriteOptional(TCA_CAKE_OVERHEAD, Overhead);
        writer.WriteOptional(TCA_CAKE_RTT, TrafficValues.ToMicroseconds(RoundTripTime));
        writer.WriteOptional(TCA_CAKE_TARGET, TrafficValues.ToMicroseconds(Target));
        writer.WriteOptional(TCA_CAKE_AUTORATE, Number(AutoRate));
        writer.WriteOptional(TCA_CAKE_MEMORY, MemoryLimit);
        writer.WriteOptional(TCA_CAKE_NAT, Number(Nat));
        writer.WriteOptional(TCA_CAKE_WASH, Number(Wash));
        writer.WriteOptional(TCA_CAKE_MPU, MinPacketSize);
        writer.WriteOptional(TCA_CAKE_INGRESS, Number(Ingress));
        writer.WriteOptional(TCA_CAKE_ACK_FILTER, (int?)AckFilter);
        writer.WriteOptional(TCA_CAKE_SPLIT_GSO, Number(SplitGso));
        writer.WriteOptional(TCA_CAKE_FWMARK, MarkMask);
    }

    private static uint? Number(bool? value) => value is { } flag ? (flag ? 1u : 0u) : null;

    private static CakeQdisc Read(NetlinkAttribute options)
    {
        TrafficNumbers numbers = new(options.Nested, stackalloc long[TCA_CAKE_FWMARK + 1]);
        return new CakeQdisc
        {
            Bandwidth = numbers[TCA_CAKE_BASE_RATE64] is { } rate ? TrafficValues.ToBits((ulong)rate) : null,
            AutoRate = numbers.Boolean(TCA_CAKE_AUTORATE),
            Diffserv = (CakeDiffserv?)numbers.Int32(TCA_CAKE_DIFFSERV_MODE, 0, (int)CakeDiffserv.Precedence),
            FlowMode = (CakeFlowMode?)numbers.Int32(TCA_CAKE_FLOW_MODE, 0, (int)CakeFlowMode.Triple),
            Nat = numbers.Boolean(TCA_CAKE_NAT),
            Wash = numbers.Boolean(TCA_CAKE_WASH),
            Ingress = numbers.Boolean(TCA_CAKE_INGRESS),
            AckFilter = (CakeAckFilter?)numbers.Int32(TCA_CAKE_ACK_FILTER, 0, (int)CakeAckFilter.Aggressive),
            SplitGso = numbers.Boolean(TCA_CAKE_SPLIT_GSO),
            RoundTripTime = numbers.Microseconds(TCA_CAKE_RTT),
            Target = numbers.Microseconds(TCA_CAKE_TARGET),
            MemoryLimit = numbers.Int32(TCA_CAKE_MEMORY),
            Overhead = numbers[TCA_CAKE_RAW] is null && numbers[TCA_CAKE_OVERHEAD] is { } overhead ? Math.Clamp(unchecked((int)overhead), -64, 256) : null,
            MinPacketSize = numbers[TCA_CAKE_RAW] is null ? numbers.Int32(TCA_CAKE_MPU, 0, 256) : null,
            Cells = (CakeCells?)numbers.Int32(TCA_CAKE_ATM, 0, (int)CakeCells.Ptm),
            MarkMask = numbers.UInt32(TCA_CAKE_FWMARK),
        };
    }
}

/// <summary>Specifies how cake sorts packets by their DSCP.</summary>
public enum CakeDiffserv
{
    /// <summary>Into bulk, best effort and voice (CAKE_DIFFSERV_DIFFSERV3).</summary>
    Three = 0,

    /// <summary>Into bulk, best effort, video and voice (CAKE_DIFFSERV_DIFFSERV4).</summary>
    Four = 1,

    /// <summary>Into eight classes (CAKE_DIFFSERV_DIFFSERV8).</summary>
    Eight = 2,

    /// <summary>Not at all (CAKE_DIFFSERV_BESTEFFORT).</summary>
    BestEffort = 3,

    /// <summary>By the precedence bits (CAKE_DIFFSERV_PRECEDENCE).</summary>
    Precedence = 4,
}

/// <summary>Specifies what cake shares fairly.</summary>
public enum CakeFlowMode
{
    /// <summary>Nothing (CAKE_FLOW_NONE).</summary>
    None = 0,

    /// <summary>Source hosts (CAKE_FLOW_SRC_IP).</summary>
    SourceHosts = 1,

    /// <summary>Destination hosts (CAKE_FLOW_DST_IP).</summary>
    DestinationHosts = 2,

    /// <summary>Pairs of hosts (CAKE_FLOW_HOSTS).</summary>
    Hosts = 3,

    /// <summary>Flows (CAKE_FLOW_FLOWS).</summary>
    Flows = 4,

    /// <summary>Source hosts, then their flows (CAKE_FLOW_DUAL_SRC).</summary>
    DualSource = 5,

    /// <summary>Destination hosts, then their flows (CAKE_FLOW_DUAL_DST).</summary>
    DualDestination = 6,

    /// <summary>Source and destination hosts, then their flows (CAKE_FLOW_TRIPLE).</summary>
    Triple = 7,
}

/// <summary>Specifies how cake drops superfluous acknowledgements.</summary>
public enum CakeAckFilter
{
    /// <summary>Not at all (CAKE_ACK_NONE).</summary>
    None = 0,

    /// <summary>Those that a later one repeats (CAKE_ACK_FILTER).</summary>
    Filter = 1,

    /// <summary>More of them (CAKE_ACK_AGGRESSIVE).</summary>
    Aggressive = 2,
}

/// <summary>Specifies the cells that cake counts packets in.</summary>
public enum CakeCells
{
    /// <summary>None (CAKE_ATM_NONE).</summary>
    None = 0,

    /// <summary>ATM cells (CAKE_ATM_ATM).</summary>
    Atm = 1,

    /// <summary>PTM cells (CAKE_ATM_PTM).</summary>
    Ptm = 2,
}
