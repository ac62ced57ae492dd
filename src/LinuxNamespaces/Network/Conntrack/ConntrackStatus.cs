namespace LinuxNamespaces.Network;

/// <summary>Specifies the status of a connection.</summary>
/// <remarks>See linux/netfilter/nf_conntrack_common.h, <c>enum ip_conntrack_status</c>.</remarks>
[Flags]
public enum ConntrackStatus
{
    /// <summary>No status.</summary>
    None = 0,

    /// <summary>The connection was expected by another one (IPS_EXPECTED).</summary>
    Expected = 1 << 0,

    /// <summary>Packets of both directions were seen (IPS_SEEN_REPLY).</summary>
    SeenReply = 1 << 1,

    /// <summary>The entry is not removed early (IPS_ASSURED).</summary>
    Assured = 1 << 2,

    /// <summary>The first packet has left the host (IPS_CONFIRMED).</summary>
    Confirmed = 1 << 3,

    /// <summary>The source is translated (IPS_SRC_NAT).</summary>
    SourceNat = 1 << 4,

    /// <summary>The destination is translated (IPS_DST_NAT).</summary>
    DestinationNat = 1 << 5,

    /// <summary>Numbers of TCP are adjusted (IPS_SEQ_ADJUST).</summary>
    SequenceAdjusted = 1 << 6,

    /// <summary>Translation of the source is decided (IPS_SRC_NAT_DONE).</summary>
    SourceNatDone = 1 << 7,

    /// <summary>Translation of the destination is decided (IPS_DST_NAT_DONE).</summary>
    DestinationNatDone = 1 << 8,

    /// <summary>The entry is being removed (IPS_DYING).</summary>
    Dying = 1 << 9,

    /// <summary>The entry does not expire (IPS_FIXED_TIMEOUT).</summary>
    FixedTimeout = 1 << 10,

    /// <summary>The entry is a template (IPS_TEMPLATE).</summary>
    Template = 1 << 11,

    /// <summary>The connection skips the rules in a flow table (IPS_OFFLOAD).</summary>
    Offloaded = 1 << 14,
}
