namespace LinuxNamespaces.Network;

/// <summary>Selects nexthop objects. An object must satisfy everything that is set.</summary>
/// <remarks>The kernel applies the link, <see cref="MasterIndex"/>, <see cref="Groups"/> and <see cref="ForwardingDatabase"/>; the library checks all but the master again.</remarks>
public sealed record NexthopFilter
{
    private readonly LinkReference _link;

    internal static NexthopFilter None { get; } = new();

    /// <summary>Gets the index of the link; <see langword="null"/> for all links. Setting it replaces <see cref="LinkName"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? LinkIndex
    {
        get => _link.Index;
        init => _link = LinkReference.ByIndex(value, nameof(LinkIndex));
    }

    /// <summary>Gets the name of the link; <see langword="null"/> for all links. Setting it replaces <see cref="LinkIndex"/>.</summary>
    /// <exception cref="ArgumentException">The name is not a valid interface name.</exception>
    public string? LinkName
    {
        get => _link.Name;
        init => _link = LinkReference.ByName(value, nameof(LinkName));
    }

    /// <summary>Gets the index of the master of the links, such as a VRF; <see langword="null"/> for all links.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? MasterIndex
    {
        get;
        init => field = NumberRange.Require(value, 1, int.MaxValue, nameof(MasterIndex));
    }

    /// <summary>Gets whether only groups are selected. Defaults to <see langword="false"/>: single objects and groups.</summary>
    public bool Groups { get; init; }

    /// <summary>Gets whether only objects of forwarding databases are selected. Defaults to <see langword="false"/>: all objects.</summary>
    public bool ForwardingDatabase { get; init; }

    /// <summary>Gets which program created the objects; <see langword="null"/> for any.</summary>
    public RouteProtocol? Protocol { get; init; }

    private LinkReference Link
    {
        init => _link = value;
    }

    internal NexthopFilter Resolve(RtnetlinkConnection connection) => this with { Link = _link.Resolve(connection) };

    internal bool Matches(Nexthop nexthop) =>
        (LinkIndex is null || LinkIndex == nexthop.LinkIndex)
        && (!Groups || nexthop.Group.Count > 0)
        && (!ForwardingDatabase || nexthop.ForwardingDatabase)
        && (Protocol is null || Protocol == nexthop.Protocol);
}
