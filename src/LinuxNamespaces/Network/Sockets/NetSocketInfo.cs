using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>Describes a socket in a network namespace, as ss(8) shows it. See proc_pid_net(5), tcp.</summary>
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

    /// <summary>Gets the number of bytes that are not sent or not acknowledged yet.</summary>
    public required uint SendQueue { get; init; }

    /// <summary>Gets the number of bytes that can be read. For a listening socket, it is the number of connections that can be accepted.</summary>
    public required uint ReceiveQueue { get; init; }

    /// <summary>Gets the user ID of the socket's owner: in the caller's user namespace if the caller has CAP_SYS_ADMIN, and otherwise in the user namespace that owns the network namespace.</summary>
    public required uint User { get; init; }

    /// <summary>Gets the inode number, as in <c>socket:[4711]</c> under <c>/proc/PID/fd</c>; 0 if no process has the socket any more.</summary>
    public required ulong Inode { get; init; }
}
