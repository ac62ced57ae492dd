namespace LinuxNamespaces.Network;

/// <summary>The kinds of links that have a class in the library. A new kind is a file under Kinds/ and a line here.</summary>
internal static class LinkKinds
{
    // A kind is made at its first use: a program that asks for one link does not pay for all.
    private static readonly Dictionary<string, Func<LinkKind>> s_all = new()
    {
        ["bareudp"] = () => BareudpLink.Kind,
        ["bond"] = () => BondLink.Kind,
        ["bridge"] = () => Bridge.Kind,
        ["dummy"] = () => DummyLink.Kind,
        ["erspan"] = () => ErspanLink.Kind,
        ["geneve"] = () => GeneveLink.Kind,
        ["gre"] = () => GreLink.Kind,
        ["gretap"] = () => GretapLink.Kind,
        ["gtp"] = () => GtpLink.Kind,
        ["ifb"] = () => IfbLink.Kind,
        ["ip6erspan"] = () => Ip6ErspanLink.Kind,
        ["ip6gre"] = () => Ip6GreLink.Kind,
        ["ip6gretap"] = () => Ip6GretapLink.Kind,
        ["ip6tnl"] = () => Ip6TunnelLink.Kind,
        ["ipip"] = () => IpipLink.Kind,
        ["ipvlan"] = () => IpvlanLink.Kind,
        ["ipvtap"] = () => IpvtapLink.Kind,
        ["macvlan"] = () => MacvlanLink.Kind,
        ["macvtap"] = () => MacvtapLink.Kind,
        ["netkit"] = () => NetkitLink.Kind,
        ["nlmon"] = () => NlmonLink.Kind,
        ["sit"] = () => SitLink.Kind,
        ["tun"] = () => TunLink.Kind,
        ["veth"] = () => VethLink.Kind,
        ["vlan"] = () => VlanLink.Kind,
        ["vrf"] = () => VrfLink.Kind,
        ["vti6"] = () => Vti6Link.Kind,
        ["vti"] = () => VtiLink.Kind,
        ["vxlan"] = () => VxlanLink.Kind,
        ["wireguard"] = () => WireGuardLink.Kind,
        ["xfrm"] = () => XfrmLink.Kind,
    };

    internal static IEnumerable<LinkKind> All => s_all.Values.Select(kind => kind());

    internal static LinkKind? Find(string? name) => name is not null && s_all.TryGetValue(name, out Func<LinkKind>? kind) ? kind() : null;

    /// <summary>Makes the object for a link of any kind.</summary>
    /// <param name="seen">A time of the connection before the link was read, since which the link was not removed.</param>
    internal static Link ToLink(RtnetlinkConnection connection, LinkInfo info, long seen = 0)
    {
        Link link = new(connection, info, seen);
        return Find(info.Kind)?.Wrap(link) ?? link;
    }
}
