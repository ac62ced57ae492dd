namespace LinuxNamespaces.Network;

/// <summary>Specifies the options of a netlink socket; linux/netlink_diag.h.</summary>
[Flags]
public enum NetlinkSocketFlags
{
    /// <summary>No option is set.</summary>
    None = 0,

    /// <summary>A list is being sent to the socket (NDIAG_FLAG_CB_RUNNING).</summary>
    DumpRunning = 0x1,

    /// <summary>The socket receives information about each message (NETLINK_PKTINFO).</summary>
    PacketInfo = 0x2,

    /// <summary>Senders of notifications get an error if the socket cannot receive them (NETLINK_BROADCAST_ERROR).</summary>
    BroadcastError = 0x4,

    /// <summary>The socket is not told that notifications were dropped (NETLINK_NO_ENOBUFS).</summary>
    NoBufferErrors = 0x8,

    /// <summary>The socket receives notifications of other namespaces too (NETLINK_LISTEN_ALL_NSID).</summary>
    AllNamespaces = 0x10,

    /// <summary>Acknowledgements do not repeat the request (NETLINK_CAP_ACK).</summary>
    CappedAcknowledgements = 0x20,
}
