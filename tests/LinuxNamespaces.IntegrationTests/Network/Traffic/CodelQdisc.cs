using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.IntegrationTests.Network.Traffic;

/// <summary>A kind that only the tests know.</summary>
internal sealed record CodelQdisc : Qdisc, ITrafficKind<CodelQdisc>
{
    private const int TCA_CODEL_LIMIT = 2;

    public static TrafficKind<CodelQdisc> Kind { get; } = new("codel", Read)
    {
        Feature = "codel qdiscs (CONFIG_NET_SCH_CODEL)",
        OptionAttributes = new NetlinkAttributeSet(new NetlinkAttributeSchema(TCA_CODEL_LIMIT, nameof(TCA_CODEL_LIMIT))),
    };

    public override TrafficKind TrafficKind => Kind;

    public uint Limit { get; init; } = 1000;

    protected override void WriteOptions(ref NetlinkMessageWriter writer) => writer.WriteUInt32(TCA_CODEL_LIMIT, Limit);

    private static CodelQdisc Read(NetlinkAttribute options)
    {
        CodelQdisc result = new();
        foreach (NetlinkAttribute attribute in options.Nested)
        {
            result = attribute.Type == TCA_CODEL_LIMIT ? result with { Limit = attribute.ReadUInt32() } : result;
        }

        return result;
    }
}
