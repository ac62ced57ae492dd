using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>Selects routing rules. A rule must satisfy everything that is set.</summary>
/// <remarks>The kernel applies <see cref="Family"/>, and the library the rest.</remarks>
public sealed record RoutingRuleFilter
{
    internal static RoutingRuleFilter None { get; } = new();

    /// <summary>Gets the address family; <see langword="null"/> for both.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The family is neither IPv4 nor IPv6.</exception>
    public AddressFamily? Family
    {
        get;
        init => field = value is { } family ? Prefix.RequireFamily(family, nameof(Family)) : null;
    }

    /// <summary>Gets the priority, 0 to 2^32 - 1; <see langword="null"/> for all.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public long? Priority
    {
        get;
        init => field = NumberRange.Require(value, 0, uint.MaxValue, nameof(Priority));
    }

    /// <summary>Gets the table, 1 to 2^32 - 1; <see langword="null"/> for all.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public long? Table
    {
        get;
        init => field = NumberRange.Require(value, 1, uint.MaxValue, nameof(Table));
    }

    /// <summary>Gets the action; <see langword="null"/> for all.</summary>
    public RoutingRuleAction? Action { get; init; }

    /// <summary>Gets which program created the rules; <see langword="null"/> for any.</summary>
    public RouteProtocol? Protocol { get; init; }

    /// <summary>Gets the name of the link in <see cref="RoutingRule.InputLinkName"/>; <see langword="null"/> for all.</summary>
    public string? InputLinkName { get; init; }

    /// <summary>Gets the name of the link in <see cref="RoutingRule.OutputLinkName"/>; <see langword="null"/> for all.</summary>
    public string? OutputLinkName { get; init; }

    internal bool Matches(RoutingRule rule) =>
        (Family is null || Family == rule.Family)
        && (Priority is null || Priority == rule.Priority)
        && (Table is null || Table == rule.Table)
        && (Action is null || Action == rule.Action)
        && (Protocol is null || Protocol == rule.Protocol)
        && (InputLinkName is null || InputLinkName == rule.InputLinkName)
        && (OutputLinkName is null || OutputLinkName == rule.OutputLinkName);
}
