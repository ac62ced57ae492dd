using System.Runtime.InteropServices;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Limits packets to a rate: those that exceed it are dropped, not delayed.</summary>
/// <remarks>See tc-police(8). <see cref="TrafficAction.Verdict"/> is for packets that exceed the rate, and defaults to <see cref="TrafficVerdict.Drop"/>.</remarks>
public sealed record PoliceAction : TrafficAction, ITrafficKind<PoliceAction>
{
    internal const ushort TCA_POLICE_TBF = 1;
    internal const ushort TCA_POLICE_RATE = 2;
    internal const ushort TCA_POLICE_PEAKRATE = 3;
    internal const ushort TCA_POLICE_AVRATE = 4;
    internal const ushort TCA_POLICE_RESULT = 5;
    internal const ushort TCA_POLICE_TM = 6;
    internal const ushort TCA_POLICE_RATE64 = 8;

    // The longest packet that the kernel puts together.
    private const int LongestPacket = 65535;

    // TC_RTAB_SIZE / sizeof(u32)
    private const int TableLength = 256;

    /// <summary>Creates an action.</summary>
    /// <param name="rate">The rate, in bits per second; at least 8.</param>
    /// <param name="burst">How many bytes pass at once; more than the longest packet.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public PoliceAction(long rate, int burst)
    {
        Rate = TrafficValues.Rate(rate, nameof(rate));
        Burst = NumberRange.Require(burst, 1, int.MaxValue, nameof(burst));
        Verdict = TrafficVerdict.Drop;
    }

    private PoliceAction()
    {
    }

    /// <summary>Gets the kind <c>police</c>.</summary>
    public static TrafficKind<PoliceAction> Kind { get; } = new("police", Read)
    {
        Feature = "police actions (CONFIG_NET_ACT_POLICE)",
        OptionAttributes = new NetlinkAttributeSet(
            new(TCA_POLICE_TBF, nameof(TCA_POLICE_TBF)),
            new(TCA_POLICE_RATE, nameof(TCA_POLICE_RATE)),
            new(TCA_POLICE_PEAKRATE, nameof(TCA_POLICE_PEAKRATE)),
            new(TCA_POLICE_AVRATE, nameof(TCA_POLICE_AVRATE)),
            new(TCA_POLICE_RESULT, nameof(TCA_POLICE_RESULT)),
            new(TCA_POLICE_TM, nameof(TCA_POLICE_TM)),
            new(TCA_POLICE_RATE64, nameof(TCA_POLICE_RATE64))),
    };

    /// <summary>Gets the rate, in bits per second. The kernel rounds it down to whole bytes per second.</summary>
    public long Rate { get; private init; }

    /// <summary>Gets how many bytes pass at once.</summary>
    public int Burst { get; private init; }

    /// <summary>Gets the longest packet that passes, in bytes. Defaults to 65535.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int MaxPacketSize
    {
        get;
        init => field = NumberRange.Require(value, 1, int.MaxValue, nameof(MaxPacketSize));
    }
    = LongestPacket;

    /// <summary>Gets what becomes of packets that do not exceed the rate. Defaults to <see cref="TrafficVerdict.Pass"/>.</summary>
    public TrafficVerdict Conforming { get; init; }

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
    protected override void Validate() => TrafficValues.RequireBurst(Burst, Rate, nameof(Burst));

    /// <inheritdoc/>
    protected override void WriteOptions(ref NetlinkMessageWriter writer)
    {
        tc_ratespec rate = TrafficRate.ToSpec(Rate, 0, MinPacketSize);
        // The kernel calculates, but does not accept the rate without a table: the time of a packet by its length, in cells of 2^cell_log bytes.
        while (MaxPacketSize >> rate.cell_log >= TableLength)
        {
            rate.cell_log++;
        }

        rate.cell_log = Math.Max((byte)1, rate.cell_log);
        ulong bytes = TrafficValues.ToBytes(Rate);
        writer.WriteStruct(TCA_POLICE_TBF, new tc_police
        {
            index = Index ?? 0,
            action = (int)Verdict,
            burst = TrafficValues.TransmitTicks((ulong)Burst, bytes),
            mtu = (uint)MaxPacketSize,
            rate = rate,
        });
        Span<uint> table = stackalloc uint[TableLength];
        for (int i = 0; i < TableLength; i++)
        {
            table[i] = TrafficValues.TransmitTicks((ulong)(i + 1) << rate.cell_log, bytes);
        }

        writer.WriteBytes(TCA_POLICE_RATE, MemoryMarshal.AsBytes(table));
        writer.WriteInt32(TCA_POLICE_RESULT, (int)Conforming);
        TrafficRate.WriteWide(ref writer, TCA_POLICE_RATE64, Rate);
    }

    private static PoliceAction Read(NetlinkAttribute options)
    {
        (tc_police parameters, ulong? rate, int result) = (default, null, 0);
        foreach (NetlinkAttribute attribute in options.Nested)
        {
            switch (attribute.Type)
            {
                case TCA_POLICE_TBF:
                    parameters = attribute.ReadStruct<tc_police>();
                    break;
                case TCA_POLICE_RATE64:
                    rate = attribute.ReadUInt64();
                    break;
                case TCA_POLICE_RESULT:
                    result = attribute.ReadInt32();
                    break;
            }
        }

        ulong bytes = TrafficRate.Read(parameters.rate, rate);
        return new PoliceAction
        {
            Index = parameters.index == 0 ? null : parameters.index,
            Verdict = (TrafficVerdict)parameters.action,
            Rate = TrafficValues.ToBits(bytes),
            Burst = (int)Math.Clamp(TrafficValues.TransmitBytes(parameters.burst, bytes), 1, int.MaxValue),
            MaxPacketSize = (int)Math.Clamp(parameters.mtu, 1, int.MaxValue),
            MinPacketSize = parameters.rate.mpu,
            Conforming = (TrafficVerdict)result,
        };
    }
}

[StructLayout(LayoutKind.Sequential)]
internal struct tc_police
{
    internal uint index;
    internal int action;
    internal uint limit;
    internal uint burst;
    internal uint mtu;
    internal tc_ratespec rate;
    internal tc_ratespec peakrate;
    internal int refcnt;
    internal int bindcnt;
    internal uint capab;
}
