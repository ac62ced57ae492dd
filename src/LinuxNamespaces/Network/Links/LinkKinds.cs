namespace LinuxNamespaces.Network;

/// <summary>The kinds of links that have a class in the library. A new kind is a file under Kinds/ and a line here.</summary>
internal static class LinkKinds
{
    private static readonly Dictionary<string, LinkKind> s_all = new LinkKind[]
    {
        BareudpLink.Kind,
        BondLink.Kind,
        Bridge.Kind,
        DummyLink.Kind,
        ErspanLink.Kind,
        GeneveLink.Kind,
        GreLink.Kind,
        GretapLink.Kind,
        IfbLink.Kind,
        Ip6ErspanLink.Kind,
        Ip6GreLink.Kind,
        Ip6GretapLink.Kind,
        Ip6TunnelLink.Kind,
        IpipLink.Kind,
        IpvlanLink.Kind,
        IpvtapLink.Kind,
        MacvlanLink.Kind,
        MacvtapLink.Kind,
        NetkitLink.Kind,
        NlmonLink.Kind,
        SitLink.Kind,
        TunLink.Kind,
        VethLink.Kind,
        VlanLink.Kind,
        VrfLink.Kind,
        Vti6Link.Kind,
        VtiLink.Kind,
        VxlanLink.Kind,
        WireGuardLink.Kind,
        XfrmLink.Kind,
    }.ToDictionary(kind => kind.Name);

    internal static IReadOnlyCollection<LinkKind> All => s_all.Values;

    internal static LinkKind? Find(string? name) => name is null ? null : s_all.GetValueOrDefault(name);

    /// <summary>Makes the object for a link of any kind.</summary>
    /// <param name="seen">A time of the connection before the link was read, since which the link was not removed.</param>
    internal static Link ToLink(RtnetlinkConnection connection, LinkInfo info, long seen = 0)
    {
        Link link = new(connection, info, seen);
        return Find(info.Kind)?.Wrap(link) ?? link;
    }
}
