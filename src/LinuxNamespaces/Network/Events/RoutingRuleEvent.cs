namespace LinuxNamespaces.Network;

/// <summary>A rule of policy routing was added or removed.</summary>
/// <remarks>A rule does not change: another one replaces it.</remarks>
public sealed class RoutingRuleEvent : NetworkObjectEvent
{
    internal RoutingRuleEvent(RoutingRule rule) => Rule = rule;

    /// <summary>Gets the rule.</summary>
    public RoutingRule Rule { get; }

    private protected override object Subject => Rule;
}
