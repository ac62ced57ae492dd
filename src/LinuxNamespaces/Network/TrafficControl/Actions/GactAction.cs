using System.Runtime.InteropServices;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Does nothing but its verdict: lets packets pass, or drops them.</summary>
/// <remarks>See tc-actions(8).</remarks>
public sealed record GactAction : TrafficAction, ITrafficKind<GactAction>
{
    internal const ushort TCA_GACT_TM = 1;
    internal const ushort TCA_GACT_PARMS = 2;
    internal const ushort TCA_GACT_PROB = 3;

    /// <summary>Creates an action.</summary>
    /// <param name="verdict">What becomes of the packets.</param>
    public GactAction(TrafficVerdict verdict) => Verdict = verdict;

    /// <summary>Gets the kind <c>gact</c>.</summary>
    public static TrafficKind<GactAction> Kind { get; } = new("gact", Read)
    {
        Feature = "gact actions (CONFIG_NET_ACT_GACT)",
        OptionAttributes = new NetlinkAttributeSet(
            new(TCA_GACT_TM, nameof(TCA_GACT_TM)),
            new(TCA_GACT_PARMS, nameof(TCA_GACT_PARMS)),
            new(TCA_GACT_PROB, nameof(TCA_GACT_PROB))),
    };

    /// <inheritdoc/>
    public override TrafficKind TrafficKind => Kind;

    /// <inheritdoc/>
    protected override void WriteOptions(ref NetlinkMessageWriter writer) =>
        writer.WriteStruct(TCA_GACT_PARMS, new tc_gact { index = Index ?? 0, action = (int)Verdict });

    private static GactAction Read(NetlinkAttribute options)
    {
        tc_gact parameters = default;
        foreach (NetlinkAttribute attribute in options.Nested)
        {
            parameters = attribute.Type == TCA_GACT_PARMS ? attribute.ReadStruct<tc_gact>() : parameters;
        }

        return new GactAction((TrafficVerdict)parameters.action) { Index = parameters.index == 0 ? null : parameters.index };
    }
}

[StructLayout(LayoutKind.Sequential)]
internal struct tc_gact
{
    internal uint index;
    internal uint capab;
    internal int action;
    internal int refcnt;
    internal int bindcnt;
}
