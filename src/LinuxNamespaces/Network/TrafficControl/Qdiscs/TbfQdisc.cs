using System.Runtime.InteropServices;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Limits a link to a rate (token bucket filter).</summary>
/// <remarks>See tc-tbf(8).</remarks>
/// <example>
/// <code>
/// link.Qdiscs.Replace(new TbfQdisc(rate: 10_000_000, burst: 15_000, latency: TimeSpan.FromMilliseconds(50)));
/// </code>
/// </example>
public sealed record TbfQdisc : Qdisc, ITrafficKind<TbfQdisc>
{
    internal const ushort TCA_TBF_PARMS = 1;
    internal const ushort TCA_TBF_RTAB = 2;
    internal const ushort TCA_TBF_PTAB = 3;
    internal const ushort TCA_TBF_RATE64 = 4;
    internal const ushort TCA_TBF_PRATE64 = 5;
    internal const ushort TCA_TBF_BURST = 6;
    internal const ushort TCA_TBF_PBURST = 7;

    /// <summary>Creates a qdisc.</summary>
    /// <param name="rate">The rate, in bits per second; at least 8.</param>
    /// <param name="burst">How many bytes can be sent at once; more than the longest packet.</param>
    /// <param name="latency">How long a packet waits at most. <see cref="Limit"/> is calculated from it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public TbfQdisc(long rate, int burst, TimeSpan latency)
        : this(rate, burst, 0)
    {
        TrafficValues.Time(latency, nameof(latency));
        Limit = (int)UInt128.Min(int.MaxValue, ((UInt128)TrafficValues.ToBytes(rate) * (ulong)latency.Ticks / (ulong)TimeSpan.TicksPerSecond) + (ulong)burst);
    }

    /// <summary>Creates a qdisc.</summary>
    /// <param name="rate">The rate, in bits per second; at least 8.</param>
    /// <param name="burst">How many bytes can be sent at once; more than the longest packet.</param>
    /// <param name="limit">How many bytes can wait.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public TbfQdisc(long rate, int burst, int limit)
    {
        Rate = TrafficValues.Rate(rate, nameof(rate));
        Burst = NumberRange.Require(burst, 1, int.MaxValue, nameof(burst));
        Limit = NumberRange.Require(limit, 0, int.MaxValue, nameof(limit));
    }

    private TbfQdisc()
    {
    }

    /// <summary>Gets the kind <c>tbf</c>.</summary>
    public static TrafficKind<TbfQdisc> Kind { get; } = new("tbf", Read)
    {
        Feature = "tbf qdiscs (CONFIG_NET_SCH_TBF)",
        OptionAttributes = new NetlinkAttributeSet(
            new(TCA_TBF_PARMS, nameof(TCA_TBF_PARMS)),
            new(TCA_TBF_RTAB, nameof(TCA_TBF_RTAB)),
            new(TCA_TBF_PTAB, nameof(TCA_TBF_PTAB)),
            new(TCA_TBF_RATE64, nameof(TCA_TBF_RATE64)),
            new(TCA_TBF_PRATE64, nameof(TCA_TBF_PRATE64)),
            new(TCA_TBF_BURST, nameof(TCA_TBF_BURST)),
            new(TCA_TBF_PBURST, nameof(TCA_TBF_PBURST))),
    };

    /// <summary>Gets the rate, in bits per second. The kernel rounds it down to whole bytes per second.</summary>
    public long Rate { get; private init; }

    /// <summary>Gets how many bytes can be sent at once. The kernel has it as a time, so above 100 Mbit/s it reads back a few bytes off.</summary>
    public int Burst { get; private init; }

    /// <summary>Gets how many bytes can wait.</summary>
    public int Limit { get; private init; }

    /// <summary>Gets the rate at which the burst itself is sent, in bits per second; <see langword="null"/> for the speed of the device.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 8.</exception>
    public long? PeakRate
    {
        get;
        init => field = TrafficValues.Rate(value, nameof(PeakRate));
    }

    /// <summary>Gets how many bytes can be sent at once at <see cref="PeakRate"/>; at least the MTU of the link. It needs <see cref="PeakRate"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? PeakBurst
    {
        get;
        init => field = NumberRange.Require(value, 1, int.MaxValue, nameof(PeakBurst));
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
        TrafficValues.RequireBurst(Burst, Rate, nameof(Burst));
        if (Overhead >= Burst)
        {
            throw new ArgumentException($"{nameof(Overhead)} is less than the burst.");
        }

        if ((PeakRate is null) != (PeakBurst is null))
        {
            throw new ArgumentException($"{nameof(PeakRate)} and {nameof(PeakBurst)} need each other.");
        }

        if (PeakRate <= Rate)
        {
            throw new ArgumentException($"{nameof(PeakRate)} is more than the rate.");
        }
    }

    /// <inheritdoc/>
    protected override void WriteOptions(ref NetlinkMessageWriter writer)
    {
        writer.WriteStruct(TCA_TBF_PARMS, new tc_tbf_qopt
        {
            rate = TrafficRate.ToSpec(Rate, Overhead, MinPacketSize),
            peakrate = TrafficRate.ToSpec(PeakRate, Overhead, MinPacketSize),
            limit = (uint)Limit,
            buffer = TrafficValues.TransmitTicks((ulong)Burst, TrafficValues.ToBytes(Rate)),
            mtu = PeakRate is { } peak ? TrafficValues.TransmitTicks((ulong)PeakBurst!, TrafficValues.ToBytes(peak)) : 0,
        });
        // The kernel reports the burst as a time only. If it is written as bytes too, it is rounded once more.
        TrafficRate.WriteWide(ref writer, TCA_TBF_RATE64, Rate);
        TrafficRate.WriteWide(ref writer, TCA_TBF_PRATE64, PeakRate);
    }

    private static TbfQdisc Read(NetlinkAttribute options)
    {
        tc_tbf_qopt parameters = default;
        (ulong? rate, ulong? peak) = (null, null);
        foreach (NetlinkAttribute attribute in options.Nested)
        {
            switch (attribute.Type)
            {
                case TCA_TBF_PARMS:
                    parameters = attribute.ReadStruct<tc_tbf_qopt>();
                    break;
                case TCA_TBF_RATE64:
                    rate = attribute.ReadUInt64();
                    break;
                case TCA_TBF_PRATE64:
                    peak = attribute.ReadUInt64();
                    break;
            }
        }

        ulong bytes = TrafficRate.Read(parameters.rate, rate);
        ulong peakBytes = TrafficRate.Read(parameters.peakrate, peak);
        return new TbfQdisc
        {
            Rate = TrafficValues.ToBits(bytes),
            Burst = ToInt32(TrafficValues.TransmitBytes(parameters.buffer, bytes)),
            Limit = (int)Math.Min(parameters.limit, int.MaxValue),
            PeakRate = peakBytes == 0 ? null : TrafficValues.ToBits(peakBytes),
            PeakBurst = peakBytes == 0 ? null : Math.Max(1, ToInt32(TrafficValues.TransmitBytes(parameters.mtu, peakBytes))),
            Overhead = parameters.rate.overhead,
            MinPacketSize = parameters.rate.mpu,
        };
    }

    private static int ToInt32(long value) => (int)Math.Min(value, int.MaxValue);
}

[StructLayout(LayoutKind.Sequential)]
internal struct tc_tbf_qopt
{
    internal tc_ratespec rate;
    internal tc_ratespec peakrate;
    internal uint limit;
    internal uint buffer;
    internal uint mtu;
}
