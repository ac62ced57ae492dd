using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>Specifies a rule of policy routing: which packets it selects, and what happens with them.</summary>
/// <remarks>
/// The kernel tries the rules in the order of their priorities. A selector that is not set selects all packets. The kernel needs
/// CONFIG_IP_MULTIPLE_TABLES (IPv4) or CONFIG_IPV6_MULTIPLE_TABLES. See ip-rule(8).
/// </remarks>
public sealed record RoutingRule
{
    private readonly Uncompared<bool> _isListed;

    /// <summary>Creates a rule.</summary>
    /// <param name="family">The family of the packets: IPv4 or IPv6.</param>
    /// <exception cref="ArgumentOutOfRangeException">The family is neither IPv4 nor IPv6.</exception>
    public RoutingRule(AddressFamily family) => Family = Prefix.RequireFamily(family, nameof(family));

    /// <summary>Gets the family of the packets.</summary>
    public AddressFamily Family { get; }

    /// <summary>Gets the priority; the lowest number is first. Defaults to <see langword="null"/>: the kernel puts the rule in front of the existing ones.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or more than 2^32 - 1.</exception>
    public long? Priority
    {
        get;
        init => field = NumberRange.Require(value, 0, uint.MaxValue, nameof(Priority));
    }

    /// <summary>Gets whether the rule selects the packets that its selectors do not select (<c>not</c>). Defaults to <see langword="false"/>.</summary>
    public bool Inverted { get; init; }

    /// <summary>Gets the source addresses; <see langword="null"/> for all.</summary>
    /// <exception cref="ArgumentException">The prefix is of another family.</exception>
    public IPNetwork? From
    {
        get;
        init => field = RequireFamily(value, nameof(From));
    }

    /// <summary>Gets the destination addresses; <see langword="null"/> for all.</summary>
    /// <exception cref="ArgumentException">The prefix is of another family.</exception>
    public IPNetwork? To
    {
        get;
        init => field = RequireFamily(value, nameof(To));
    }

    /// <summary>Gets the type of service (IPv4) or traffic class (IPv6); 0 for all.</summary>
    public byte TypeOfService { get; init; }

    /// <summary>Gets the differentiated services code point; 0 to 63. <see langword="null"/> for all. Kernel 6.13.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? Dscp
    {
        get;
        init => field = NumberRange.Require(value, 0, 63, nameof(Dscp));
    }

    /// <summary>Gets the bits of <see cref="Dscp"/> that are compared; 1 to 63. <see langword="null"/> for all bits. Kernel 6.16.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? DscpMask
    {
        get;
        init => field = NumberRange.Require(value, 1, 63, nameof(DscpMask));
    }

    /// <summary>Gets the flow label; IPv6 only, 20 bits. <see langword="null"/> for all. Kernel 6.14.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    /// <exception cref="ArgumentException">The rule is IPv4.</exception>
    public int? FlowLabel
    {
        get;
        init => field = RequireIPv6(NumberRange.Require(value, 0, 0xFFFFF, nameof(FlowLabel)), nameof(FlowLabel));
    }

    /// <summary>Gets the bits of <see cref="FlowLabel"/> that are compared. <see langword="null"/> for all bits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    /// <exception cref="ArgumentException">The rule is IPv4.</exception>
    public int? FlowLabelMask
    {
        get;
        init => field = RequireIPv6(NumberRange.Require(value, 1, 0xFFFFF, nameof(FlowLabelMask)), nameof(FlowLabelMask));
    }

    /// <summary>Gets the firewall mark. Defaults to 0.</summary>
    public uint Mark { get; init; }

    /// <summary>Gets the bits of the mark that are compared. Defaults to <see langword="null"/>: all bits if <see cref="Mark"/> is not 0, else none.</summary>
    public uint? MarkMask { get; init; }

    /// <summary>Gets the name of the link that packets come in by; <c>lo</c> for packets of this host. <see langword="null"/> for all. The link need not exist.</summary>
    /// <exception cref="ArgumentException">The name is not a valid interface name.</exception>
    public string? InputLinkName
    {
        get;
        init => field = RequireName(value, nameof(InputLinkName));
    }

