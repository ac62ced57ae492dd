using System.Runtime.InteropServices;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>A class of a <see cref="HfscQdisc"/>.</summary>
/// <remarks>See tc-hfsc(7) and tc-hfsc(8). A class without children gets a queue of its own, which another qdisc can replace. The kernel also lists the qdisc itself as a class without curves.</remarks>
public sealed record HfscClass : TrafficClass, ITrafficKind<HfscClass>
{
    internal const ushort TCA_HFSC_RSC = 1;
    internal const ushort TCA_HFSC_FSC = 2;
    internal const ushort TCA_HFSC_USC = 3;

    /// <summary>Gets the kind <c>hfsc</c>.</summary>
    public static TrafficKind<HfscClass> Kind { get; } = new("hfsc", Read)
    {
        Feature = "hfsc qdiscs (CONFIG_NET_SCH_HFSC)",
        OptionAttributes = new NetlinkAttributeSet(
            new(TCA_HFSC_RSC, nameof(TCA_HFSC_RSC)),
            new(TCA_HFSC_FSC, nameof(TCA_HFSC_FSC)),
            new(TCA_HFSC_USC, nameof(TCA_HFSC_USC))),
    };

    /// <summary>Gets what the class has in any case (<c>rt</c>); <see langword="null"/> for nothing. Only a class without children has it.</summary>
    public HfscCurve? RealTime { get; init; }

    /// <summary>Gets the share of the class in what is left (<c>ls</c>), in relation to those of the other classes; <see langword="null"/> for none.</summary>
    public HfscCurve? LinkShare { get; init; }

    /// <summary>Gets what the class does not exceed by its <see cref="LinkShare"/> (<c>ul</c>); <see langword="null"/> for no limit.</summary>
    public HfscCurve? UpperLimit { get; init; }

    /// <inheritdoc/>
    public override TrafficKind TrafficKind => Kind;

    /// <inheritdoc/>
    protected override void Validate()
    {
        if (RealTime is null && LinkShare is null)
        {
            throw new ArgumentException($"A class has {nameof(RealTime)}, {nameof(LinkShare)} or both.");
        }

        if (UpperLimit is not null && LinkShare is null)
        {
            throw new ArgumentException($"{nameof(UpperLimit)} needs {nameof(LinkShare)}.");
        }
    }

    /// <inheritdoc/>
    protected override void WriteOptions(ref NetlinkMessageWriter writer)
    {
        Write(ref writer, TCA_HFSC_RSC, RealTime);
        Write(ref writer, TCA_HFSC_FSC, LinkShare);
        Write(ref writer, TCA_HFSC_USC, UpperLimit);
    }

    private static void Write(ref NetlinkMessageWriter writer, int type, HfscCurve? curve)
    {
        if (curve is not null)
        {
            writer.WriteStruct(type, new tc_service_curve
            {
                m1 = (uint)TrafficValues.ToBytes(curve.FirstRate),
                d = TrafficValues.ToMicroseconds(curve.FirstDuration)!.Value,
                m2 = (uint)TrafficValues.ToBytes(curve.Rate),
            });
        }
    }

    private static HfscClass Read(NetlinkAttribute options)
    {
        (HfscCurve? realTime, HfscCurve? linkShare, HfscCurve? upperLimit) = (null, null, null);
        foreach (NetlinkAttribute attribute in options.Nested)
        {
            switch (attribute.Type)
            {
                case TCA_HFSC_RSC:
                    realTime = ReadCurve(attribute);
                    break;
                case TCA_HFSC_FSC:
                    linkShare = ReadCurve(attribute);
                    break;
                case TCA_HFSC_USC:
                    upperLimit = ReadCurve(attribute);
                    break;
            }
        }

        return new HfscClass { RealTime = realTime, LinkShare = linkShare, UpperLimit = upperLimit };
    }

    /// <summary>A curve; null for one that allows nothing, which the kernel takes for none.</summary>
    private static HfscCurve? ReadCurve(NetlinkAttribute attribute)
    {
        tc_service_curve curve = attribute.ReadStruct<tc_service_curve>();
        return curve is { m1: 0, m2: 0 } ? null : new HfscCurve(TrafficValues.ToBits(curve.m1), TrafficValues.FromMicroseconds(curve.d), TrafficValues.ToBits(curve.m2));
    }
}

[StructLayout(LayoutKind.Sequential)]
internal struct tc_service_curve
{
    internal uint m1;
    internal uint d;
    internal uint m2;
}
