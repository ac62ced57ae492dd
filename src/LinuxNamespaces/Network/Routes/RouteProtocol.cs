using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>Who made a route. Routing daemons have numbers of their own, which are as good as these.</summary>
/// <remarks>See rtnetlink(7), <c>rtm_protocol</c>, and /etc/iproute2/rt_protos.</remarks>
public enum RouteProtocol
{
    /// <summary>Unknown.</summary>
    Unspecified = Linux.RTPROT_UNSPEC,

    /// <summary>The kernel, along with an address.</summary>
    Kernel = Linux.RTPROT_KERNEL,

    /// <summary>Somebody, while the system started; what ip-route(8) sets too.</summary>
    Boot = Linux.RTPROT_BOOT,

    /// <summary>The administrator.</summary>
    Static = Linux.RTPROT_STATIC,
}
