using System.Runtime.InteropServices;
using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.HtbQdisc;

namespace LinuxNamespaces.Network;

/// <summary>A class of a <see cref="HtbQdisc"/>.</summary>
/// <remarks>See tc-htb(8). A class without children gets a queue of its own, which another qdisc can replace.</remarks>
public sealed record HtbClass : TrafficClass, ITrafficKind<HtbClass>
{
    private const int MaxPriority = 7;

    // What a class can send at once, if nothing is said: 4 ms at its rate, and a packet.
    private const long BurstsPerSecond = 250;
    private const long PacketSize = 1600;

    private readonly long? _ceiling;

    /// <summary>Creates a class.</summary>
    /// <param name="rate">The rate that the class has in any case, in bits per second; at least 8.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is less than 8.</exception>
    public HtbClass(long rate) => Rate = TrafficValues.Rate(rate, nameof(rate));

    private HtbClass()
    {
    }

    /// <summary>Gets the kind <c>htb</c>.</summary>
    public static TrafficKind<HtbClass> Kind { get; } = new("htb", Read) { Feature = "htb qdiscs (CONFIG_NET_SCH_HTB)", OptionAttributes = HtbQdisc.Attributes };

    /// <summary>Gets the rate that the class has in any case, in bits per second. The kernel rounds it down to whole bytes per second.</summary>
    public long Rate { get; private init; }

    /// <summary>Gets the rate that the class can reach while others do not use theirs, in bits per second. Defaults to the rate.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 8.</exception>
    public long Ceiling
    {
        get => _ceiling ?? Rate;
        init => _ceiling = TrafficValues.Rate(value, nameof(Ceiling));
    }

    /// <summary>Gets how many bytes can be sent at once at the rate. Defaults to those of 4 ms and 1600.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public long? Burst
    {
        get;
        init => field = NumberRange.Require(value, 1, long.MaxValue, nameof(Burst));
    }

    /// <summary>Gets how many bytes can be sent at once at the ceiling. Defaults to those of 4 ms and 1600.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public long? CeilingBurst
    {
        get;
        init => field = NumberRange.Require(value, 1, long.MaxValue, nameof(CeilingBurst));
    }

    /// <summary>Gets the priority; 0 to 7, the lowest first. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Priority
    {
        get;
        init => field = NumberRange.Require(value, 0, MaxPriority, nameof(Priority));
    }

    /// <summary>Gets how many bytes the class sends before another one has its turn; the kernel derives it from the rate if the value is <see langword="null"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? Quantum
    {
        get;
        init => field = NumberRange.Require(value, 1, int.MaxValue, nameof(Quantum));
    }

    /// <summary>Gets how many bytes are added to the length of each packet; 0 to 65535. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Overhead
    {
        get;
        init => field = NumberRange.Require(value, 0, ushort.MaxValue, nameof(Overhead));
    }

    /// <summary>Gets the least number of bytes that a packet counts as; 0 to 65535. Defaults to 0. Kernel 5.10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MinPacketSize
    {
        get;
        init => field = NumberRange.Require(value, 0, ushort.MaxValue, nameof(MinPacketSize));
    }

    /// <inheritdoc/>
    public override TrafficKind TrafficKind => Kind;

    /// <inheritdoc/>
    protected override void Validate()
    {
        TrafficValues.RequireBurst(Burst ?? 0, Rate, nameof(Burst));
        TrafficValues.RequireBurst(CeilingBurst ?? 0, Ceiling, nameof(CeilingBurst));
        if (Ceiling < Rate)
        {
            throw new ArgumentException($"{nameof(Ceiling)} is not less than the rate.");
        }
    }

    /// <inheritdoc/>
    protected override void WriteOptions(ref NetlinkMessageWriter writer)
    {
        TrafficRate.WriteWide(ref writer, TCA_HTB_RATE64, Rate);
        TrafficRate.WriteWide(ref writer, TCA_HTB_CEIL64, Ceiling);
        writer.WriteStruct(TCA_HTB_PARMS, new tc_htb_opt
        {
            rate = TrafficRate.ToSpec(Rate, Overhead, MinPacketSize),
            ceil = TrafficRate.ToSpec(Ceiling, Overhead, MinPacketSize),
            buffer = BufferOf(Burst, Rate),
            cbuffer = BufferOf(CeilingBurst, Ceiling),
            quantum = (uint)(Quantum ?? 0),
            prio = (uint)Priority,
        });
    }

    private static uint BufferOf(long? burst, long rate)
    {
        ulong bytes = TrafficValues.ToBytes(rate);
        return TrafficValues.TransmitTicks((ulong)(burst ?? (((long)bytes / BurstsPerSecond) + PacketSize)), bytes);
    }

    private static HtbClass Read(NetlinkAttribute options)
    {
        tc_htb_opt parameters = default;
        (ulong? rate, ulong? ceiling) = (null, null);
        foreach (NetlinkAttribute attribute in options.Nested)
        {
            switch (attribute.Type)
            {
                case TCA_HTB_PARMS:
                    parameters = attribute.ReadStruct<tc_htb_opt>();
                    break;
                case TCA_HTB_RATE64:
                    rate = attribute.ReadUInt64();
                    break;
                case TCA_HTB_CEIL64:
                    ceiling = attribute.ReadUInt64();
                    break;
            }
        }

        ulong bytes = TrafficRate.Read(parameters.rate, rate);
        ulong ceilingBytes = TrafficRate.Read(parameters.ceil, ceiling);
        return new HtbClass
        {
            Rate = TrafficValues.ToBits(bytes),
            Ceiling = TrafficValues.ToBits(Math.Max(1, ceilingBytes)),
            Burst = Math.Max(1, TrafficValues.TransmitBytes(parameters.buffer, bytes)),
            CeilingBurst = Math.Max(1, TrafficValues.TransmitBytes(parameters.cbuffer, ceilingBytes)),
            Priority = (int)Math.Min(parameters.prio, MaxPriority),
            Quantum = parameters.quantum == 0 ? null : (int)Math.Min(parameters.quantum, int.MaxValue),
            Overhead = parameters.rate.overhead,
            MinPacketSize = parameters.rate.mpu,
        };
    }
}

[StructLayout(LayoutKind.Sequential)]
internal struct tc_htb_opt
{
    internal tc_ratespec rate;
    internal tc_ratespec ceil;
    internal uint buffer;
    internal uint cbuffer;
    internal uint quantum;
    internal uint level;
    internal uint prio;
}
