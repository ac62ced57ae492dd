using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>A connection that the kernel tracks.</summary>
/// <remarks>See linux/netfilter/nfnetlink_conntrack.h.</remarks>
public sealed class ConntrackEntry
{
    /// <param name="rawOriginal">The attributes of the first direction, which name the entry to the kernel.</param>
    internal ConntrackEntry(ConntrackTuple original, ConntrackTuple reply, byte[] rawOriginal)
    {
        RawOriginal = rawOriginal;
        Original = original;
        Reply = reply;
    }

    /// <summary>Gets the addresses of the first packet, as it came.</summary>
    public ConntrackTuple Original { get; }

    /// <summary>Gets the addresses of the replies, before they are translated back.</summary>
    public ConntrackTuple Reply { get; }

    /// <summary>Gets the family of the addresses.</summary>
    public AddressFamily Family => Original.Source.AddressFamily;

    /// <summary>Gets the transport protocol, such as 6 for TCP and 17 for UDP.</summary>
    public byte Protocol => Original.Protocol;

    /// <summary>Gets the status.</summary>
    public ConntrackStatus Status { get; internal init; }

    /// <summary>Gets the time until the entry expires without further packets; <see langword="null"/> if the kernel reported none.</summary>
    public TimeSpan? Timeout { get; internal init; }

    /// <summary>Gets the mark of the connection.</summary>
    public uint Mark { get; internal init; }

    /// <summary>Gets the zone; 0 for the usual one.</summary>
    public int Zone { get; internal init; }

    /// <summary>Gets the number of the entry, which the kernel uses again after the entry is gone.</summary>
    public long Id { get; internal init; }

    /// <summary>Gets the number of packets of both directions; <see langword="null"/> if the sysctl net.netfilter.nf_conntrack_acct is off.</summary>
    public long? Packets { get; internal init; }

    /// <summary>Gets the number of bytes of both directions; <see langword="null"/> if the sysctl net.netfilter.nf_conntrack_acct is off.</summary>
    public long? Bytes { get; internal init; }

    internal byte[] RawOriginal { get; }

    internal byte NetlinkFamily { get; init; }

    /// <summary>Returns protocol and addresses, as in <c>17 10.0.0.2:40000 -> 192.0.2.1:53</c>.</summary>
    public override string ToString() => $"{Protocol} {Original}";
}
