namespace LinuxNamespaces.Network;

/// <summary>Specifies states of connections, as rules match them.</summary>
/// <remarks>See linux/netfilter/nf_conntrack_common.h, <c>NF_CT_STATE_*</c>.</remarks>
[Flags]
public enum ConntrackStates
{
    /// <summary>No state.</summary>
    None = 0,

    /// <summary>The packet belongs to no connection and is no start of one.</summary>
    Invalid = 1 << 0,

    /// <summary>Packets of both directions were seen.</summary>
    Established = 1 << 1,

    /// <summary>The connection belongs to another one, such as an ICMP error.</summary>
    Related = 1 << 2,

    /// <summary>The packet starts a connection.</summary>
    New = 1 << 3,

    /// <summary>The packet is excluded from connection tracking.</summary>
    Untracked = 1 << 6,
}
