using System.Runtime.CompilerServices;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>One end of a netkit pair: two links that are joined like those of a veth pair, with a BPF program on the way of each packet.</summary>
/// <remarks>The first end that is created is the primary one. Kernel 6.7. See ip-link(8), "netkit".</remarks>
public sealed class NetkitLink : Link, ILinkKind<NetkitLink>
{
    internal const ushort IFLA_NETKIT_PEER_INFO = 1;
    internal const ushort IFLA_NETKIT_PRIMARY = 2;
    internal const ushort IFLA_NETKIT_POLICY = 3;
    internal const ushort IFLA_NETKIT_PEER_POLICY = 4;
    internal const ushort IFLA_NETKIT_MODE = 5;
    internal const ushort IFLA_NETKIT_SCRUB = 6;
    internal const ushort IFLA_NETKIT_PEER_SCRUB = 7;
    internal const ushort IFLA_NETKIT_HEADROOM = 8;
    internal const ushort IFLA_NETKIT_TAILROOM = 9;

    private NetkitLink(Link link)
        : base(link)
    {
    }

    /// <summary>Gets the kind <c>netkit</c>.</summary>
    public static LinkKind<NetkitLink> Kind { get; } = new("netkit", link => new NetkitLink(link))
    {
        Feature = "netkit pairs (CONFIG_NETKIT)",
        DataAttributes = new NetlinkAttributeSet(
            new(IFLA_NETKIT_PEER_INFO, nameof(IFLA_NETKIT_PEER_INFO))
            {
                NestedHeaderLength = Unsafe.SizeOf<ifinfomsg>(),
                Selector = new NetlinkAttributeSelector(() => LinkSchema.Attributes),
            },
            new(IFLA_NETKIT_PRIMARY, nameof(IFLA_NETKIT_PRIMARY)),
            new(IFLA_NETKIT_POLICY, nameof(IFLA_NETKIT_POLICY)),
            new(IFLA_NETKIT_PEER_POLICY, nameof(IFLA_NETKIT_PEER_POLICY)),
            new(IFLA_NETKIT_MODE, nameof(IFLA_NETKIT_MODE)),
            new(IFLA_NETKIT_SCRUB, nameof(IFLA_NETKIT_SCRUB)),
            new(IFLA_NETKIT_PEER_SCRUB, nameof(IFLA_NETKIT_PEER_SCRUB)),
            new(IFLA_NETKIT_HEADROOM, nameof(IFLA_NETKIT_HEADROOM)),
            new(IFLA_NETKIT_TAILROOM, nameof(IFLA_NETKIT_TAILROOM))),
    };

    /// <summary>Gets the settings, as of <see cref="Link.Info"/>.</summary>
    public NetkitInfo Settings => NetkitInfo.Read(Info.GetKindData());

    /// <summary>Gets the index of the other end, in its own namespace; <see langword="null"/> while the other end is being deleted.</summary>
    public int? PeerIndex => Info.LinkIndex;

    /// <summary>Opens the namespace of the other end.</summary>
    /// <returns>The namespace, which the caller disposes.</returns>
    /// <remarks>
    /// The kernel returns only an ID that the namespace of this end has for it. The method compares it with the namespaces that can be opened: those
    /// that this process holds, those with a name, and those of all processes.
    /// </remarks>
    /// <exception cref="InvalidOperationException">None of the namespaces that can be opened is the one.</exception>
    /// <exception cref="NetlinkException">This end is gone (ENODEV).</exception>
    public NetNamespace OpenPeerNamespace() => LinkPeer.OpenNamespace(this);

    /// <summary>Gets the other end, in a known namespace.</summary>
    /// <param name="netNamespace">The namespace.</param>
    /// <returns>The other end.</returns>
    /// <exception cref="ArgumentException">The other end is not in the namespace.</exception>
    /// <exception cref="NetlinkException">This end is gone (ENODEV).</exception>
    public NetkitLink GetPeer(NetNamespace netNamespace) => LinkPeer.Get(this, netNamespace);
}