    /// <summary>Gets the name of the link that a socket is bound to; <see langword="null"/> for all. The link need not exist.</summary>
    /// <exception cref="ArgumentException">The name is not a valid interface name.</exception>
    public string? OutputLinkName
    {
        get;
        init => field = RequireName(value, nameof(OutputLinkName));
    }

    /// <summary>Gets the users whose packets are selected; <see langword="null"/> for all.</summary>
    /// <remarks>
    /// The IDs are those of the caller's user namespace, where the first and the last must be mapped. The kernel accepts them only from a caller in
    /// the user namespace that owns the network namespace. So a rule with users cannot be added from outside to a namespace that
    /// <c>NetNamespace.Create</c> has created for an ordinary user.
    /// </remarks>
    public UserIdRange? UserIds { get; init; }

    /// <summary>Gets the IP protocol, such as 6 for TCP; <see langword="null"/> for all.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is 0.</exception>
    public byte? IPProtocol
    {
        get;
        init => field = value is 0 ? throw new ArgumentOutOfRangeException(nameof(IPProtocol), value, "The kernel takes 0 as any protocol; leave it out.") : value;
    }

    /// <summary>Gets the source ports; <see langword="null"/> for all.</summary>
    public PortRange? SourcePorts { get; init; }

    /// <summary>Gets the destination ports; <see langword="null"/> for all.</summary>
    public PortRange? DestinationPorts { get; init; }

    /// <summary>Gets the bits of the source port that are compared; the range must then be one port. <see langword="null"/> for all bits. Kernel 6.16.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 1 to 65535.</exception>
    public int? SourcePortMask
    {
        get;
        init => field = NumberRange.Require(value, 1, ushort.MaxValue, nameof(SourcePortMask));
    }

    /// <summary>Gets the bits of the destination port that are compared; the range must then be one port. <see langword="null"/> for all bits. Kernel 6.16.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 1 to 65535.</exception>
    public int? DestinationPortMask
    {
        get;
        init => field = NumberRange.Require(value, 1, ushort.MaxValue, nameof(DestinationPortMask));
    }

    /// <summary>Gets the ID of the tunnel that the packet came from, such as the VNI of VXLAN; <see langword="null"/> for all.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is 0.</exception>
    public ulong? TunnelId
    {
        get;
        init => field = value is 0 ? throw new ArgumentOutOfRangeException(nameof(TunnelId), value, "The kernel takes 0 as any tunnel; leave it out.") : value;
    }

    /// <summary>Gets whether the table is that of the VRF of the link (<c>l3mdev</c>). Defaults to <see langword="false"/>. The kernel needs CONFIG_NET_L3_MASTER_DEV.</summary>
    public bool L3MasterDevice { get; init; }

    /// <summary>Gets what happens with the packets. Defaults to <see cref="RoutingRuleAction.Lookup"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not 0 to 255.</exception>
    public RoutingRuleAction Action
    {
        get;
        init => field = Prefix.RequireByte(value, nameof(Action));
    } = RoutingRuleAction.Lookup;

    /// <summary>
    /// Gets the table of <see cref="RoutingRuleAction.Lookup"/>, 1 to 2^32 - 1. Defaults to <see langword="null"/>: a new rule gets the main
    /// table, and a rule to delete is one of any table.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public long? Table
    {
        get;
        init => field = NumberRange.Require(value, 1, uint.MaxValue, nameof(Table));
    }

    /// <summary>Gets the priority of the rule that follows <see cref="RoutingRuleAction.Goto"/>. It must be higher than that of this rule.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or more than 2^32 - 1.</exception>
    public long? GotoPriority
    {
        get;
        init => field = NumberRange.Require(value, 0, uint.MaxValue, nameof(GotoPriority));
    }

    /// <summary>Gets the shortest prefix of routes that are ignored: routes with prefixes up to this length are not used. <see langword="null"/> for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 128.</exception>
    public int? SuppressPrefixLength
    {
        get;
        init => field = NumberRange.Require(value, 0, 128, nameof(SuppressPrefixLength));
    }

