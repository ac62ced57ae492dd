using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Specifies what can be changed of a netkit pair, by its primary end. A property that is <see langword="null"/> is the kernel's default, or stays as it is.</summary>
public record NetkitSettings : LinkOptions<NetkitLink>
{
    /// <inheritdoc/>
    public override LinkKind<NetkitLink> Kind => NetkitLink.Kind;

    /// <summary>Gets what the primary end does with packets if it has no program. The kernel's default is <see cref="NetkitPolicy.Forward"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public NetkitPolicy? Policy { get; init => field = Defined.Require(value, nameof(Policy)); }

    /// <summary>Gets what the other end does with packets if it has no program. The kernel's default is <see cref="NetkitPolicy.Forward"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public NetkitPolicy? PeerPolicy { get; init => field = Defined.Require(value, nameof(PeerPolicy)); }

    /// <inheritdoc/>
    protected override void WriteData(ref NetlinkMessageWriter writer)
    {
        writer.WriteOptional(NetkitLink.IFLA_NETKIT_POLICY, (uint?)Policy);
        writer.WriteOptional(NetkitLink.IFLA_NETKIT_PEER_POLICY, (uint?)PeerPolicy);
    }
}

/// <summary>Specifies a netkit pair by its primary end. <see cref="NetkitPair.Create(NetNamespace, string, NetkitOptions)"/> returns both ends.</summary>
public sealed record NetkitOptions : NetkitSettings
{
    /// <summary>Creates the options.</summary>
    /// <param name="peerName">The name of the other end: 1 to 15 bytes, without '/', ':', '%' and white space.</param>
    /// <param name="peerNamespace">The namespace of the other end; that of the primary end if <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">The name is not a valid interface name.</exception>
    public NetkitOptions(string peerName, NetNamespace? peerNamespace = null)
    {
        InterfaceName.Validate(peerName, nameof(peerName));
        PeerName = peerName;
        PeerNamespace = peerNamespace;
    }

    /// <summary>Gets the name of the other end.</summary>
    public string PeerName { get; }

    /// <summary>Gets the namespace of the other end; <see langword="null"/> if it is that of the primary end.</summary>
    public NetNamespace? PeerNamespace { get; }

    /// <summary>Gets the settings of the other end.</summary>
    /// <exception cref="ArgumentException">The value is of a class for one kind of links.</exception>
    public LinkOptions Peer
    {
        get;
        init => field = value.DataKind is null ? value : throw new ArgumentException($"An end of a netkit pair cannot have the options of the kind '{value.DataKind}'.", nameof(Peer));
    } = new();

    /// <summary>Gets whether the ends pass frames or IP packets. The kernel's default is <see cref="NetkitMode.L3"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public NetkitMode? Mode { get; init => field = Defined.Require(value, nameof(Mode)); }

    /// <summary>Gets whether mark and priority of a packet stay for the program of the primary end. The kernel's default is <see cref="NetkitScrub.Default"/>. Kernel 6.13.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public NetkitScrub? Scrub { get; init => field = Defined.Require(value, nameof(Scrub)); }

    /// <summary>Gets whether mark and priority of a packet stay for the program of the other end. The kernel's default is <see cref="NetkitScrub.Default"/>. Kernel 6.13.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public NetkitScrub? PeerScrub { get; init => field = Defined.Require(value, nameof(PeerScrub)); }

    /// <summary>Gets the room in front of each packet, in bytes. The kernel's default is 0. Kernel 6.14.</summary>
    public ushort? Headroom { get; init; }

    /// <summary>Gets the room behind each packet, in bytes. The kernel's default is 0. Kernel 6.14.</summary>
    public ushort? Tailroom { get; init; }

    internal override NamespaceHandle? DataNamespace => PeerNamespace?.Handle;

    /// <inheritdoc/>
    protected override void Validate()
    {
        if (Mode != NetkitMode.L2 && (Address is not null || Peer.Address is not null))
        {
            throw new ArgumentException($"Only a netkit pair of the mode {NetkitMode.L2} has link-layer addresses.");
        }
    }

    internal override void WriteData(ref NetlinkMessageWriter writer, int? dataNamespace)
    {
        WriteData(ref writer);
        writer.WriteOptional(NetkitLink.IFLA_NETKIT_MODE, (uint?)Mode);
        writer.WriteOptional(NetkitLink.IFLA_NETKIT_SCRUB, (uint?)Scrub);
        writer.WriteOptional(NetkitLink.IFLA_NETKIT_PEER_SCRUB, (uint?)PeerScrub);
        writer.WriteOptional(NetkitLink.IFLA_NETKIT_HEADROOM, Headroom);
        writer.WriteOptional(NetkitLink.IFLA_NETKIT_TAILROOM, Tailroom);
        NestedAttribute peer = writer.BeginNested(NetkitLink.IFLA_NETKIT_PEER_INFO);
        writer.WriteStruct<ifinfomsg>().ifi_index = Peer.Index ?? 0;
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
    protected override void ValidateChange(NetkitLink link) => throw new ArgumentException($"{nameof(NetkitOptions)} specify a new pair. {nameof(NetkitSettings)} change one.");

    /// <inheritdoc/>
    protected override void OnCreated(NetkitLink link)
    {
        if (LinkAttributes.ForExisting(Peer, isPeer: true) is { } rest)
        {
            link.GetPeer(PeerNamespace ?? link.Namespace).Set(rest);
        }
    }
}
