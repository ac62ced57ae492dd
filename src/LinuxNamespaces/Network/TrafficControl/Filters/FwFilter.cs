using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Selects packets by their mark, which is the <see cref="TrafficFilter.Handle"/> of the filter.</summary>
/// <remarks>See tc-fw(8).</remarks>
public sealed record FwFilter : TrafficFilter, ITrafficKind<FwFilter>
{
    internal const ushort TCA_FW_CLASSID = 1;
    internal const ushort TCA_FW_POLICE = 2;
    internal const ushort TCA_FW_INDEV = 3;
    internal const ushort TCA_FW_ACT = 4;
    internal const ushort TCA_FW_MASK = 5;

    /// <summary>Gets the kind <c>fw</c>.</summary>
    public static TrafficKind<FwFilter> Kind { get; } = new("fw", Read)
    {
        Feature = "fw filters (CONFIG_NET_CLS_FW)",
        OptionAttributes = new NetlinkAttributeSet(
            new(TCA_FW_CLASSID, nameof(TCA_FW_CLASSID)),
            new(TCA_FW_POLICE, nameof(TCA_FW_POLICE)),
            new(TCA_FW_INDEV, nameof(TCA_FW_INDEV)),
            TrafficSchema.Actions(TCA_FW_ACT, nameof(TCA_FW_ACT)),
            new(TCA_FW_MASK, nameof(TCA_FW_MASK))),
    };

    /// <summary>Gets which bits of the mark of a packet are compared; <see langword="null"/> for all.</summary>
    public uint? Mask { get; init; }

    /// <inheritdoc/>
    public override TrafficKind TrafficKind => Kind;

    /// <inheritdoc/>
    protected override void Validate()
    {
        if (Handle is null)
        {
            throw new ArgumentException($"{nameof(Handle)} is the mark of the packets.");
        }
    }

    /// <inheritdoc/>
    protected override void WriteOptions(ref NetlinkMessageWriter writer)
    {
        writer.WriteOptional(TCA_FW_MASK, Mask);
        writer.WriteOptional(TCA_FW_CLASSID, Target?.Value);
        TrafficActions.Write(ref writer, TCA_FW_ACT, Actions);
    }

    private static FwFilter Read(NetlinkAttribute options)
    {
        (TrafficHandle? target, uint? mask, ValueList<TrafficAction> actions) = (null, null, ValueList<TrafficAction>.Empty);
        foreach (NetlinkAttribute attribute in options.Nested)
        {
            switch (attribute.Type)
            {
                case TCA_FW_CLASSID:
                    target = TrafficHandle.FromKernel(attribute.ReadUInt32());
                    break;
                case TCA_FW_MASK:
                    mask = attribute.ReadUInt32() is var bits && bits == uint.MaxValue ? null : bits;
                    break;
                case TCA_FW_ACT:
                    actions = TrafficActions.Read(attribute);
                    break;
            }
        }

        return new FwFilter { Target = target, Mask = mask, Actions = actions };
    }
}
