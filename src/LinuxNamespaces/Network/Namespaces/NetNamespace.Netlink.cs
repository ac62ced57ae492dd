using LinuxNamespaces.Execution;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces;

/// <content>Netlink connections.</content>
public sealed partial class NetNamespace
{
    /// <summary>Creates an empty batch of changes of links, addresses, routes and neighbours that go to the kernel together.</summary>
    /// <returns>The batch.</returns>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace belongs to another user, and the caller lacks CAP_SYS_ADMIN to enter it (EPERM). The first use enters it.</exception>
    public NetworkBatch CreateBatch() => Rtnetlink.CreateBatch();

    /// <summary>Opens a further connection to the links, addresses and routes of the namespace.</summary>
    /// <returns>The connection, which the caller disposes.</returns>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace belongs to another user, and CAP_SYS_ADMIN is missing to enter it (EPERM).</exception>
    public RtnetlinkConnection OpenRtnetlink()
    {
        ThrowIfDisposed();
        return new RtnetlinkConnection(this);
    }

    /// <summary>Opens a connection to any netlink family in the namespace.</summary>
    /// <param name="protocol">The number of the family, such as 0 for NETLINK_ROUTE or 12 for NETLINK_NETFILTER; see netlink(7).</param>
    /// <param name="messages">Descriptions of the messages that are sent. An exception names attributes with them.</param>
    /// <returns>The connection, which the caller disposes. It keeps the namespace alive.</returns>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">
    /// The kernel does not have the family (EPROTONOSUPPORT), or the namespace belongs to another user, and CAP_SYS_ADMIN is missing to enter
    /// it (EPERM).
    /// </exception>
    public NetlinkConnection OpenNetlink(int protocol, params NetlinkMessageSchema[] messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ThrowIfDisposed();
        string name = ToString();
        return new NetlinkConnection(OpenNetlinkSocket(protocol, name), NetlinkOptions(name, messages));
    }

    /// <summary>Opens a connection to the families of generic netlink in the namespace, such as ethtool.</summary>
    /// <returns>The connection, which the caller disposes. It keeps the namespace alive.</returns>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace belongs to another user, and CAP_SYS_ADMIN is missing to enter it (EPERM).</exception>
    public GenericNetlinkConnection OpenGenericNetlink()
    {
        ThrowIfDisposed();
        string name = ToString();
        return new GenericNetlinkConnection(OpenNetlinkSocket(Linux.NETLINK_GENERIC, name), NetlinkOptions(name, []));
    }

    /// <summary>Subscribes to multicast groups of a netlink family in the namespace.</summary>
    /// <param name="protocol">The number of the family, such as 0 for NETLINK_ROUTE; see netlink(7).</param>
    /// <param name="groups">The numbers of the groups, such as 1 for RTNLGRP_LINK; for generic netlink those of <see cref="GenericNetlinkFamily.MulticastGroups"/>.</param>
    /// <returns>The subscription, which the caller disposes. It keeps the namespace alive.</returns>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">
    /// The kernel does not have the family (EPROTONOSUPPORT) or the group (EINVAL), or the namespace belongs to another user, and
    /// CAP_SYS_ADMIN is missing to enter it (EPERM).
    /// </exception>
    public NetlinkSubscription SubscribeNetlink(int protocol, params int[] groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ThrowIfDisposed();
        return new NetlinkSubscription(OpenNetlinkSocket(protocol, ToString()), groups);
    }

    /// <summary>Gets a connection for one list that is read as it arrives: one that is idle, or a new one.</summary>
    internal RtnetlinkConnection TakeIdleConnection()
    {
        lock (_sync)
        {
            ObjectDisposedException.ThrowIf(Handle.IsClosed, this);
            RtnetlinkConnection? idle = _idle;
            _idle = null;
            return idle ?? RtnetlinkConnection.WithoutWatch(this);
        }
    }

    /// <summary>Keeps a connection for the next list. One with an answer that was not read to its end is closed, as are those that come second.</summary>
    internal void GiveBack(RtnetlinkConnection connection)
    {
        lock (_sync)
        {
            if (_idle is null && !Handle.IsClosed && connection.Channel.IsIdle)
            {
                _idle = connection;
                return;
            }
        }

        connection.Dispose();
    }

    internal NetlinkConnectionOptions NetlinkOptions(string name, IReadOnlyCollection<NetlinkMessageSchema> messages) =>
        new() { Name = name, Logger = Logger, Timeout = Options.NetlinkTimeout, Messages = messages };

    internal SafeFileHandle OpenNetlinkSocket(int protocol, string name) =>
        NamespaceOpener.OpenSocket(Handle, Linux.AF_NETLINK, Linux.SOCK_RAW, protocol, name);
}
