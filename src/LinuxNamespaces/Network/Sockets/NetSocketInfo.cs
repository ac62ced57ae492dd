using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>A socket in a network namespace, as ss(8) shows it. See proc_pid_net(5), tcp.</summary>
public sealed record NetSocketInfo
{
    /// <summary>TCP, UDP or raw.</summary>
    public required ProtocolType Protocol { get; init; }

    /// <summary>The local address and port; for a raw socket the number of its protocol instead of a port.</summary>
    public required IPEndPoint Local { get; init; }

    /// <summary>The address and port at the other end; all zero when it has none.</summary>
    public required IPEndPoint Remote { get; init; }

    /// <summary>The state. UDP and raw sockets are <see cref="TcpState.Established"/> when connected, otherwise <see cref="TcpState.Closed"/>.</summary>
    public required TcpState State { get; init; }

    /// <summary>The bytes that wait to be sent or acknowledged.</summary>
    public required uint SendQueue { get; init; }

    /// <summary>The bytes that wait to be read; of a listening socket the connections that wait to be accepted.</summary>
    public required uint ReceiveQueue { get; init; }

    /// <summary>The user that it belongs to, in the caller's user namespace, or in that which owns the network namespace when he is no root.</summary>
    public required uint User { get; init; }

    /// <summary>The inode, as in <c>socket:[4711]</c> under <c>/proc/PID/fd</c>; 0 when no process has it any more.</summary>
    public required ulong Inode { get; init; }
}
