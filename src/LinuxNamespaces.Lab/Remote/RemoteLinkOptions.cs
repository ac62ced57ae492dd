using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Lab;

/// <summary>Specifies a VXLAN between a switch of a lab and one of a lab on another machine.</summary>
public sealed record RemoteLinkOptions
{
    private const int MaxVni = 0xffffff;

    /// <summary>Creates the options.</summary>
    /// <param name="peer">The address of the other machine.</param>
    /// <param name="vni">The network identifier, which is the same on both machines; 0 to 16777215.</param>
    /// <exception cref="ArgumentException">The address is neither IPv4 nor IPv6, or is a multicast, broadcast, link-local or unspecified address.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The identifier is out of range.</exception>
    public RemoteLinkOptions(IPAddress peer, int vni)
    {
        ArgumentNullException.ThrowIfNull(peer);
        ArgumentOutOfRangeException.ThrowIfNegative(vni);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(vni, MaxVni);
        Peer = RequireMachine(peer, nameof(peer));
        Vni = vni;
    }

    /// <summary>Gets the address of the other machine.</summary>
    public IPAddress Peer { get; }

    /// <summary>Gets the network identifier.</summary>
    public int Vni { get; }

    /// <summary>Gets the address of this machine that frames are sent from, of the family of <see cref="Peer"/>. By default (<see langword="null"/>) the route to the peer decides.</summary>
    /// <exception cref="ArgumentException">The address is of another family, or is a multicast, broadcast, link-local or unspecified address.</exception>
    public IPAddress? Local
    {
        get;
        init => field = value is null || RequireMachine(value, nameof(Local)).AddressFamily == Peer.AddressFamily
            ? value
            : throw new ArgumentException($"The addresses {value} and {Peer} are of different families.", nameof(Local));
    }

    /// <summary>Gets the UDP port that frames are sent to and received at; 1 to 65535. Defaults to 4789 (RFC 7348).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Port
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Port));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, ushort.MaxValue, nameof(Port));
            field = value;
        }
    } = 4789;

    /// <summary>
    /// Gets the namespace that the packets of the VXLAN leave by, which has a route to the peer. By default (<see langword="null"/>) it is that of the thread that starts the lab. The caller disposes
    /// of it, after the lab.
    /// </summary>
    public NetNamespace? Underlay { get; init; }

    /// <summary>The bytes around each frame: Ethernet, UDP and VXLAN headers, and the IP header of the family.</summary>
    internal int Overhead => Peer.AddressFamily == AddressFamily.InterNetwork ? 50 : 70;

    private static IPAddress RequireMachine(IPAddress address, string parameter)
    {
        bool isV4 = address.AddressFamily == AddressFamily.InterNetwork;
        if (!isV4 && address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            throw new ArgumentException($"{address} is neither an IPv4 nor an IPv6 address.", parameter);
        }

        bool isOther = address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) || address.Equals(IPAddress.Broadcast) || address.IsIPv4MappedToIPv6
            || (isV4 ? address.GetAddressBytes()[0] is >= 224 and < 240 : address.IsIPv6Multicast || address.IsIPv6LinkLocal);
        return isOther ? throw new ArgumentException($"{address} is not the address of one machine.", parameter) : address;
    }
}
