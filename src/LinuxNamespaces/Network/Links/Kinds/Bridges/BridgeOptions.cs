using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.BridgeSchema;

namespace LinuxNamespaces.Network;

/// <summary>What a bridge can be created with; what is left null is the kernel's choice.</summary>
/// <remarks>See ip-link(8), "bridge type support".</remarks>
public sealed record BridgeOptions : LinkOptions<Bridge>
{
    // BR_GROUPFWD_RESTRICTED, BR_MIN_FORWARD_DELAY and BR_MAX_FORWARD_DELAY of the kernel.
    private const ushort RestrictedGroups = 7;
    private static readonly TimeSpan s_leastForwardDelay = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_mostForwardDelay = TimeSpan.FromSeconds(30);

    private const string VlanOption = "VLAN filtering of bridges (CONFIG_BRIDGE_VLAN_FILTERING)";
    private const string SnoopingOption = "multicast snooping of bridges (CONFIG_BRIDGE_IGMP_SNOOPING)";

    /// <inheritdoc/>
    public override LinkKind<Bridge> Kind => Bridge.Kind;

    /// <summary>Whether the bridge speaks the spanning tree protocol; off by default.</summary>
    public bool? SpanningTree { get; init; }

    /// <summary>
    /// How long a new port listens and learns before it forwards, in steps of 10 ms; 15 s by default. With <see cref="SpanningTree"/> 2 s to 30 s:
    /// the kernel would change any other value.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, too long, or not a multiple of 10 ms.</exception>
    public TimeSpan? ForwardDelay
    {
        get;
        init => field = ClockTicks.Require(value, nameof(ForwardDelay));
    }

    /// <summary>The time between the packets of the spanning tree protocol, in steps of 10 ms; 1 s to 10 s, 2 s by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of this range, or not a multiple of 10 ms.</exception>
    public TimeSpan? HelloTime
    {
        get;
        init => field = ClockTicks.Require(value, nameof(HelloTime), 1, 10);
    }

    /// <summary>How long a bridge that says nothing counts as there, in steps of 10 ms; 6 s to 40 s, 20 s by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of this range, or not a multiple of 10 ms.</exception>
    public TimeSpan? MaxAge
    {
        get;
        init => field = ClockTicks.Require(value, nameof(MaxAge), 6, 40);
    }

    /// <summary>How long a link-layer address that was learned stays known, in steps of 10 ms; 300 s by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, too long, or not a multiple of 10 ms.</exception>
    public TimeSpan? AgeingTime
    {
        get;
        init => field = ClockTicks.Require(value, nameof(AgeingTime));
    }

    /// <summary>The priority by which the spanning tree protocol finds its root; 0 to 65535, less goes first, 32768 by default.</summary>
    public ushort? Priority { get; init; }

    /// <summary>Whether the bridge minds VLAN tags; off by default, and CONFIG_BRIDGE_VLAN_FILTERING has to be there.</summary>
    public bool? VlanFiltering { get; init; }

    /// <summary>The VLAN of frames that carry no tag; 0 (none) to 4094, 1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is more than 4094.</exception>
    public ushort? DefaultVlan
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value.GetValueOrDefault(), (ushort)4094, nameof(DefaultVlan));
            field = value;
        }
    }

    /// <summary>Whether multicast goes only where it was asked for; on by default.</summary>
    public bool? MulticastSnooping { get; init; }

    /// <summary>Which of the link-local groups 01:80:c2:00:00:0X are forwarded, a bit each; none by default. The first three cannot be.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One of the lowest three bits is set.</exception>
    public ushort? GroupForwardMask
    {
        get;
        init => field = (value & RestrictedGroups) is null or 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(GroupForwardMask), value, "A bridge never forwards 01:80:c2:00:00:00 to 01:80:c2:00:00:02, bits 0 to 2.");
    }

    internal static BridgeOptions Default { get; } = new();

    internal override string? Feature => VlanFiltering is null ? Kind.Feature : $"{VlanOption} or {Kind.Feature}";

    /// <inheritdoc/>
    protected override void Validate()
    {
        if (SpanningTree == true && ForwardDelay is { } delay && (delay < s_leastForwardDelay || delay > s_mostForwardDelay))
        {
            throw new ArgumentException($"With the spanning tree protocol the forward delay is 2 s to 30 s, and not {delay.TotalSeconds:0.##} s.");
        }
    }

    /// <inheritdoc/>
    protected override void WriteData(ref NetlinkMessageWriter writer)
    {
        WriteTime(ref writer, IFLA_BR_FORWARD_DELAY, ForwardDelay);
        WriteTime(ref writer, IFLA_BR_HELLO_TIME, HelloTime);
        WriteTime(ref writer, IFLA_BR_MAX_AGE, MaxAge);
        WriteTime(ref writer, IFLA_BR_AGEING_TIME, AgeingTime);
        if (SpanningTree is { } stp)
        {
            writer.WriteUInt32(IFLA_BR_STP_STATE, stp ? 1u : 0);
        }

        WriteUInt16(ref writer, IFLA_BR_PRIORITY, Priority);
        WriteFlag(ref writer, IFLA_BR_VLAN_FILTERING, VlanFiltering);
        WriteUInt16(ref writer, IFLA_BR_VLAN_DEFAULT_PVID, DefaultVlan);
        WriteFlag(ref writer, IFLA_BR_MCAST_SNOOPING, MulticastSnooping);
        WriteUInt16(ref writer, IFLA_BR_GROUP_FWD_MASK, GroupForwardMask);
    }

    /// <inheritdoc/>
    protected override void OnCreated(Bridge link)
    {
        // The kernel keeps an MTU that a bridge is given later. One that it is created with lasts until the first port.
        if (Mtu is { } mtu)
        {
            link.SetMtu(mtu);
        }

        // The kernel ignores most options that it was built without, and then it does not report them either.
        if (link.Info.HasKindData && FindIgnored(link.Settings) is { } missing)
        {
            throw new NotSupportedException($"Could not create bridge {PrintableText.Quote(link.Name)} in '{link.Namespace}'. The kernel lacks {missing}.");
        }
    }

    private string? FindIgnored(BridgeInfo settings) =>
        DefaultVlan is not null && settings.DefaultVlan is null ? VlanOption
        : MulticastSnooping is not null && settings.MulticastSnooping is null ? SnoopingOption
        : null;

    private static void WriteTime(ref NetlinkMessageWriter writer, int type, TimeSpan? value)
    {
        if (value is { } time)
        {
            writer.WriteUInt32(type, ClockTicks.FromTimeSpan(time));
        }
    }

    private static void WriteUInt16(ref NetlinkMessageWriter writer, int type, ushort? value)
    {
        if (value is { } number)
        {
            writer.WriteUInt16(type, number);
        }
    }

    private static void WriteFlag(ref NetlinkMessageWriter writer, int type, bool? value)
    {
        if (value is { } flag)
        {
            writer.WriteByte(type, flag ? (byte)1 : (byte)0);
        }
    }
}
