using System.Runtime.InteropServices;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Losses in bursts: the link is in a good or a bad state, and each loses packets with a probability of its own (Gilbert-Elliott model).</summary>
/// <remarks>See tc-netem(8), "loss gemodel".</remarks>
public sealed record NetemGilbertElliottLoss : NetemLoss
{
    internal const ushort NETEM_LOSS_GE = 2;

    /// <summary>Gets the probability that the link becomes bad (p).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 1.</exception>
    public double ToBad
    {
        get;
        init => field = Ratio(value, nameof(ToBad));
    }

    /// <summary>Gets the probability that the link becomes good again (r). Defaults to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 1.</exception>
    public double ToGood
    {
        get;
        init => field = Ratio(value, nameof(ToGood));
    }
    = 1;

    /// <summary>Gets the probability that a packet is lost in the bad state (1-h). Defaults to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 1.</exception>
    public double LossInBad
    {
        get;
        init => field = Ratio(value, nameof(LossInBad));
    }
    = 1;

    /// <summary>Gets the probability that a packet is lost in the good state (1-k). Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 1.</exception>
    public double LossInGood
    {
        get;
        init => field = Ratio(value, nameof(LossInGood));
    }

    internal static NetemGilbertElliottLoss Read(NetlinkAttribute attribute)
    {
        tc_netem_gemodel model = attribute.ReadStruct<tc_netem_gemodel>();
        return new NetemGilbertElliottLoss
        {
            ToBad = TrafficValues.FromProbability(model.p),
            ToGood = TrafficValues.FromProbability(model.r),
            LossInBad = TrafficValues.FromProbability(uint.MaxValue - model.h),
            LossInGood = TrafficValues.FromProbability(model.k1),
        };
    }

    internal override void Write(ref NetlinkMessageWriter writer) => writer.WriteStruct(NETEM_LOSS_GE, new tc_netem_gemodel
    {
        p = TrafficValues.ToProbability(ToBad),
        r = TrafficValues.ToProbability(ToGood),
        h = uint.MaxValue - TrafficValues.ToProbability(LossInBad),
        k1 = TrafficValues.ToProbability(LossInGood),
    });
}

[StructLayout(LayoutKind.Sequential)]
internal struct tc_netem_gemodel
{
    internal uint p;
    internal uint r;
    internal uint h;
    internal uint k1;
}
