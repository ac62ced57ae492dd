using System.Runtime.InteropServices;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Losses by a Markov chain of four states: 1 and 2 receive packets, alone and inside of a burst of losses; 3 and 4 lose them, in a burst and alone.</summary>
/// <remarks>See tc-netem(8), "loss state".</remarks>
public sealed record NetemStateLoss : NetemLoss
{
    internal const ushort NETEM_LOSS_GI = 1;

    /// <summary>Gets the probability of a burst of losses (p13).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 1.</exception>
    public double From1To3
    {
        get;
        init => field = Ratio(value, nameof(From1To3));
    }

    /// <summary>Gets the probability that a burst of losses ends (p31). Defaults to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 1.</exception>
    public double From3To1
    {
        get;
        init => field = Ratio(value, nameof(From3To1));
    }
    = 1;

    /// <summary>Gets the probability that a packet is received inside of a burst (p32). Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 1.</exception>
    public double From3To2
    {
        get;
        init => field = Ratio(value, nameof(From3To2));
    }

    /// <summary>Gets the probability that losses go on after such a packet (p23). Defaults to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 1.</exception>
    public double From2To3
    {
        get;
        init => field = Ratio(value, nameof(From2To3));
    }
    = 1;

    /// <summary>Gets the probability that one packet alone is lost (p14). Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 1.</exception>
    public double From1To4
    {
        get;
        init => field = Ratio(value, nameof(From1To4));
    }

    internal static NetemStateLoss Read(NetlinkAttribute attribute)
    {
        tc_netem_gimodel model = attribute.ReadStruct<tc_netem_gimodel>();
        return new NetemStateLoss
        {
            From1To3 = TrafficValues.FromProbability(model.p13),
            From3To1 = TrafficValues.FromProbability(model.p31),
            From3To2 = TrafficValues.FromProbability(model.p32),
            From2To3 = TrafficValues.FromProbability(model.p23),
            From1To4 = TrafficValues.FromProbability(model.p14),
        };
    }

    internal override void Write(ref NetlinkMessageWriter writer) => writer.WriteStruct(NETEM_LOSS_GI, new tc_netem_gimodel
    {
        p13 = TrafficValues.ToProbability(From1To3),
        p31 = TrafficValues.ToProbability(From3To1),
        p32 = TrafficValues.ToProbability(From3To2),
        p14 = TrafficValues.ToProbability(From1To4),
        p23 = TrafficValues.ToProbability(From2To3),
    });
}

[StructLayout(LayoutKind.Sequential)]
internal struct tc_netem_gimodel
{
    internal uint p13;
    internal uint p31;
    internal uint p32;
    internal uint p14;
    internal uint p23;
}
