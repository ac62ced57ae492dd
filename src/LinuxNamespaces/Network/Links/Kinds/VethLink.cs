using System.Runtime.CompilerServices;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>One end of a veth pair: what is sent over it is received at the other end.</summary>
/// <remarks>See veth(4).</remarks>
public sealed class VethLink : Link, ILinkKind<VethLink>
{
    internal const ushort VETH_INFO_PEER = 1;

    private VethLink(Link link)
        : base(link)
    {
    }

    /// <summary>Gets the kind <c>veth</c>.</summary>
    public static LinkKind<VethLink> Kind { get; } = new("veth", link => new VethLink(link))
    {
        Feature = "veth pairs (CONFIG_VETH)",
        DataAttributes = new NetlinkAttributeSet(new NetlinkAttributeSchema(VETH_INFO_PEER, nameof(VETH_INFO_PEER))
        {
            NestedHeaderLength = Unsafe.SizeOf<ifinfomsg>(),
            Selector = new NetlinkAttributeSelector(() => LinkSchema.Attributes),
        }),
    };

    /// <summary>Gets the index of the other end in its own namespace; <see langword="null"/> while the other end is being deleted.</summary>
    public int? PeerIndex => Info.LinkIndex;

    /// <summary>Opens the namespace that the other end is in.</summary>
    /// <returns>The namespace, which the caller disposes.</returns>
    /// <remarks>
    /// The kernel reports only an ID that the namespace of this end has for the other one. So the library asks for the ID of every namespace that it can
    /// open: those that this process holds, those with a name, and those of all processes.
    /// </remarks>
    /// <exception cref="InvalidOperationException">None of the namespaces that can be opened has the ID.</exception>
    /// <exception cref="NetlinkException">This end is gone (ENODEV).</exception>
    public NetNamespace OpenPeerNamespace() => LinkPeer.OpenNamespace(this);

    /// <summary>Gets the other end from the namespace that it is in.</summary>
    /// <param name="netNamespace">The namespace.</param>
    /// <returns>The other end.</returns>
    /// <exception cref="ArgumentException">The other end is not in that namespace.</exception>
    /// <exception cref="NetlinkException">This end is gone (ENODEV).</exception>
    public VethLink GetPeer(NetNamespace netNamespace) => LinkPeer.Get(this, netNamespace);
}

/// <summary>Specifies a veth pair by its first end. <see cref="VethPair.Create"/> returns both ends.</summary>
public sealed record VethOptions : LinkOptions<VethLink>
{
    /// <summary>Creates the options.</summary>
    /// <param name="peerName">The name of the other end: 1 to 15 bytes, without '/', ':', '%' and white space.</param>
    /// <param name="peerNamespace">The namespace of the other end; that of the first end if <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">The name is not a valid interface name.</exception>
    public VethOptions(string peerName, NetNamespace? peerNamespace = null)
    {
        InterfaceName.Validate(peerName, nameof(peerName));
        PeerName = peerName;
        PeerNamespace = peerNamespace;
    }

    /// <summary>Creates the options from those that links of every kind have.</summary>
    internal VethOptions(LinkOptions common, string peerName, NetNamespace? peerNamespace)
        : base(common)
    {
        PeerName = peerName;
        PeerNamespace = peerNamespace;
    }

    /// <inheritdoc/>
    public override LinkKind<VethLink> Kind => VethLink.Kind;

    /// <summary>Gets the name of the other end.</summary>
    public string PeerName { get; }

    /// <summary>Gets the namespace of the other end; <see langword="null"/> if it is that of the first end.</summary>
    public NetNamespace? PeerNamespace { get; }

    /// <summary>Gets the settings of the other end.</summary>
    /// <exception cref="ArgumentException">The value is of a class for one kind of links.</exception>
    public LinkOptions Peer
    {
        get;
        init => field = VethPairOptions.RequireCommon(value, nameof(Peer));
    } = new();

    /// <summary>Whether what the kernel does not take for the other end when it creates the pair is set afterwards. A caller that has the other end does it itself.</summary>
    internal bool CompletesPeer { get; init; } = true;

    internal override NamespaceHandle? DataNamespace => PeerNamespace?.Handle;

    internal override void WriteData(ref NetlinkMessageWriter writer, int? dataNamespace)
    {
        NestedAttribute peer = writer.BeginNested(VethLink.VETH_INFO_PEER);
        ref ifinfomsg header = ref writer.WriteStruct<ifinfomsg>();
        header.ifi_index = Peer.Index ?? 0;
        // The kernel would set the peer up before the pair is joined, which fails.
        (header.ifi_flags, header.ifi_change) = LinkAttributes.Flags(Peer, except: Linux.IFF_UP);
        writer.WriteString(Linux.IFLA_IFNAME, PeerName);
        writer.WriteOptional(Linux.IFLA_NET_NS_FD, dataNamespace);
        Peer.WriteCommon(ref writer);
        writer.EndNested(peer);
    }

    internal override void RequireCreatable(string name, NetNamespace home)
    {
        base.RequireCreatable(name, home);
        RequirePeer(Peer);
        Peer.RequireCreatable(PeerName, PeerNamespace ?? home);
    }

    /// <inheritdoc/>
    protected override void ValidateChange(VethLink link) => throw new ArgumentException($"{nameof(VethOptions)} specify a new pair. {nameof(LinkSettings)} change an end of a pair.");

    /// <inheritdoc/>
    protected override void OnCreated(VethLink link)
    {
        if (CompletesPeer && LinkAttributes.ForExisting(Peer, isPeer: true) is { } rest)
        {
            link.GetPeer(PeerNamespace ?? link.Namespace).Set(rest);
        }
    }
}
