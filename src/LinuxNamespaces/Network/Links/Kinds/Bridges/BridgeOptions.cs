using System.Net.NetworkInformation;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Specifies a bridge, or what <see cref="LinkExtensions.Set{TLink}"/> changes of it: every option can be changed later.</summary>
/// <remarks>
/// A property that is <see langword="null"/> leaves the choice to the kernel, or the bridge as it is. See ip-link(8), "BRIDGE Type Support". An option
/// that the kernel was built without is a <see cref="NotSupportedException"/>.
/// </remarks>
public sealed partial record BridgeOptions : LinkOptions<Bridge>
{
    // BR_GROUPFWD_RESTRICTED, BR_MIN_FORWARD_DELAY and BR_MAX_FORWARD_DELAY of the kernel.
    private const ushort RestrictedGroups = 7;
    private static readonly TimeSpan s_leastForwardDelay = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_mostForwardDelay = TimeSpan.FromSeconds(30);

    private readonly LinkLayerAddress? _groupAddress;

    /// <inheritdoc/>
    public override LinkKind<Bridge> Kind => Bridge.Kind;

    /// <summary>Gets whether the bridge uses the spanning tree protocol. Defaults to <see langword="false"/>.</summary>
    public bool? SpanningTree { get; init; }

    /// <summary>Gets whether every VLAN can have a spanning tree of its own (MST). Defaults to <see langword="false"/>. Kernel 5.18.</summary>
    public bool? MultipleSpanningTrees { get; init; }

    /// <summary>
    /// Gets how long a new port listens and learns before it forwards, in steps of 10 ms. Defaults to 15 seconds. With <see cref="SpanningTree"/>
    /// 2 to 30 seconds, as the kernel would change any other value.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, too long, or not a multiple of 10 ms.</exception>
    public TimeSpan? ForwardDelay
    {
        get;
        init => field = ClockTicks.Require(value, nameof(ForwardDelay));
    }

    /// <summary>Gets the time between the packets of the spanning tree protocol, in steps of 10 ms; 1 to 10 seconds. Defaults to 2 seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of this range, or not a multiple of 10 ms.</exception>
    public TimeSpan? HelloTime
    {
        get;
        init => field = ClockTicks.Require(value, nameof(HelloTime), 1, 10);
    }

    /// <summary>Gets how long a bridge that sends nothing counts as present, in steps of 10 ms; 6 to 40 seconds. Defaults to 20 seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of this range, or not a multiple of 10 ms.</exception>
    public TimeSpan? MaxAge
    {
        get;
        init => field = ClockTicks.Require(value, nameof(MaxAge), 6, 40);
    }

    /// <summary>Gets how long a link-layer address that was learned is kept, in steps of 10 ms. Defaults to 300 seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, too long, or not a multiple of 10 ms.</exception>
    public TimeSpan? AgeingTime
    {
        get;
        init => field = ClockTicks.Require(value, nameof(AgeingTime));
    }

    /// <summary>Gets the priority of the bridge in the spanning tree protocol; 0 to 65535. The lowest becomes the root. Defaults to 32768.</summary>
    public ushort? Priority { get; init; }

    /// <summary>Gets how many link-layer addresses the bridge learns at most; 0 for no limit, which is the default. Kernel 6.7.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? MaxLearnedAddresses
    {
        get;
        init => field = RequireNotNegative(value, nameof(MaxLearnedAddresses));
    }

    /// <summary>Gets whether the bridge learns addresses from frames to link-local groups. Defaults to <see langword="true"/>. Kernel 5.0.</summary>
    public bool? LinkLocalLearning { get; init; }

    /// <summary>Gets whether all link-layer addresses that the bridge has learned are forgotten. Defaults to <see langword="false"/>.</summary>
    public bool FlushAddresses { get; init; }

