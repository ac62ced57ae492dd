using System.Net;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Specifies the settings that all tunnels over IPv6 have. In a change, what is <see langword="null"/> stays as it is.</summary>
/// <typeparam name="TLink">The class of the tunnels.</typeparam>
public abstract record IPv6TunnelSettings<TLink> : TunnelSettings<TLink>
    where TLink : Link
{
    // What ip(8) takes too. Without them the kernel would take 0, with which a tunnel in the tunnel is impossible.
    private const byte DefaultHopLimit = 64;
    private const byte DefaultEncapsulationLimit = 4;

    private protected IPv6TunnelSettings()
    {
    }

    /// <summary>Gets the hop limit of sent packets; 0 leaves it to the route. Defaults to 64.</summary>
    public byte? HopLimit { get; init; }

    /// <summary>Gets how many more times a sent packet may be encapsulated. Defaults to 4.</summary>
    public byte? EncapsulationLimit { get; init; }

    /// <summary>Gets whether sent packets have no limit of encapsulations. Defaults to <see langword="false"/>; an <see cref="EncapsulationLimit"/> resets it.</summary>
    public bool? OmitEncapsulationLimit { get; init; }

    /// <summary>Gets the traffic class of sent packets. Defaults to 0.</summary>
    public byte? TrafficClass { get; init; }

    /// <summary>Gets whether the traffic class is copied from the packet inside. Defaults to <see langword="false"/>; a <see cref="TrafficClass"/> resets it.</summary>
    public bool? InheritTrafficClass { get; init; }

    /// <summary>Gets the flow label of sent packets; 0 to 1048575. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? FlowLabel
    {
        get;
        init => field = NumberRange.Require(value, 0, TunnelData.MaxFlowLabel, nameof(FlowLabel));
    }

    /// <summary>Gets whether the flow label is copied from the packet inside. Defaults to <see langword="false"/>; a <see cref="FlowLabel"/> resets it.</summary>
    public bool? InheritFlowLabel { get; init; }

    /// <summary>Gets whether a received packet gets the DSCP of the packet around it. Defaults to <see langword="false"/>.</summary>
    public bool? CopyDscp { get; init; }

    /// <summary>Gets whether the mark by which sent packets are routed is that of the packet inside. Defaults to <see langword="false"/>.</summary>
    public bool? InheritFirewallMark { get; init; }

    /// <summary>Gets whether the address of the other end may be one of this host. Defaults to <see langword="false"/>.</summary>
    public bool? AllowLocalRemote { get; init; }

    /// <summary>Gets how packets are encapsulated in UDP. Defaults to <see cref="TunnelEncapsulation.None"/>.</summary>
    public TunnelEncapsulation? Encapsulation { get; init; }

    private protected override bool HasOptionsOfItsOwn =>
        HopLimit is not null || EncapsulationLimit is not null || OmitEncapsulationLimit is not null || TrafficClass is not null || InheritTrafficClass is not null
        || FlowLabel is not null || InheritFlowLabel is not null || CopyDscp is not null || InheritFirewallMark is not null || AllowLocalRemote is not null
        || Encapsulation is not null;

    /// <inheritdoc/>
    protected override void Validate()
    {
        base.Validate();
        RequireOne(EncapsulationLimit is not null, OmitEncapsulationLimit, nameof(EncapsulationLimit), nameof(OmitEncapsulationLimit));
        RequireOne(TrafficClass is not null, InheritTrafficClass, nameof(TrafficClass), nameof(InheritTrafficClass));
        RequireOne(FlowLabel is not null, InheritFlowLabel, nameof(FlowLabel), nameof(InheritFlowLabel));
        RequireOne(FirewallMark is not null, InheritFirewallMark, nameof(FirewallMark), nameof(InheritFirewallMark));
    }

    private protected override IPAddress? RequireFamily(IPAddress? value, string name) => TunnelData.RequireIPv6(value, name);

    private protected override void WriteOptions(ref NetlinkMessageWriter writer, NetlinkAttributeReader current)
    {
        base.WriteOptions(ref writer, current);
        (uint flags, uint flowInfo) = ReadCurrent(current);
        writer.WriteOptional(Layout.TimeToLive, HopLimit ?? (IsForCreation ? DefaultHopLimit : null));
        writer.WriteOptional(Layout.EncapsulationLimit, EncapsulationLimit ?? (IsForCreation ? DefaultEncapsulationLimit : null));
        // Several settings share one attribute, so a change keeps the bits of the others.
        if (TrafficClass is not null || FlowLabel is not null || InheritTrafficClass == true || InheritFlowLabel == true)
        {
            uint trafficClass = InheritTrafficClass == true ? 0 : TrafficClass ?? (flowInfo >> IPv6TunnelFlags.TrafficClassShift) & byte.MaxValue;
            uint flowLabel = InheritFlowLabel == true ? 0 : (uint?)FlowLabel ?? flowInfo & TunnelData.MaxFlowLabel;
            writer.WriteUInt32BigEndian(Layout.FlowInfo, (trafficClass << IPv6TunnelFlags.TrafficClassShift) | flowLabel);
        }

        uint newFlags = flags;
        Set(ref newFlags, IPv6TunnelFlags.IP6_TNL_F_IGN_ENCAP_LIMIT, OmitEncapsulationLimit ?? (EncapsulationLimit is null ? null : false));
        Set(ref newFlags, IPv6TunnelFlags.IP6_TNL_F_USE_ORIG_TCLASS, InheritTrafficClass ?? (TrafficClass is null ? null : false));
        Set(ref newFlags, IPv6TunnelFlags.IP6_TNL_F_USE_ORIG_FLOWLABEL, InheritFlowLabel ?? (FlowLabel is null ? null : false));
        Set(ref newFlags, IPv6TunnelFlags.IP6_TNL_F_RCV_DSCP_COPY, CopyDscp);
        Set(ref newFlags, IPv6TunnelFlags.IP6_TNL_F_USE_ORIG_FWMARK, InheritFirewallMark ?? (FirewallMark is null ? null : false));
        Set(ref newFlags, IPv6TunnelFlags.IP6_TNL_F_ALLOW_LOCAL_REMOTE, AllowLocalRemote);
        if (newFlags != flags)
        {
            writer.WriteUInt32(Layout.Flags, newFlags);
        }

        Encapsulation?.Write(ref writer, Layout.Encapsulation, isIPv6: true);
    }

    private (uint Flags, uint FlowInfo) ReadCurrent(NetlinkAttributeReader current)
    {
        uint flags = 0;
        uint flowInfo = 0;
        foreach (NetlinkAttribute attribute in current)
        {
            flags = attribute.Type == Layout.Flags ? attribute.ReadUInt32() : flags;
            flowInfo = attribute.Type == Layout.FlowInfo ? attribute.ReadUInt32BigEndian() : flowInfo;
        }

        return (flags, flowInfo);
    }

    private static void Set(ref uint flags, uint flag, bool? value)
    {
        if (value is { } set)
        {
            flags = set ? flags | flag : flags & ~flag;
        }
    }

    private static void RequireOne(bool hasValue, bool? other, string value, string name)
    {
        if (hasValue && other == true)
        {
            throw new ArgumentException($"A tunnel cannot have both: set {value} or {name}.");
        }
    }
}
