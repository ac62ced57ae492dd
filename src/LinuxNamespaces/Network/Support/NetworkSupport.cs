using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>Tells which features of the kernel can be used in a network namespace, before a member throws <see cref="NotSupportedException"/> for one that is missing.</summary>
/// <remarks>
/// <para>
/// Each member asks the kernel the first time, and the answer is kept. The questions are requests that the kernel rejects after it has looked for the
/// feature, or lists, so nothing in the namespace is changed. The kernel may load modules for them, as it would for the feature itself.
/// </para>
/// <para>
/// Without CAP_NET_ADMIN over the namespace the kernel does not answer most of the questions, and the state is <see cref="KernelFeatureState.NotPermitted"/>.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// if (!red.Support.GetLinkKind("vlan").IsSupported)
/// {
///     Console.WriteLine("No VLANs here.");
/// }
///
/// foreach (KernelFeature missing in red.Support.Features.Where(feature => !feature.IsSupported))
/// {
///     Console.WriteLine(missing);
/// }
/// </code>
/// </example>
public sealed class NetworkSupport
{
    // MODULE_NAME_LEN - 1, NFT_MODULE_AUTOLOAD_LIMIT - 1, IFNAMSIZ - 1 and GENL_NAMSIZ - 1
    private const int MaxLinkKind = 55;
    private const int MaxExpression = 41;
    private const int MaxName = 15;

    private static readonly ProtocolType[] s_protocols = [.. SocketDiag.Lists.Select(list => list.Protocol)];

    private readonly NetNamespace _namespace;
    private readonly ConcurrentDictionary<string, KernelFeature> _answers = new(StringComparer.Ordinal);

    internal NetworkSupport(NetNamespace netNamespace) => _namespace = netNamespace;

    /// <summary>Gets all features that the library knows, those that the kernel has and those that it lacks.</summary>
    /// <exception cref="ObjectDisposedException">The namespace is disposed.</exception>
    /// <exception cref="LinuxException">The namespace belongs to another user, and the caller lacks CAP_SYS_ADMIN to enter it (EPERM).</exception>
    public IReadOnlyList<KernelFeature> Features =>
    [
        .. LinkKinds.All.Select(GetLinkKind),
        BridgeVlanFiltering, TunDevices,
        .. TrafficKinds.Qdiscs.All.Where(kind => kind.Feature is not null).Select(kind => GetQdisc(kind.Name)),
        .. TrafficKinds.Actions.All.Select(kind => GetTrafficAction(kind.Name)),
        GetPolicyRouting(AddressFamily.InterNetwork), GetPolicyRouting(AddressFamily.InterNetworkV6), NexthopObjects, MplsEncapsulation, SegmentRouting,
        Nftables, Conntrack,
        .. NftExpressionKinds.All.Select(kind => GetNftExpression(kind.Name)),
        .. s_protocols.Select(GetSocketList), UnixSocketList, PacketSocketList, NetlinkSocketList,
        .. GenericFamilies.Names.Select(GetGenericNetlinkFamily),
    ];

    /// <summary>Gets whether bridges filter VLANs (CONFIG_BRIDGE_VLAN_FILTERING).</summary>
    public KernelFeature BridgeVlanFiltering => Ask(BridgeFeatures.Vlan, RtnetlinkProbes.BridgeVlanFiltering);

    /// <summary>Gets whether <see cref="TunDevice"/> can be used: the kernel has CONFIG_TUN, and the caller may open <c>/dev/net/tun</c>.</summary>
    public KernelFeature TunDevices => Ask("the device /dev/net/tun (CONFIG_TUN)", FamilyProbes.Tun);

    /// <summary>Gets whether routes can share <see cref="Nexthop"/> objects (kernel 5.3).</summary>
    public KernelFeature NexthopObjects => Ask("nexthop objects (CONFIG_INET, kernel 5.3)", RtnetlinkProbes.NexthopObjects);

