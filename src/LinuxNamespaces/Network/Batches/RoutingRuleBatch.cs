namespace LinuxNamespaces.Network;

/// <summary>Adds changes of rules to a <see cref="NetworkBatch"/>. Each method does what that of <see cref="RoutingRuleCollection"/> with its name does.</summary>
public sealed class RoutingRuleBatch
{
    private readonly NetworkBatch _batch;

    internal RoutingRuleBatch(NetworkBatch batch) => _batch = batch;

    /// <summary>Adds the creation of a rule.</summary>
    /// <param name="rule">The rule.</param>
    /// <exception cref="ArgumentException">Properties of the rule exclude each other.</exception>
    public void Add(RoutingRule rule) => _batch.Connection.Rules.Add(rule, _batch);

    /// <summary>Adds the deletion of a rule.</summary>
    /// <param name="rule">The rule. For a rule that was listed, the rules are listed again now, to find out whether the kernel would delete another one in its place.</param>
    /// <exception cref="InvalidOperationException">The rule was listed, and the kernel would delete another one in its place.</exception>
    /// <exception cref="NetlinkException">The rule was listed, and is gone (ENOENT).</exception>
    public void Delete(RoutingRule rule) => _batch.Connection.Rules.Delete(rule, _batch);
}
