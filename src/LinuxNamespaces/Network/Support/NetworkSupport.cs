using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>Tells which features of the network the running kernel has, before a member throws <see cref="NotSupportedException"/> for one that it lacks.</summary>
/// <remarks>
/// <see cref="Probe"/> asks the kernel once, in a network namespace of its own that it removes again. The answers are true for all namespaces.
/// The kernel may load modules for the questions, as it would for the feature itself.
/// </remarks>
/// <example>
/// <code>
/// NetworkSupport support = NetworkSupport.Probe();
/// if (!support.HasLinkKind("vlan"))
/// {
///     Console.WriteLine("No VLANs here.");
/// }
///
/// foreach (KernelFeature missing in support.Features.Where(feature => !feature.IsSupported))
/// {
///     Console.WriteLine(missing.Name);
/// }
/// </code>
/// </example>
public sealed class NetworkSupport
{
    private readonly Dictionary<string, KernelFeature> _linkKinds = [];
    private readonly Dictionary<string, KernelFeature> _queueingDisciplines = [];
    private readonly Dictionary<ProtocolType, KernelFeature> _socketLists = [];
    private readonly List<KernelFeature> _features = [];

    private NetworkSupport()
    {
    }

    /// <summary>Gets all features that were asked for, those that the kernel has and those that it lacks.</summary>
    public IReadOnlyList<KernelFeature> Features => _features;

    /// <summary>Gets whether the kernel has nftables (CONFIG_NF_TABLES).</summary>
    public bool HasNftables { get; private set; }

    /// <summary>Gets whether the kernel filters VLANs of bridges (CONFIG_BRIDGE_VLAN_FILTERING).</summary>
    public bool HasBridgeVlanFiltering { get; private set; }

    /// <summary>Gets whether routes can have <see cref="MplsEncapsulation"/> (CONFIG_MPLS_IPTUNNEL).</summary>
    public bool HasMplsEncapsulation { get; private set; }

    /// <summary>Gets whether routes can have <see cref="SegmentRoutingEncapsulation"/> (CONFIG_IPV6_SEG6_LWTUNNEL).</summary>
    public bool HasSegmentRouting { get; private set; }

    /// <summary>Gets whether <see cref="NetNamespace.GetUnixSockets"/> works (CONFIG_UNIX_DIAG).</summary>
    public bool HasUnixSocketList { get; private set; }

    /// <summary>Asks the kernel.</summary>
    /// <param name="kinds">Kinds of links to ask for besides those that have a class in the library.</param>
    /// <returns>The answers.</returns>
    /// <exception cref="LinuxException">A network namespace cannot be created: see <see cref="NetNamespace.Create"/>.</exception>
    public static NetworkSupport Probe(params IEnumerable<LinkKind> kinds)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        NetworkSupport support = new();
        using NetNamespace place = NetNamespace.Create();
        foreach (LinkKind kind in LinkKinds.All.Concat(kinds).DistinctBy(kind => kind.Name))
        {
            support.Add(support._linkKinds, kind.Name, kind.Feature ?? $"links of the kind '{kind.Name}'", FeatureProbe.HasLinkKind(place, kind.Name));
        }

        foreach ((string name, string feature) in FeatureProbe.QueueingDisciplines)
        {
            support.Add(support._queueingDisciplines, name, feature, FeatureProbe.HasQueueingDiscipline(place, name));
        }

        foreach ((ProtocolType protocol, string feature) in SocketDiag.Lists)
        {
            support.Add(support._socketLists, protocol, feature, SocketDiag.HasList(place, protocol));
        }

        support.HasUnixSocketList = support.Add("the list of Unix sockets (CONFIG_UNIX_DIAG)", FeatureProbe.Succeeds(place.GetUnixSockets));
        support.HasNftables = support.Add("nftables (CONFIG_NF_TABLES)", FeatureProbe.HasNftables(place));
        support.HasBridgeVlanFiltering = support.Add(BridgeFeatures.Vlan, support.HasLinkKind(Bridge.Kind.Name) && FeatureProbe.Succeeds(() => place.Links.AddBridge("probe", new BridgeOptions { VlanFiltering = true })));
        support.HasMplsEncapsulation = support.AddEncapsulation(place, new MplsEncapsulation(16));
        support.HasSegmentRouting = support.AddEncapsulation(place, new SegmentRoutingEncapsulation(SegmentRoutingMode.Encapsulate, System.Net.IPAddress.IPv6Loopback));
        return support;
    }

    /// <summary>Returns whether the kernel has a kind of links.</summary>
    /// <param name="kind">The kernel's name of the kind, such as <c>vlan</c>.</param>
    /// <returns><see langword="true"/> if links of the kind can be created.</returns>
    /// <exception cref="ArgumentException">The kind was not asked for; see <see cref="Probe"/>.</exception>
    public bool HasLinkKind(string kind) => Find(_linkKinds, kind).IsSupported;

    /// <summary>Returns whether the kernel has a queueing discipline.</summary>
    /// <param name="kind">The kernel's name of the discipline, such as <c>netem</c>.</param>
    /// <returns><see langword="true"/> if the discipline can be used.</returns>
    /// <exception cref="ArgumentException">The discipline was not asked for.</exception>
    public bool HasQueueingDiscipline(string kind) => Find(_queueingDisciplines, kind).IsSupported;

    /// <summary>Returns whether the kernel lists the sockets of a protocol by sock_diag(7), with details. <see cref="NetNamespace.GetSockets()"/> works without it too.</summary>
    /// <param name="protocol">TCP, UDP or raw.</param>
    /// <returns><see langword="true"/> if the kernel has the list.</returns>
    /// <exception cref="ArgumentException">The protocol is another one.</exception>
    public bool HasSocketList(ProtocolType protocol) => Find(_socketLists, protocol).IsSupported;

    private static KernelFeature Find<TKey>(Dictionary<TKey, KernelFeature> features, [NotNull] TKey? key)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(key);
        return features.TryGetValue(key, out KernelFeature? feature) ? feature : throw new ArgumentException($"The kernel was not asked for '{key}'.", nameof(key));
    }

    private bool AddEncapsulation(NetNamespace place, RouteEncapsulation encapsulation)
    {
        Route route = new(System.Net.IPNetwork.Parse("2001:db8::/64")) { LinkIndex = place.Loopback.Index, Encapsulation = encapsulation };
        return Add(encapsulation.Feature!, FeatureProbe.Succeeds(() =>
        {
            place.Routes.Add(route);
            place.Routes.Delete(route);
        }));
    }

    private void Add<TKey>(Dictionary<TKey, KernelFeature> features, TKey key, string name, bool isSupported)
        where TKey : notnull
    {
        Add(name, isSupported);
        features.Add(key, _features[^1]);
    }

    private bool Add(string name, bool isSupported)
    {
        _features.Add(new KernelFeature { Name = name, IsSupported = isSupported });
        return isSupported;
    }
}
