namespace LinuxNamespaces.Network;

/// <summary>Specifies how a TCP sender sees the congestion of its path. See linux/tcp.h, <c>enum tcp_ca_state</c>.</summary>
public enum TcpCongestionState
{
    /// <summary>Nothing is suspicious.</summary>
    Open = 0,

    /// <summary>There are duplicate or selective acknowledgements.</summary>
    Disorder = 1,

    /// <summary>The congestion window was reduced, after an ECN mark for example.</summary>
    WindowReduced = 2,

    /// <summary>The window was reduced, and lost segments are sent again.</summary>
    Recovery = 3,

    /// <summary>The retransmission timeout expired.</summary>
    Loss = 4,
}
