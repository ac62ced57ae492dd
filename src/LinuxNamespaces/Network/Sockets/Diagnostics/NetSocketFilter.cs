using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>Selects sockets. A socket must satisfy everything that is set.</summary>
/// <remarks>The kernel applies the filter (sock_diag(7)), so that sockets that are not selected cost little.</remarks>
public sealed record NetSocketFilter
{
    internal static NetSocketFilter None { get; } = new();

    /// <summary>Gets the protocol: TCP, UDP or raw; <see langword="null"/> for all three.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The protocol is another one.</exception>
    public ProtocolType? Protocol
    {
        get;
        init => field = value is null or ProtocolType.Tcp or ProtocolType.Udp or ProtocolType.Raw
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Protocol), value, "The protocol must be TCP, UDP or raw.");
    }

    /// <summary>Gets the address family of the sockets; <see langword="null"/> for both. An IPv6 socket can have connections with IPv4 addresses.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The family is neither IPv4 nor IPv6.</exception>
    public AddressFamily? Family
    {
        get;
        init => field = value is { } family ? Prefix.RequireFamily(family, nameof(Family)) : null;
    }

    /// <summary>
    /// Gets the states; <see langword="null"/> for all. UDP and raw sockets are <see cref="TcpState.Established"/> if they are connected, and
    /// <see cref="TcpState.Closed"/> otherwise.
    /// </summary>
    /// <exception cref="ArgumentException">The list is empty, or a socket cannot be in one of the states.</exception>
    public IReadOnlyList<TcpState>? States
    {
        get;
        init
        {
            if (value is null)
            {
                field = null;
                return;
            }

            if (value.Count == 0)
            {
                throw new ArgumentException("The list of states is empty, so no socket would be selected.", nameof(States));
            }

            foreach (TcpState state in value)
            {
                if (SocketStates.ToBits([state]) == 0)
                {
                    throw new ArgumentException($"No socket is in the state '{state}'.", nameof(States));
                }
            }

            field = new ValueList<TcpState>(value);
        }
    }

    /// <summary>Gets the prefix of the local address; <see langword="null"/> for any. An IPv4 prefix also selects IPv4 addresses of IPv6 sockets.</summary>
    public IPNetwork? Local { get; init; }

    /// <summary>Gets the prefix of the remote address; <see langword="null"/> for any. An IPv4 prefix also selects IPv4 addresses of IPv6 sockets.</summary>
    public IPNetwork? Remote { get; init; }

    /// <summary>Gets the local ports; <see langword="null"/> for any.</summary>
    public PortRange? LocalPorts { get; init; }

    /// <summary>Gets the remote ports; <see langword="null"/> for any.</summary>
    public PortRange? RemotePorts { get; init; }

    /// <summary>Gets the index of the link that the sockets are bound to (SO_BINDTODEVICE); <see langword="null"/> for any or none. Kernel 4.3.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? LinkIndex
    {
        get;
        init => field = NumberRange.Require(value, 1, int.MaxValue, nameof(LinkIndex));
    }

    /// <summary>Gets the mark of the sockets (SO_MARK), 0 to 2^32 - 1; <see langword="null"/> for any. It needs CAP_NET_ADMIN over the namespace.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public long? Mark
    {
        get;
        init
        {
            if (value is { } mark)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(mark, nameof(Mark));
                ArgumentOutOfRangeException.ThrowIfGreaterThan(mark, uint.MaxValue, nameof(Mark));
            }

            field = value;
        }
    }

    /// <summary>
    /// Gets whether memory, shutdown, type of service and, for TCP, congestion control and the state of the connection are read. Defaults to
    /// <see langword="false"/>.
    /// </summary>
    public bool IncludeDetails { get; init; }

    internal uint StateBits => States is null ? SocketStates.All : SocketStates.ToBits(States);

    /// <summary>Whether sockets of a family can match.</summary>
    internal bool Allows(AddressFamily family) => (Family is null || Family == family) && Allows(Local, family) && Allows(Remote, family);

    /// <summary>Whether a socket matches that was read from a list without a filter, which tells neither links nor marks.</summary>
    internal bool Matches(NetSocketInfo socket) =>
        Allows(socket.Local.AddressFamily)
        && (States is null || States.Contains(socket.State))
        && Contains(Local, socket.Local.Address) && Contains(Remote, socket.Remote.Address)
        && Contains(LocalPorts, socket.Local.Port) && Contains(RemotePorts, socket.Remote.Port);

    // An IPv6 socket may have an IPv4 address, and an IPv4 socket never has an IPv6 address.
    private static bool Allows(IPNetwork? prefix, AddressFamily family) =>
        prefix is null || family == AddressFamily.InterNetworkV6 || prefix.Value.BaseAddress.AddressFamily == family;

    private static bool Contains(IPNetwork? prefix, IPAddress address) =>
        prefix is null || prefix.Value.Contains(prefix.Value.BaseAddress.AddressFamily == AddressFamily.InterNetwork && address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    private static bool Contains(PortRange? ports, int port) => ports is null || (port >= ports.First && port <= ports.Last);
}
