using System.Collections;
using System.Net.Sockets;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Provides the rules of policy routing of a network namespace. Every member asks the kernel.</summary>
/// <remarks>A new namespace has rules with the priorities 0 (the local table), 32766 (main) and, for IPv4, 32767 (default). See ip-rule(8).</remarks>
public sealed class RoutingRuleCollection : IEnumerable<RoutingRule>
{
    private const string Feature = "policy routing (CONFIG_IP_MULTIPLE_TABLES, CONFIG_IPV6_MULTIPLE_TABLES)";

    private readonly RtnetlinkConnection _connection;

    internal RoutingRuleCollection(RtnetlinkConnection connection) => _connection = connection;

    /// <summary>Adds a rule.</summary>
    /// <param name="rule">The rule.</param>
    /// <returns>The rule as the kernel has it, with the priority that the kernel chose.</returns>
    /// <exception cref="ArgumentException">Properties of the rule exclude each other.</exception>
    /// <exception cref="NetlinkException">
    /// There is such a rule (EEXIST), the kernel does not know a selector (EINVAL), CAP_NET_ADMIN is missing (EPERM), or the rule has
    /// <see cref="RoutingRule.UserIds"/> and the caller is not in the user namespace that owns the network namespace (EPERM).
    /// </exception>
    /// <exception cref="NotSupportedException">The kernel has no policy routing for the family, or is older than a selector of the rule.</exception>
    public RoutingRule Add(RoutingRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        rule.RequireValid(nameof(rule));
        NetlinkMessageWriter request = RoutingRuleMessages.WriteAdd(stackalloc byte[RoutingRuleMessages.BufferSize], rule);
        RoutingRule added;
        try
        {
            added = _connection.ExecuteEcho(request, OperationOf("add rule", rule) with { Feature = Feature }, RoutingRuleMessages.Parse) ?? rule;
        }
        catch (NetlinkException e) when (e.Errno == Errno.EOPNOTSUPP || e.Errno == Errno.EAFNOSUPPORT)
        {
            throw new NotSupportedException(e.Message, e);
        }

        RequireComplete(rule, added);
        return added;
    }

    /// <summary>Deletes a rule again that lacks a selector which the kernel ignored: it would apply to packets that it is not for.</summary>
    private void RequireComplete(RoutingRule rule, RoutingRule added)
    {
        if (FindIgnored(rule, added) is { } ignored)
        {
            Delete(added);
            throw new NotSupportedException($"Could not add rule {rule} in '{_connection.Name}'. The kernel ignores {ignored}.");
        }
    }

    /// <summary>Adds the creation of a rule to a batch.</summary>
    internal void Add(RoutingRule rule, NetworkBatch batch)
    {
        ArgumentNullException.ThrowIfNull(rule);
        rule.RequireValid(nameof(rule));
        bool isNew = rule is not { Dscp: null, FlowLabel: null, DscpMask: null, SourcePortMask: null, DestinationPortMask: null };
        RoutingRule? added = null;
        BatchedChange change = new(rule) { Explain = BatchedChange.ExplainFeature };
        batch.Add(
            RoutingRuleMessages.WriteAdd(stackalloc byte[RoutingRuleMessages.BufferSize], rule, echo: isNew),
            OperationOf("add rule", rule) with { Feature = Feature },
            !isNew ? change : change with { OnReply = (in reply) => added = RoutingRuleMessages.Parse(reply) ?? added, Complete = () => CompleteAdd(rule, added) });
    }

    private Link? CompleteAdd(RoutingRule rule, RoutingRule? added)
    {
        RequireComplete(rule, added ?? rule);
        return null;
    }

    /// <summary>Finds a selector that an older kernel does not know, which it ignores without an error.</summary>
    private static string? FindIgnored(RoutingRule asked, RoutingRule added) =>
        asked.Dscp is not null && added.Dscp is null ? "DSCP selectors, which came with Linux 6.12"
        : asked.FlowLabel is not null && added.FlowLabel is null ? "flow label selectors, which came with Linux 6.14"
        : (asked.DscpMask is not null && added.DscpMask is null) || (asked.SourcePortMask is not null && added.SourcePortMask is null)
            || (asked.DestinationPortMask is not null && added.DestinationPortMask is null) ? "masks of DSCP and ports, which came with Linux 6.15"
        : null;

    /// <summary>Deletes a rule.</summary>
    /// <param name="rule">The rule. Selectors that are not set are not compared. For a rule that was listed, everything that the kernel reported is compared.</param>
    /// <remarks>
    /// The kernel deletes the first rule that has all the selectors of the request, even if it has others too. So for a listed rule the rules
    /// are listed again first, and a rule that the kernel would confuse with another one is not deleted.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The rule was listed, and the kernel would delete another one in its place.</exception>
    /// <exception cref="NetlinkException">
    /// There is no such rule (ENOENT), CAP_NET_ADMIN is missing (EPERM), or the rule has <see cref="RoutingRule.UserIds"/> and the caller is not
    /// in the user namespace that owns the network namespace (EPERM).
    /// </exception>
    public void Delete(RoutingRule rule) => Delete(rule, null);