    /// <summary>Gets whether routes can have <see cref="Network.MplsEncapsulation"/> (CONFIG_MPLS_IPTUNNEL).</summary>
    public KernelFeature MplsEncapsulation => AskEncapsulation(new MplsEncapsulation(16));

    /// <summary>Gets whether routes can have <see cref="SegmentRoutingEncapsulation"/> (CONFIG_IPV6_SEG6_LWTUNNEL).</summary>
    public KernelFeature SegmentRouting => AskEncapsulation(new SegmentRoutingEncapsulation(SegmentRoutingMode.Encapsulate, IPAddress.IPv6Loopback));

    /// <summary>Gets whether <see cref="NetNamespace.Nftables"/> works (CONFIG_NF_TABLES).</summary>
    public KernelFeature Nftables => Ask("nftables (CONFIG_NF_TABLES)", FamilyProbes.Nftables);

    /// <summary>Gets whether <see cref="NetNamespace.Conntrack"/> works (CONFIG_NF_CT_NETLINK).</summary>
    public KernelFeature Conntrack => Ask("connection tracking over netlink (CONFIG_NF_CT_NETLINK)", FamilyProbes.Conntrack);

    /// <summary>Gets whether <see cref="NetNamespace.GetUnixSockets()"/> works (CONFIG_UNIX_DIAG).</summary>
    public KernelFeature UnixSocketList => Ask(SocketDiag.UnixFeature, place => FamilyProbes.SocketList(() => place.GetUnixSockets(FamilyProbes.NoUnixSocket)));

    /// <summary>Gets whether <see cref="NetNamespace.GetPacketSockets"/> works (CONFIG_PACKET_DIAG).</summary>
    public KernelFeature PacketSocketList => Ask(SocketDiag.PacketFeature, place => FamilyProbes.SocketList(place.GetPacketSockets));

    /// <summary>Gets whether <see cref="NetNamespace.GetNetlinkSockets"/> works (CONFIG_NETLINK_DIAG).</summary>
    public KernelFeature NetlinkSocketList => Ask(SocketDiag.NetlinkFeature, place => FamilyProbes.SocketList(() => place.GetNetlinkSockets(0)));

    /// <summary>Gets whether links of a kind can be created.</summary>
    /// <param name="kind">The kernel's name of the kind, such as <c>vlan</c>.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="ArgumentException">The name is empty, or longer than the kernel allows.</exception>
    public KernelFeature GetLinkKind(string kind)
    {
        RequireName(kind, MaxLinkKind);
        return Ask(LinkKinds.Find(kind)?.Feature ?? $"links of the kind '{kind}'", place => RtnetlinkProbes.LinkKind(place, kind), $"link {kind}");
    }

    /// <summary>Gets whether links of a kind can be created, which need not be a kind that the library knows.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="ArgumentException">The name of the kind is longer than the kernel allows.</exception>
    public KernelFeature GetLinkKind(LinkKind kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        RequireName(kind.Name, MaxLinkKind);
        return Ask(kind.Feature ?? $"links of the kind '{kind}'", place => RtnetlinkProbes.LinkKind(place, kind.Name), $"link {kind}");
    }

    /// <summary>Gets whether the kernel has a queueing discipline.</summary>
    /// <param name="kind">The kernel's name of the discipline, such as <c>netem</c>.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="ArgumentException">The name is empty, or longer than the kernel allows.</exception>
    public KernelFeature GetQdisc(string kind)
    {
        RequireName(kind, MaxName);
        return Ask(TrafficKinds.Qdiscs.Find(kind)?.Feature ?? $"qdiscs of the kind '{kind}'", place => RtnetlinkProbes.Qdisc(place, kind), $"qdisc {kind}");
    }