    /// <summary>Gets the group of links whose routes are ignored; <see langword="null"/> for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? SuppressLinkGroup
    {
        get;
        init => field = NumberRange.Require(value, 0, int.MaxValue, nameof(SuppressLinkGroup));
    }

    /// <summary>Gets the source realm that the rule sets; 1 to 65535; IPv4 only. <see langword="null"/> for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? SourceRealm
    {
        get;
        init => field = RouteRealm.Require(value, nameof(SourceRealm));
    }

    /// <summary>Gets the destination realm that the rule sets; 1 to 65535; IPv4 only. <see langword="null"/> for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? DestinationRealm
    {
        get;
        init => field = RouteRealm.Require(value, nameof(DestinationRealm));
    }

    /// <summary>Gets which program created the rule. Defaults to <see cref="RouteProtocol.Unspecified"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not 0 to 255.</exception>
    public RouteProtocol Protocol
    {
        get;
        init => field = Prefix.RequireByte(value, nameof(Protocol));
    }

    /// <summary>Whether the kernel listed the rule; then all that it said tells the rule from others.</summary>
    internal bool IsListed
    {
        get => _isListed.Value;
        init => _isListed = new(value);
    }

    /// <summary>The mask that the kernel uses.</summary>
    internal uint EffectiveMarkMask => MarkMask ?? (Mark != 0 ? uint.MaxValue : 0);

    /// <summary>Returns the rule in the words of ip-rule(8), as in <c>100: from 10.0.0.0/8 lookup 5</c>.</summary>
    public override string ToString() => RoutingRuleText.Of(this);

    /// <summary>Refuses what makes no sense together.</summary>
    internal void RequireValid(string parameter)
    {
        string? wrong =
            Action == RoutingRuleAction.Goto && GotoPriority is null ? "A rule with the action Goto needs GotoPriority."
            : Action != RoutingRuleAction.Goto && GotoPriority is not null ? "Only a rule with the action Goto has GotoPriority."
            : Action == RoutingRuleAction.Goto && Priority is { } priority && GotoPriority <= priority ? "A rule can only go to a rule with a higher number."
            : Table is not null && L3MasterDevice ? "A rule with L3MasterDevice has no table of its own."
            : Table is not null && Action != RoutingRuleAction.Lookup ? "Only a rule with the action Lookup has a table."
            : Dscp is not null && TypeOfService != 0 ? "A rule has either TypeOfService or Dscp."
            : DscpMask is not null && Dscp is null ? "DscpMask needs Dscp."
            : FlowLabelMask is not null && FlowLabel is null ? "FlowLabelMask needs FlowLabel."
            : SourcePortMask is not null && SourcePorts?.First != SourcePorts?.Last ? "SourcePortMask needs a single port."
            : DestinationPortMask is not null && DestinationPorts?.First != DestinationPorts?.Last ? "DestinationPortMask needs a single port."
            : (SourcePortMask is not null && SourcePorts is null) || (DestinationPortMask is not null && DestinationPorts is null) ? "A mask needs its port."
            : Action != RoutingRuleAction.Lookup && (SuppressPrefixLength is not null || SuppressLinkGroup is not null) ? "Only a rule with the action Lookup can suppress routes."
            : null;
        if (wrong is not null)
        {
            throw new ArgumentException(wrong, parameter);
        }
    }

    private static string? RequireName(string? value, string parameter)
    {
        if (value is not null)
        {
            InterfaceName.Validate(value, parameter);
        }

        return value;
    }

    private int? RequireIPv6(int? value, string parameter) => value is null || Family == AddressFamily.InterNetworkV6
        ? value
        : throw new ArgumentException("Only IPv6 packets have flow labels.", parameter);

    private IPNetwork? RequireFamily(IPNetwork? value, string parameter) =>
        value is not { } prefix ? null
        : prefix.BaseAddress.AddressFamily != Family ? throw new ArgumentException($"{prefix} is not of the family of the rule.", parameter)
        : prefix.PrefixLength > 0 ? prefix : null;
}
