namespace LinuxNamespaces.Network;

/// <summary>Specifies what a routing rule does with the packets that it selects.</summary>
/// <remarks>See ip-rule(8), and linux/fib_rules.h, <c>FR_ACT_*</c>.</remarks>
public enum RoutingRuleAction
{
    /// <summary>The route is looked up in a table (FR_ACT_TO_TBL).</summary>
    Lookup = 1,

    /// <summary>The rules continue with the one of another priority (FR_ACT_GOTO).</summary>
    Goto = 2,

    /// <summary>The next rule applies (FR_ACT_NOP).</summary>
    Nop = 3,

    /// <summary>Packets are discarded silently (FR_ACT_BLACKHOLE).</summary>
    Blackhole = 6,

    /// <summary>Packets are rejected with "network unreachable" (FR_ACT_UNREACHABLE).</summary>
    Unreachable = 7,

    /// <summary>Packets are rejected with "communication administratively prohibited" (FR_ACT_PROHIBIT).</summary>
    Prohibit = 8,
}
