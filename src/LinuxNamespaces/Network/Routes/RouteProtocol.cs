using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>Specifies which program created a route, a rule, a nexthop object, an address or a neighbour. Any number from 0 to 255 is valid.</summary>
/// <remarks>See rtnetlink(7), <c>rtm_protocol</c>, and /etc/iproute2/rt_protos.</remarks>
public enum RouteProtocol
{
    /// <summary>Not known.</summary>
    Unspecified = Linux.RTPROT_UNSPEC,

    /// <summary>An ICMP redirect.</summary>
    Redirect = Linux.RTPROT_REDIRECT,

    /// <summary>The kernel, for example for the subnet of an address.</summary>
    Kernel = Linux.RTPROT_KERNEL,

    /// <summary>A program during the start of the system. ip-route(8) also uses it by default.</summary>
    Boot = Linux.RTPROT_BOOT,

    /// <summary>The administrator.</summary>
    Static = Linux.RTPROT_STATIC,

    /// <summary>GateD.</summary>
    Gated = Linux.RTPROT_GATED,

    /// <summary>An IPv6 router advertisement.</summary>
    RouterAdvertisement = Linux.RTPROT_RA,

    /// <summary>Merit MRT.</summary>
    Mrt = Linux.RTPROT_MRT,

    /// <summary>Zebra or FRRouting.</summary>
    Zebra = Linux.RTPROT_ZEBRA,

    /// <summary>BIRD.</summary>
    Bird = Linux.RTPROT_BIRD,

    /// <summary>The DECnet routing daemon.</summary>
    DNRouted = Linux.RTPROT_DNROUTED,

    /// <summary>XORP.</summary>
    Xorp = Linux.RTPROT_XORP,

    /// <summary>Netsukuku.</summary>
    Netsukuku = Linux.RTPROT_NTK,

    /// <summary>A DHCP client.</summary>
    Dhcp = Linux.RTPROT_DHCP,

    /// <summary>A multicast routing daemon.</summary>
    MulticastRouting = Linux.RTPROT_MROUTED,

    /// <summary>Keepalived.</summary>
    Keepalived = Linux.RTPROT_KEEPALIVED,

    /// <summary>Babel.</summary>
    Babel = Linux.RTPROT_BABEL,

    /// <summary>BGP.</summary>
    Bgp = Linux.RTPROT_BGP,

    /// <summary>IS-IS.</summary>
    IsIs = Linux.RTPROT_ISIS,

    /// <summary>OSPF.</summary>
    Ospf = Linux.RTPROT_OSPF,

    /// <summary>RIP.</summary>
    Rip = Linux.RTPROT_RIP,

    /// <summary>EIGRP.</summary>
    Eigrp = Linux.RTPROT_EIGRP,
}