    /// <summary>
    /// Gets which of the link-local groups 01:80:c2:00:00:00 to 01:80:c2:00:00:0f are forwarded, one bit each. Defaults to none. The first three
    /// cannot be forwarded.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">One of the lowest three bits is set.</exception>
    public ushort? GroupForwardMask
    {
        get;
        init => field = (value & RestrictedGroups) is null or 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(GroupForwardMask), value, "A bridge never forwards 01:80:c2:00:00:00 to 01:80:c2:00:00:02, bits 0 to 2.");
    }

    /// <summary>
    /// Gets the group of the spanning tree protocol: 01:80:c2:00:00:00 or 01:80:c2:00:00:04 to 01:80:c2:00:00:0f. Defaults to
    /// 01:80:c2:00:00:00.
    /// </summary>
    /// <exception cref="ArgumentException">The value is another address.</exception>
    public PhysicalAddress? GroupAddress
    {
        get => _groupAddress?.ToPhysicalAddress();
        init => _groupAddress = RequireGroup(LinkLayerAddress.Create(value, nameof(GroupAddress)), nameof(GroupAddress));
    }

    /// <summary>Gets whether IPv4 packets that are bridged pass the rules of iptables. Defaults to the setting <c>net.bridge.bridge-nf-call-iptables</c>.</summary>
    public bool? CallIptables { get; init; }

    /// <summary>Gets whether IPv6 packets that are bridged pass the rules of ip6tables.</summary>
    public bool? CallIp6tables { get; init; }

    /// <summary>Gets whether ARP packets that are bridged pass the rules of arptables.</summary>
    public bool? CallArptables { get; init; }

    internal static BridgeOptions Default { get; } = new();

    internal LinkLayerAddress? GroupAddressBytes => _groupAddress;

    internal override string? Feature => UsesVlans ? $"{BridgeFeatures.Vlan} or {Kind.Feature}" : Kind.Feature;

    internal override string? ChangeFeature => UsesVlans ? BridgeFeatures.Vlan : null;

    /// <summary>Whether there is an option that a kernel without VLAN filtering rejects instead of ignoring it.</summary>
    private bool UsesVlans => (VlanFiltering ?? MultipleSpanningTrees ?? MulticastVlanSnooping ?? LocalAddressesInVlan0) is not null;

    /// <inheritdoc/>
    protected override void Validate()
    {
        if (SpanningTree == true && ForwardDelay is { } delay && (delay < s_leastForwardDelay || delay > s_mostForwardDelay))
        {
            throw new ArgumentException($"With the spanning tree protocol the forward delay is 2 s to 30 s, and not {delay.TotalSeconds:0.##} s.");
        }
    }

    /// <inheritdoc/>
    protected override void WriteData(ref NetlinkMessageWriter writer) => BridgeAttributes.Write(ref writer, this);

    /// <inheritdoc/>
    protected override void OnCreated(Bridge link)
    {
        // The kernel keeps an MTU that a bridge is given later. One that it is created with lasts until the first port.
        if (Mtu is { } mtu)
        {
            link.SetMtu(mtu);
        }

        RequireSupported(link, "create");
    }

    /// <inheritdoc/>
    protected override void ValidateChange(Bridge link)
    {
        ArgumentNullException.ThrowIfNull(link);
        // The kernel rejects those without naming the version that has them.
        if (link.Settings.HasSwitches && BridgeFeatures.FindUnknownSwitch(this, link.Settings) is { } missing)
        {
            throw new NotSupportedException(LacksMessage(link, "change", missing));
        }
    }

    /// <inheritdoc/>
    protected override void OnChanged(Bridge link) => RequireSupported(link, "change");

    private static string LacksMessage(Bridge link, string verb, string missing) =>
        $"Could not {verb} bridge {PrintableText.Quote(link.Name)} in '{link.Namespace}'. The kernel lacks {missing}.";

    /// <summary>The kernel ignores most options that it was built without, and then it does not report them either.</summary>
    private void RequireSupported(Bridge link, string verb)
    {
        if (link.Info.HasKindData && BridgeFeatures.FindIgnored(this, link.Settings) is { } missing)
        {
            throw new NotSupportedException(LacksMessage(link, verb, missing));
        }
    }

    private static LinkLayerAddress? RequireGroup(LinkLayerAddress? address, string name) =>
        address is null || (address.Bytes is [0x01, 0x80, 0xc2, 0, 0, <= 0x0f and not (1 or 2 or 3)])
            ? address
            : throw new ArgumentException("The group address of a bridge is 01:80:c2:00:00:00 or 01:80:c2:00:00:04 to 01:80:c2:00:00:0f.", name);
}
