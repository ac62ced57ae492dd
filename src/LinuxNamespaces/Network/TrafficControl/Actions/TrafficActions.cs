using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.TrafficSchema;

namespace LinuxNamespaces.Network;

/// <summary>Writes and reads the actions of a filter.</summary>
internal static class TrafficActions
{
    // TCA_ACT_MAX_PRIO
    private const int Max = 32;

    internal static ValueList<TrafficAction> Require(IReadOnlyList<TrafficAction> actions, string name)
    {
        ArgumentNullException.ThrowIfNull(actions, name);
        return actions.Count <= Max && actions.All(action => action is not null)
            ? actions as ValueList<TrafficAction> ?? new ValueList<TrafficAction>(actions)
            : throw new ArgumentException($"A filter has at most {Max} actions, none of which is null.", name);
    }

    internal static void Write(ref NetlinkMessageWriter writer, int type, IReadOnlyList<TrafficAction> actions)
    {
        if (actions.Count == 0)
        {
            return;
        }

        NestedAttribute list = writer.BeginNested(type);
        for (int i = 0; i < actions.Count; i++)
        {
            NestedAttribute item = writer.BeginNested(i + 1);
            writer.WriteString(TCA_ACT_KIND, actions[i].TrafficKind.Name);
            actions[i].WriteOptions(ref writer, TCA_ACT_OPTIONS);
            writer.EndNested(item);
        }

        writer.EndNested(list);
    }

    internal static ValueList<TrafficAction> Read(NetlinkAttribute list)
    {
        List<TrafficAction> actions = [];
        foreach (NetlinkAttribute item in list.Nested)
        {
            if (ReadOne(item) is { } action)
            {
                actions.Add(action);
            }
        }

        return new ValueList<TrafficAction>(actions);
    }

    private static TrafficAction? ReadOne(NetlinkAttribute item)
    {
        NetlinkAttribute options = default;
        (string? kind, TrafficStatistics? statistics) = (null, null);
        foreach (NetlinkAttribute attribute in item.Nested)
        {
            switch (attribute.Type)
            {
                case TCA_ACT_KIND:
                    kind = attribute.ReadString();
                    break;
                case TCA_ACT_OPTIONS:
                    options = attribute;
                    break;
                case TCA_ACT_STATS:
                    statistics = TrafficStatistics.Read(attribute);
                    break;
            }
        }

        return string.IsNullOrEmpty(kind) ? null
            : (TrafficKinds.Actions.Read(kind, options) ?? new RawTrafficAction(kind, options.Payload)) with { Reported = new((statistics, null)) };
    }
}