    /// <param name="batch">What the request goes into; null to make it at once.</param>
    internal void Delete(RoutingRule rule, NetworkBatch? batch)
    {
        ArgumentNullException.ThrowIfNull(rule);
        NetlinkOperation operation = OperationOf("delete rule", rule);
        if (rule.IsListed)
        {
            IReadOnlyList<RoutingRule> rules = List(new RoutingRuleFilter { Family = rule.Family });
            if (!rules.Contains(rule))
            {
                throw _connection.Failure(Errno.ENOENT, operation);
            }

            RequireFirst(rule, rules, [rule]);
        }

        NetlinkMessageWriter request = RoutingRuleMessages.WriteDelete(stackalloc byte[RoutingRuleMessages.BufferSize], rule);
        if (batch is null)
        {
            _connection.Execute(request, operation);
        }
        else
        {
            batch.Add(request, operation, rule);
        }
    }

    private static NetlinkOperation OperationOf(string name, RoutingRule rule) => new(name, rule) { Remedy = FindRemedy, Subject = rule };

    /// <summary>Lists the rules of both families, IPv4 first, in the order in which the kernel tries them.</summary>
    /// <returns>The rules.</returns>
    /// <exception cref="NetlinkException">The rules kept changing while they were read (EINTR).</exception>
    public IReadOnlyList<RoutingRule> List() => List(RoutingRuleFilter.None);

    /// <summary>Lists the rules that a filter selects, IPv4 first, in the order in which the kernel tries them.</summary>
    /// <param name="filter">The filter.</param>
    /// <returns>The rules.</returns>
    /// <exception cref="NetlinkException">The rules kept changing while they were read (EINTR).</exception>
    public IReadOnlyList<RoutingRule> List(RoutingRuleFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        List<RoutingRule> rules = [];
        foreach (AddressFamily family in (AddressFamily[])[AddressFamily.InterNetwork, AddressFamily.InterNetworkV6])
        {
            if (filter.Family is null || filter.Family == family)
            {
                rules.AddRange(List(family).Where(filter.Matches));
            }
        }

        return rules;
    }

    /// <summary>Deletes the rules that a filter selects, except those with the priority 0.</summary>
    /// <param name="filter">The filter. An empty filter selects all rules, as <c>ip rule flush</c> does.</param>
    /// <returns>The number of rules that were deleted.</returns>
    /// <exception cref="InvalidOperationException">The kernel would delete a rule that the filter does not select. Nothing was deleted.</exception>
    /// <exception cref="NetlinkException">CAP_NET_ADMIN is missing (EPERM), or the rules kept changing while they were read (EINTR).</exception>
    public int Flush(RoutingRuleFilter filter)
    {
        IReadOnlyList<RoutingRule> all = List();
        IReadOnlyList<RoutingRule> selected = [.. List(filter).Where(rule => rule.Priority != 0)];
        NetlinkBatch batch = new();
        byte[] buffer = new byte[RoutingRuleMessages.BufferSize];
        foreach (RoutingRule rule in selected)
        {
            RequireFirst(rule, all, selected);
            batch.Add(RoutingRuleMessages.WriteDelete(buffer, rule), OperationOf("delete rule", rule));
        }

        return Deletions.Execute(_connection, batch, Errno.ENOENT);
    }

    /// <inheritdoc/>
    public IEnumerator<RoutingRule> GetEnumerator() => List().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Refuses to delete a rule if the kernel would take one before it for it.</summary>
    /// <param name="selected">The rules that are to be deleted, among which the kernel may choose.</param>
    private static void RequireFirst(RoutingRule rule, IReadOnlyList<RoutingRule> all, IReadOnlyList<RoutingRule> selected)
    {
        RoutingRule? first = all.FirstOrDefault(other => RoutingRuleMatch.WouldDelete(rule, other));
        if (first is not null && !selected.Contains(first))
        {
            throw new InvalidOperationException(
                $"The rule {PrintableText.Quote(rule.ToString())} cannot be deleted: the kernel would delete {PrintableText.Quote(first.ToString())} in its place. Delete that rule first, or give the rules different priorities.");
        }
    }

    private static string? FindRemedy(in NetlinkFailure failure) =>
        failure.Errno == Errno.EEXIST ? "There is a rule with the same priority, selectors and action."
        : failure.Errno == Errno.EAFNOSUPPORT ? $"The kernel lacks {Feature}."
        : failure.Operation.Subject is RoutingRule { UserIds: not null } ? FindUserRemedy(failure)
        : null;

    // fib_nl2rule in net/core/fib_rules.c. CAP_NET_ADMIN is checked before, with another message.
    private static string? FindUserRemedy(in NetlinkFailure failure) =>
        failure.Errno == Errno.EPERM && failure.KernelMessage == "No permission to set uid"
            ? "The kernel accepts user IDs only from a process in the user namespace that owns the network namespace. For a namespace of an ordinary user, run ip-rule(8) in both namespaces with NamespaceProcess."
        : failure.Errno == Errno.EINVAL && failure.KernelMessage == "Invalid uid range"
            ? "The first and the last user ID must be mapped in the user namespace of the caller."
        : null;

    private IReadOnlyList<RoutingRule> List(AddressFamily family)
    {
        int number = family == AddressFamily.InterNetwork ? Linux.AF_INET : Linux.AF_INET6;
        NetlinkMessageWriter request = RoutingRuleMessages.WriteList(stackalloc byte[RoutingRuleMessages.BufferSize], number);
        // A kernel without strict checking may send those of all families.
        return [.. _connection.Dump(request, new NetlinkOperation("list rules"), RoutingRuleMessages.Parse).Where(rule => rule.Family == family)];
    }
}
