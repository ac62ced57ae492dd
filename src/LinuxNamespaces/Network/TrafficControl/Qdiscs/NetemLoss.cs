using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Which packets a <see cref="NetemQdisc"/> loses, if not each with the same probability.</summary>
/// <remarks>See tc-netem(8), "loss state" and "loss gemodel". All probabilities are ratios from 0 to 1.</remarks>
public abstract record NetemLoss
{
    private protected NetemLoss()
    {
    }

    internal abstract void Write(ref NetlinkMessageWriter writer);

    private protected static double Ratio(double value, string name) => TrafficValues.Ratio(value, name);
}
