using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.IntegrationTests.Network.Traffic;

/// <summary>A kind that only the tests know.</summary>
internal sealed record PieQdisc : Qdisc, ITrafficKind<PieQdisc>
{
    private const int TCA_PIE_LIMIT = 2;

    public static TrafficKind<PieQdisc> Kind { get; } = new("pie", Read)
    {
        Feature = "pie qdiscs (CONFIG_NET_SCH_PIE)",
        OptionAttributes = new NetlinkAttributeSet(new NetlinkAttributeSchema(TCA_PIE_LIMIT, nameof(TCA_PIE_LIMIT))),
    };

    public override TrafficKind TrafficKind => Kind;

    public uint Limit { get; init; } = 1000;

    protected override void WriteOptions(ref NetlinkMessageWriter writer) => writer.WriteUInt32(TCA_PIE_LIMIT, Limit);

    private static PieQdisc Read(NetlinkAttribute options)
    {
        PieQdisc result = new();
        foreach (NetlinkAttribute attribute in options.Nested)
        {
            result = attribute.Type == TCA_PIE_LIMIT ? result with { Limit = attribute.ReadUInt32() } : result;
        }

        return result;
    }
}
