using System.Net.Sockets;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The rules of a namespace. There can be equal ones.</summary>
internal sealed class RuleTable : EventTable
{
    private Dictionary<RoutingRule, int> _counts = [];

    /// <summary>The rules. Their order is not defined.</summary>
    internal IEnumerable<RoutingRule> Items => _counts.SelectMany(rule => Enumerable.Repeat(rule.Key, rule.Value));

    internal override EventTable CreateEmpty() => new RuleTable { NamespaceId = NamespaceId };

    internal override void Load(RtnetlinkConnection connection)
    {
        foreach (AddressFamily family in (AddressFamily[])[AddressFamily.InterNetwork, AddressFamily.InterNetworkV6])
        {
            try
            {
                foreach (RoutingRule rule in connection.Rules.List(new RoutingRuleFilter { Family = family }))
                {
                    Add(rule, 1);
                }
            }
            catch (NetlinkException e) when (e.Errno == Errno.EOPNOTSUPP || e.Errno == Errno.EAFNOSUPPORT)
            {
                // The kernel has no policy routing for the family.
            }
        }
    }

    internal override void Apply(in NetlinkMessage message, List<NetworkEvent>? events)
    {
        if (RoutingRuleMessages.Read(message) is not { } rule)
        {
            return;
        }

        bool isRemoval = message.Type == Linux.RTM_DELRULE;
        int count = _counts.GetValueOrDefault(rule);
        if (IsReadable && (isRemoval ? count == 0 : count > 0))
        {
            // It is an equal rule, or the notification is older than the table.
            IsStale = true;
            return;
        }

        Add(rule, isRemoval ? -Math.Min(count, 1) : 1);
        events?.Add(CreateEvent(isRemoval ? NetworkChange.Removed : NetworkChange.Added, rule));
    }

    internal override void ReportRemoved(EventTable present, List<NetworkEvent> events) => Report(_counts, Table(present), NetworkChange.Removed, events);

    internal override void ReportPresent(EventTable present, List<NetworkEvent> events) => Report(Table(present), _counts, NetworkChange.Added, events);

    internal override void ReportExisting(List<NetworkEvent> events) => Report(_counts, [], NetworkChange.Existing, events);

    internal override void Adopt(EventTable present)
    {
        _counts = Table(present);
        Touch();
    }

    private static Dictionary<RoutingRule, int> Table(EventTable table) => ((RuleTable)table)._counts;

    /// <summary>Reports the rules of one table that the other one does not have.</summary>
    private void Report(Dictionary<RoutingRule, int> rules, Dictionary<RoutingRule, int> others, NetworkChange change, List<NetworkEvent> events)
    {
        foreach ((RoutingRule rule, int count) in rules)
        {
            for (int i = others.GetValueOrDefault(rule); i < count; i++)
            {
                events.Add(CreateEvent(change, rule));
            }
        }
    }

    private void Add(RoutingRule rule, int difference)
    {
        int count = _counts.GetValueOrDefault(rule) + difference;
        if (count > 0)
        {
            _counts[rule] = count;
        }
        else
        {
            _counts.Remove(rule);
        }

        Touch();
    }

    private RoutingRuleEvent CreateEvent(NetworkChange change, RoutingRule rule) => new(rule) { Change = change, NamespaceId = NamespaceId };
}
