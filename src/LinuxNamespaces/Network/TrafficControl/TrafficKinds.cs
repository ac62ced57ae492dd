using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The kinds that have a class in the library. A new kind is a file in the folder of its family and a line here.</summary>
internal static class TrafficKinds
{
    internal static Table<Qdisc> Qdiscs { get; } = new(
        BfifoQdisc.Kind,
        CakeQdisc.Kind,
        ClsactQdisc.Kind,
        CodelQdisc.Kind,
        DrrQdisc.Kind,
        EtsQdisc.Kind,
        FqCodelQdisc.Kind,
        FqQdisc.Kind,
        HfscQdisc.Kind,
        HtbQdisc.Kind,
        IngressQdisc.Kind,
        MqQdisc.Kind,
        NetemQdisc.Kind,
        NoQueueQdisc.Kind,
        PfifoFastQdisc.Kind,
        PfifoQdisc.Kind,
        PrioQdisc.Kind,
        RedQdisc.Kind,
        SfqQdisc.Kind,
        TbfQdisc.Kind);

    internal static Table<TrafficClass> Classes { get; } = new(
        DrrClass.Kind,
        HfscClass.Kind,
        HtbClass.Kind);

    internal static Table<TrafficFilter> Filters { get; } = new(
        BpfFilter.Kind,
        FlowerFilter.Kind,
        FwFilter.Kind,
        MatchallFilter.Kind,
        U32Filter.Kind);

    internal static Table<TrafficAction> Actions { get; } = new(
        GactAction.Kind,
        MirredAction.Kind,
        PeditAction.Kind,
        PoliceAction.Kind,
        SkbeditAction.Kind,
        VlanAction.Kind);

    /// <summary>The kinds of one family, by their names.</summary>
    internal sealed class Table<T>(params TrafficKind[] kinds)
        where T : TrafficObject
    {
        private readonly Dictionary<string, TrafficKind> _kinds = kinds.ToDictionary(kind => kind.Name);

        internal IReadOnlyCollection<TrafficKind> All => _kinds.Values;

        internal TrafficKind? Find(string? name) => name is null ? null : _kinds.GetValueOrDefault(name);

        /// <summary>Reads an object of a known kind; null if the kind is not known.</summary>
        internal T? Read(string name, NetlinkAttribute options) => (T?)Find(name)?.Read(options);
    }
}
