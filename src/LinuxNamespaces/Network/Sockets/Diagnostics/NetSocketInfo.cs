using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>Describes a TCP, UDP or raw socket in a network namespace, as ss(8) shows it.</summary>
/// <remarks>
/// Where the kernel has no sock_diag(7) for a protocol, the socket is read from <c>/proc/net</c>, which has only the properties up to
/// <see cref="Inode"/>; the others are <see langword="null"/> then.
/// </remarks>
public sealed record NetSocketInfo
{
    /// <summary>Gets the protocol: TCP, UDP or raw.</summary>
    public required ProtocolType Protocol { get; init; }

    /// <summary>Gets the local address and port. For a raw socket, the port is the number of its protocol.</summary>
    public required IPEndPoint Local { get; init; }

    /// <summary>Gets the remote address and port. Both are zero if the socket is not connected.</summary>
    public required IPEndPoint Remote { get; init; }

    /// <summary>Gets the state. UDP and raw sockets are <see cref="TcpState.Established"/> if they are connected, and <see cref="TcpState.Closed"/> otherwise.</summary>
    public required TcpState State { get; init; }

    /// <summary>Gets the number of bytes that are not sent or not acknowledged yet. For a listening socket, it is the limit of connections that wait; 0 if it was read from <c>/proc/net</c>.</summary>
    public required uint SendQueue { get; init; }

    /// <summary>Gets the number of bytes that can be read. For a listening socket, it is the number of connections that can be accepted.</summary>
    public required uint ReceiveQueue { get; init; }

    /// <summary>Gets the user ID of the socket's owner: in the caller's user namespace if the caller has CAP_SYS_ADMIN, and otherwise in the user namespace that owns the network namespace.</summary>
    public required uint User { get; init; }

    /// <summary>Gets the inode number, as in <c>socket:[4711]</c> under <c>/proc/PID/fd</c>; 0 if no process has the socket, because it is closed or not accepted yet.</summary>
    public required ulong Inode { get; init; }

    /// <summary>Gets the kernel's number of the socket, which is not reused.</summary>
    public ulong? Cookie { get; init; }

    /// <summary>Gets the index of the link that the socket is bound to (SO_BINDTODEVICE); <see langword="null"/> for none.</summary>
    public int? LinkIndex { get; init; }

    /// <summary>Gets what the running timer of the connection is for; <see langword="null"/> if it is not known.</summary>
    public SocketTimer? Timer { get; init; }

    /// <summary>Gets the time until <see cref="Timer"/> expires; <see langword="null"/> if no timer runs.</summary>
    public TimeSpan? TimerExpires { get; init; }

    /// <summary>Gets how often the last segment or probe was sent again.</summary>
    public int? Retransmissions { get; init; }

    /// <summary>Gets whether an IPv6 socket does not take IPv4 packets (IPV6_V6ONLY); <see langword="null"/> for IPv4 sockets and for connections.</summary>
    public bool? IsIPv6Only { get; init; }

    /// <summary>Gets the mark of the socket's packets (SO_MARK), 0 to 2^32 - 1; <see langword="null"/> if the caller lacks CAP_NET_ADMIN over the namespace.</summary>
    public long? Mark { get; init; }

    /// <summary>Gets the ID of the cgroup (version 2) that the socket was created in; <see langword="null"/> before kernel 5.9 or without CONFIG_SOCK_CGROUP_DATA.</summary>
    public ulong? CgroupId { get; init; }

    /// <summary>Gets the type of service of the packets, or for IPv6 the traffic class. See <see cref="NetSocketFilter.IncludeDetails"/>.</summary>
    public byte? TypeOfService { get; init; }

    /// <summary>Gets whether receiving was shut down. See <see cref="NetSocketFilter.IncludeDetails"/>.</summary>
    public bool? IsReceiveShutDown { get; init; }

    /// <summary>Gets whether sending was shut down. See <see cref="NetSocketFilter.IncludeDetails"/>.</summary>
    public bool? IsSendShutDown { get; init; }

    /// <summary>Gets the memory that the socket uses. See <see cref="NetSocketFilter.IncludeDetails"/>.</summary>
    public SocketMemory? Memory { get; init; }

    /// <summary>Gets the algorithm of congestion control of a TCP socket, such as <c>cubic</c>. See <see cref="NetSocketFilter.IncludeDetails"/>.</summary>
    public string? CongestionControl { get; init; }

    /// <summary>Gets the state of a TCP connection. See <see cref="NetSocketFilter.IncludeDetails"/>.</summary>
    public TcpConnectionInfo? Tcp { get; init; }

    /// <summary>Finds the processes that have the socket, by looking at every descriptor of every process.</summary>
    /// <returns>The processes. Those whose descriptors the caller may not list are missing.</returns>
    /// <remarks>This takes milliseconds. To find the owners of many sockets, use <see cref="SocketOwner.Find"/>.</remarks>
    public IReadOnlyList<SocketOwner> FindOwners() => Inode == 0 ? [] : SocketOwner.Find([Inode]).GetValueOrDefault(Inode, []);
}
