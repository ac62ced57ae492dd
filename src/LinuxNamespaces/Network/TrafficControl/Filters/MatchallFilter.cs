using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Selects every packet.</summary>
/// <remarks>See tc-matchall(8). Kernel 4.8.</remarks>
public sealed record MatchallFilter : TrafficFilter, ITrafficKind<MatchallFilter>
{
    internal const ushort TCA_MATCHALL_CLASSID = 1;
    internal const ushort TCA_MATCHALL_ACT = 2;
    internal const ushort TCA_MATCHALL_FLAGS = 3;

    /// <summary>Gets the kind <c>matchall</c>.</summary>
    public static TrafficKind<MatchallFilter> Kind { get; } = new("matchall", Read)
    {
        Feature = "matchall filters (CONFIG_NET_CLS_MATCHALL)",
        OptionAttributes = new NetlinkAttributeSet(
            new(TCA_MATCHALL_CLASSID, nameof(TCA_MATCHALL_CLASSID)),
            TrafficSchema.Actions(TCA_MATCHALL_ACT, nameof(TCA_MATCHALL_ACT)),
            new(TCA_MATCHALL_FLAGS, nameof(TCA_MATCHALL_FLAGS))),
    };

    /// <inheritdoc/>
    public override TrafficKind TrafficKind => Kind;

    /// <inheritdoc/>
    protected override void WriteOptions(ref NetlinkMessageWriter writer)
    {
        writer.WriteOptional(TCA_MATCHALL_CLASSID, Target?.Value);
        TrafficActions.Write(ref writer, TCA_MATCHALL_ACT, Actions);
    }

    private static MatchallFilter Read(NetlinkAttribute options)
    {
        (TrafficHandle? target, ValueList<TrafficAction> actions) = (null, ValueList<TrafficAction>.Empty);
        foreach (NetlinkAttribute attribute in options.Nested)
        {
            switch (attribute.Type)
            {
                case TCA_MATCHALL_CLASSID:
                    target = TrafficHandle.FromKernel(attribute.ReadUInt32());
                    break;
                case TCA_MATCHALL_ACT:
                    actions = TrafficActions.Read(attribute);
                    break;
            }
        }

        return new MatchallFilter { Target = target, Actions = actions };
    }
}
