using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>Specifies a nexthop object: a path, or a group of paths, that many routes share by its number.</summary>
/// <remarks>
/// An object is a path (<see cref="Gateway"/> and a link), a <see cref="Blackhole"/>, or a group (<see cref="Group"/>). Routes refer to it
/// by <see cref="Route.NextHopId"/>. Kernel 5.3. See ip-nexthop(8).
/// </remarks>
public sealed record Nexthop
{
    private readonly LinkReference _link;
    private readonly Uncompared<(RouteFlags Flags, RouteScope? Scope, TimeSpan? Unbalanced)> _state;
    private readonly ValueList<NexthopGroupMember> _group = ValueList<NexthopGroupMember>.Empty;

    /// <summary>Gets the number, from 1. Defaults to <see langword="null"/>: the kernel chooses one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public long? Id
    {
        get;
        init
        {
            if (value is { } id)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(id, 1, nameof(Id));
                ArgumentOutOfRangeException.ThrowIfGreaterThan(id, uint.MaxValue, nameof(Id));
            }

            field = value;
        }
    }

    /// <summary>Gets the family of an object without a gateway. Defaults to <see langword="null"/>: that of the gateway, or IPv4. Groups have none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The family is neither IPv4 nor IPv6.</exception>
    public AddressFamily? Family
    {
        get;
        init => field = value is { } family ? Prefix.RequireFamily(family, nameof(Family)) : null;
    }

    /// <summary>Gets the address of the gateway; <see langword="null"/> if the destination is on the link.</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>Gets the index of the link that packets leave by, which must be up. Setting it replaces <see cref="LinkName"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? LinkIndex
    {
        get => _link.Index;
        init => _link = LinkReference.ByIndex(value, nameof(LinkIndex));
    }

    /// <summary>Gets the name of the link that packets leave by. Setting it replaces <see cref="LinkIndex"/>; the link is looked up when the request is made.</summary>
    /// <exception cref="ArgumentException">The name is not a valid interface name.</exception>
    public string? LinkName
    {
        get => _link.Name;
        init => _link = LinkReference.ByName(value, nameof(LinkName));
    }

    /// <summary>Gets whether the gateway is taken as on the link even if no address of the link covers it. Defaults to <see langword="false"/>.</summary>
    public bool OnLink { get; init; }

    /// <summary>Gets whether packets are discarded. Defaults to <see langword="false"/>.</summary>
    public bool Blackhole { get; init; }

    /// <summary>Gets whether the object is for the forwarding database of a VXLAN link rather than for routes. Defaults to <see langword="false"/>.</summary>
    public bool ForwardingDatabase { get; init; }

    /// <summary>Gets the encapsulation of the packets; <see langword="null"/> for none.</summary>
    public RouteEncapsulation? Encapsulation { get; init; }

    /// <summary>Gets the members of a group. Defaults to an empty list: the object is not a group.</summary>
    public IReadOnlyList<NexthopGroupMember> Group
    {
        get => _group;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Group));
            _group = new ValueList<NexthopGroupMember>(value);
        }
    }

    /// <summary>Gets how the group distributes packets. Defaults to <see cref="NexthopGroupType.Multipath"/>.</summary>
    public NexthopGroupType GroupType { get; init; }

    /// <summary>Gets the number of buckets of a resilient group; 1 to 65535. <see langword="null"/> for the kernel's choice (128).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? Buckets
    {
        get;
        init
        {
            if (value is { } count)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(Buckets));
                ArgumentOutOfRangeException.ThrowIfGreaterThan(count, ushort.MaxValue, nameof(Buckets));
            }

            field = value;
        }
    }

    /// <summary>Gets how long a bucket of a resilient group must be unused to move to another member, in steps of 10 ms. <see langword="null"/> for the kernel's choice (120 seconds).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan? IdleTimer
    {
        get;
        init => field = ClockTicks.Require(value, nameof(IdleTimer));
    }

    /// <summary>Gets how long a resilient group can be unbalanced before buckets in use move too, in steps of 10 ms; zero for ever. <see langword="null"/> for the kernel's choice (zero).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan? UnbalancedTimer
    {
        get;
        init => field = ClockTicks.Require(value, nameof(UnbalancedTimer));
    }

    /// <summary>Gets which program created the object. Defaults to <see cref="RouteProtocol.Unspecified"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not 0 to 255.</exception>
    public RouteProtocol Protocol
    {
        get;
        init => field = Prefix.RequireByte(value, nameof(Protocol));
    }

    /// <summary>Gets the state that the kernel reported. It is neither sent nor compared.</summary>
    public RouteFlags Flags => _state.Value.Flags;

    /// <summary>Gets the scope that the kernel reported; <see langword="null"/> before that. It is neither sent nor compared.</summary>
    public RouteScope? Scope => _state.Value.Scope;

    /// <summary>Gets how long a resilient group has been unbalanced, as the kernel reported it. It is neither sent nor compared.</summary>
    public TimeSpan? UnbalancedTime => _state.Value.Unbalanced;

    internal LinkReference Link
    {
        get => _link;
        init => _link = value;
    }

    internal ReadOnlySpan<NexthopGroupMember> Members => _group.Span;

    internal (RouteFlags Flags, RouteScope? Scope, TimeSpan? Unbalanced) Reported
    {
        init => _state = new(value);
    }

    internal bool IsGroup => _group.Count > 0;

    /// <summary>The family to send; null for a group, which has none.</summary>
    internal AddressFamily? EffectiveFamily => IsGroup ? null : Gateway?.AddressFamily ?? Family ?? AddressFamily.InterNetwork;

    /// <summary>Returns the object in the words of ip-nexthop(8), as in <c>id 5 via 10.0.0.1 dev eth0</c>.</summary>
    public override string ToString() => NexthopText.Of(this);

    /// <summary>Refuses what makes no sense together.</summary>
    internal void RequireValid(string parameter)
    {
        bool isPath = Gateway is not null || _link.IsSet || Encapsulation is not null || OnLink;
        string? wrong =
            IsGroup && (isPath || Blackhole || Family is not null) ? "A group of nexthop objects has members, and no gateway, link, family or encapsulation of its own."
            : !IsGroup && (GroupType != NexthopGroupType.Multipath || Buckets is not null || IdleTimer is not null || UnbalancedTimer is not null) ? "Only a group has a group type, buckets and timers."
            : GroupType != NexthopGroupType.Resilient && (Buckets is not null || IdleTimer is not null || UnbalancedTimer is not null) ? "Only a resilient group has buckets and timers."
            : Blackhole && isPath ? "A blackhole has no gateway, link or encapsulation."
            : ForwardingDatabase && !IsGroup && (_link.IsSet || Blackhole || Encapsulation is not null || OnLink || Gateway is null) ? "An object for a forwarding database has a gateway, and no link or encapsulation."
            : !IsGroup && !Blackhole && !ForwardingDatabase && !_link.IsSet && Gateway is not { AddressFamily: AddressFamily.InterNetworkV6, ScopeId: > 0 } ? "A nexthop object needs a link, a group, or Blackhole."
            : Family is { } family && Gateway is not null && Gateway.AddressFamily != family ? $"The gateway {Gateway} is not of the family of the object."
            : null;
        if (wrong is not null)
        {
            throw new ArgumentException(wrong, parameter);
        }
    }
}