    /// <summary>Gets whether the kernel has an action of filters.</summary>
    /// <param name="kind">The kernel's name of the action, such as <c>mirred</c>.</param>
    /// <returns>The answer. The kernel gives it to root of the machine only; for others it is <see cref="KernelFeatureState.NotPermitted"/>, though they can use actions in filters.</returns>
    /// <exception cref="ArgumentException">The name is empty, or longer than the kernel allows.</exception>
    public KernelFeature GetTrafficAction(string kind)
    {
        RequireName(kind, MaxName);
        return Ask(TrafficKinds.Actions.Find(kind)?.Feature ?? $"actions of the kind '{kind}'", place => RtnetlinkProbes.TrafficAction(place, kind), $"action {kind}");
    }

    /// <summary>Gets whether the kernel has a kind of expressions of nf_tables.</summary>
    /// <param name="kind">The kernel's name of the kind, such as <c>masq</c>.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="ArgumentException">The name is empty, or longer than the kernel allows.</exception>
    public KernelFeature GetNftExpression(string kind)
    {
        RequireName(kind, MaxExpression);
        return Ask(NftFeatures.NameOf(kind), place => FamilyProbes.NftExpression(place, kind), $"expression {kind}");
    }

    /// <summary>Gets whether the kernel has a family of generic netlink.</summary>
    /// <param name="name">The name, such as <c>wireguard</c>.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="ArgumentException">The name is empty, or longer than the kernel allows.</exception>
    public KernelFeature GetGenericNetlinkFamily(string name)
    {
        RequireName(name, MaxName);
        return Ask(GenericFamilies.FeatureOf(name), place => FamilyProbes.GenericFamily(place, name), $"family {name}");
    }

    /// <summary>Gets whether the kernel has rules of policy routing (CONFIG_IP_MULTIPLE_TABLES, CONFIG_IPV6_MULTIPLE_TABLES).</summary>
    /// <param name="family">IPv4 or IPv6.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The family is another one.</exception>
    public KernelFeature GetPolicyRouting(AddressFamily family)
    {
        bool isV4 = Prefix.RequireFamily(family, nameof(family)) == AddressFamily.InterNetwork;
        return Ask(
            isV4 ? "policy routing of IPv4 (CONFIG_IP_MULTIPLE_TABLES)" : "policy routing of IPv6 (CONFIG_IPV6_MULTIPLE_TABLES)",
            place => RtnetlinkProbes.PolicyRouting(place, isV4 ? Interop.Linux.AF_INET : Interop.Linux.AF_INET6));
    }

    /// <summary>Gets whether the kernel lists the sockets of a protocol by sock_diag(7), with details. <see cref="NetNamespace.GetSockets()"/> works without it too.</summary>
    /// <param name="protocol">TCP, UDP or raw.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The protocol is another one.</exception>
    public KernelFeature GetSocketList(ProtocolType protocol)
    {
        string feature = SocketDiag.Lists.FirstOrDefault(list => list.Protocol == protocol).Feature
            ?? throw new ArgumentOutOfRangeException(nameof(protocol), protocol, "The protocol must be TCP, UDP or raw.");
        return Ask(feature, place => SocketDiag.HasList(place, protocol) ? KernelFeatureState.Supported : KernelFeatureState.Missing);
    }

    private static void RequireName(string name, int most)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (System.Text.Encoding.UTF8.GetByteCount(name) > most)
        {
            throw new ArgumentException($"The name {PrintableText.Quote(name)} is longer than {most} bytes.", nameof(name));
        }
    }

    private KernelFeature AskEncapsulation(RouteEncapsulation encapsulation) => Ask(encapsulation.Feature!, place => RtnetlinkProbes.Encapsulation(place, encapsulation));

    /// <param name="key">What the answer is kept under; the name if null.</param>
    private KernelFeature Ask(string name, Func<NetNamespace, KernelFeatureState> probe, string? key = null) =>
        _answers.TryGetValue(key ?? name, out KernelFeature? answer)
            ? answer
            : _answers.GetOrAdd(key ?? name, new KernelFeature { Name = name, State = probe(_namespace) });
}
