using System.Runtime.InteropServices;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Sends packets, or copies of them, to another link of the namespace.</summary>
/// <remarks>See tc-mirred(8).</remarks>
public sealed record MirredAction : TrafficAction, ITrafficKind<MirredAction>
{
    internal const ushort TCA_MIRRED_TM = 1;
    internal const ushort TCA_MIRRED_PARMS = 2;

    /// <summary>Creates an action.</summary>
    /// <param name="target">The other link, in the same namespace.</param>
    /// <param name="mode">Whether packets or copies are sent, and whether the other link sends or receives them.</param>
    /// <exception cref="ArgumentOutOfRangeException">The mode is not defined.</exception>
    public MirredAction(Link target, MirredMode mode)
        : this((target ?? throw new ArgumentNullException(nameof(target))).Index, mode)
    {
    }

    /// <summary>Creates an action.</summary>
    /// <param name="targetIndex">The index of the other link; from 1.</param>
    /// <param name="mode">Whether packets or copies are sent, and whether the other link sends or receives them.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is not positive, or the mode is not defined.</exception>
    public MirredAction(int targetIndex, MirredMode mode)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(targetIndex);
        TargetIndex = targetIndex;
        Mode = Defined.Require<MirredMode>(mode, nameof(mode))!.Value;
        Verdict = mode is MirredMode.EgressRedirect or MirredMode.IngressRedirect ? TrafficVerdict.Stolen : TrafficVerdict.Pipe;
    }

    private MirredAction(tc_mirred parameters)
    {
        TargetIndex = parameters.ifindex is > 0 and <= int.MaxValue ? (int)parameters.ifindex : null;
        Mode = (MirredMode)parameters.eaction;
        Verdict = (TrafficVerdict)parameters.action;
        Index = parameters.index == 0 ? null : parameters.index;
    }

    /// <summary>Gets the kind <c>mirred</c>.</summary>
    public static TrafficKind<MirredAction> Kind { get; } = new("mirred", Read)
    {
        Feature = "mirred actions (CONFIG_NET_ACT_MIRRED)",
        OptionAttributes = new NetlinkAttributeSet(
            new(TCA_MIRRED_TM, nameof(TCA_MIRRED_TM)),
            new(TCA_MIRRED_PARMS, nameof(TCA_MIRRED_PARMS))),
    };

    /// <summary>Gets the index of the other link; <see langword="null"/> if it was deleted.</summary>
    public int? TargetIndex { get; }

    /// <summary>Gets whether packets or copies are sent, and whether the other link sends or receives them.</summary>
    public MirredMode Mode { get; }

    /// <inheritdoc/>
    public override TrafficKind TrafficKind => Kind;

    /// <inheritdoc/>
    protected override void WriteOptions(ref NetlinkMessageWriter writer) => writer.WriteStruct(TCA_MIRRED_PARMS, new tc_mirred
    {
        index = Index ?? 0,
        action = (int)Verdict,
        eaction = (int)Mode,
        ifindex = (uint)(TargetIndex ?? 0),
    });

    private static MirredAction Read(NetlinkAttribute options)
    {
        tc_mirred parameters = default;
        foreach (NetlinkAttribute attribute in options.Nested)
        {
            parameters = attribute.Type == TCA_MIRRED_PARMS ? attribute.ReadStruct<tc_mirred>() : parameters;
        }

        return new MirredAction(parameters);
    }
}

/// <summary>Specifies what a <see cref="MirredAction"/> does.</summary>
public enum MirredMode
{
    /// <summary>Nothing that is known.</summary>
    None = 0,

    /// <summary>The other link sends the packets (TCA_EGRESS_REDIR).</summary>
    EgressRedirect = 1,

    /// <summary>The other link sends copies (TCA_EGRESS_MIRROR).</summary>
    EgressMirror = 2,

    /// <summary>The other link receives the packets (TCA_INGRESS_REDIR).</summary>
    IngressRedirect = 3,

    /// <summary>The other link receives copies (TCA_INGRESS_MIRROR).</summary>
    IngressMirror = 4,
}

[StructLayout(LayoutKind.Sequential)]
internal struct tc_mirred
{
    internal uint index;
    internal uint capab;
    internal int action;
    internal int refcnt;
    internal int bindcnt;
    internal int eaction;
    internal uint ifindex;
}
