using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>Specifies a port of this host that leads to a port of another address.</summary>
/// <seealso cref="NftRuleset.PublishPort"/>
public sealed record PortPublication
{
    /// <summary>Creates a publication.</summary>
    /// <param name="protocol">The transport protocol.</param>
    /// <param name="hostPort">The port of this host; 1 to 65535.</param>
    /// <param name="address">The IPv4 or IPv6 address that packets are sent to. A scope ID is ignored.</param>
    /// <param name="port">The port that packets are sent to; 1 to 65535.</param>
    /// <exception cref="ArgumentOutOfRangeException">A port or the protocol is out of range, or the address is neither IPv4 nor IPv6.</exception>
    public PortPublication(NatProtocol protocol, int hostPort, IPAddress address, int port)
    {
        Protocol = protocol is NatProtocol.Tcp or NatProtocol.Udp ? protocol : throw new ArgumentOutOfRangeException(nameof(protocol), protocol, "The protocol is neither TCP nor UDP.");
        HostPort = RequirePort(hostPort, nameof(hostPort));
        Port = RequirePort(port, nameof(port));
        Address = NftMatch.Single(address).BaseAddress;
    }

    /// <summary>Gets the transport protocol.</summary>
    public NatProtocol Protocol { get; }

    /// <summary>Gets the port of this host.</summary>
    public int HostPort { get; }

    /// <summary>Gets the address that packets are sent to.</summary>
    public IPAddress Address { get; }

    /// <summary>Gets the port that packets are sent to.</summary>
    public int Port { get; }

    /// <summary>Gets the address of this host at which the port is published; <see langword="null"/> for all addresses of the family.</summary>
    /// <exception cref="ArgumentException">The address is not of the family of <see cref="Address"/>.</exception>
    public IPAddress? HostAddress
    {
        get;
        init => field = value is null ? null
            : value.AddressFamily == Address.AddressFamily ? NftMatch.Single(value).BaseAddress
            : throw new ArgumentException($"The address {value} is not of the family of {Address}.", nameof(HostAddress));
    }

    /// <summary>
    /// Gets the clients whose packets come back through this host, because the target would answer them directly: those in the subnet of the
    /// target. Defaults to <see langword="null"/>: the prefix of this host's address in the subnet of the target, or the target alone.
    /// </summary>
    /// <exception cref="ArgumentException">The prefix is not of the family of <see cref="Address"/>.</exception>
    public IPNetwork? HairpinNetwork
    {
        get;
        init => field = value is null || value.Value.BaseAddress.AddressFamily == Address.AddressFamily
            ? value
            : throw new ArgumentException($"The prefix {value} is not of the family of {Address}.", nameof(HairpinNetwork));
    }

    /// <summary>
    /// Gets whether the port is published at 127.0.0.0/8 too, for programs on this host. It needs the sysctl
    /// <c>net/ipv4/conf/&lt;link to the target&gt;/route_localnet</c>. Not for IPv6, whose loopback address never leaves the host.
    /// Defaults to <see langword="false"/>.
    /// </summary>
    /// <exception cref="ArgumentException"><see cref="Address"/> is an IPv6 address.</exception>
    public bool IncludesLoopback
    {
        get;
        init => field = !value || Address.AddressFamily == AddressFamily.InterNetwork
            ? value
            : throw new ArgumentException("Packets to the IPv6 loopback address cannot be sent to another host.", nameof(IncludesLoopback));
    }

    /// <summary>Returns the publication as in <c>tcp 8080 to 10.0.0.2:80</c>.</summary>
    public override string ToString()
    {
        string host = HostAddress is null ? HostPort.ToString(CultureInfo.InvariantCulture) : new IPEndPoint(HostAddress, HostPort).ToString();
        return $"{(Protocol == NatProtocol.Tcp ? "tcp" : "udp")} {host} to {new IPEndPoint(Address, Port)}";
    }

    private static int RequirePort(int port, string parameter)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1, parameter);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue, parameter);
        return port;
    }
}
