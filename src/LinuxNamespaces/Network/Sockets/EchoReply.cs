using System.Net;

namespace LinuxNamespaces.Network;

/// <summary>Represents the result of one echo request.</summary>
public sealed class EchoReply
{
    internal EchoReply(int sequence, EchoStatus status)
    {
        Sequence = sequence;
        Status = status;
    }

    /// <summary>Gets the number of the request, from 1.</summary>
    public int Sequence { get; }

    /// <summary>Gets whether the request was answered, or why not.</summary>
    public EchoStatus Status { get; }

    /// <summary>Gets the address that sent the answer; <see langword="null"/> if there was none.</summary>
    public IPAddress? From { get; internal init; }

    /// <summary>Gets the time from the request to the answer; <see langword="null"/> if there was none.</summary>
    public TimeSpan? RoundTripTime { get; internal init; }

    /// <summary>Gets the remaining time to live of the answer, in hops; <see langword="null"/> if there was no answer.</summary>
    public int? Ttl { get; internal init; }

    /// <summary>Gets the size of the answer in bytes, including the ICMP header; 0 if there was none.</summary>
    public int Size { get; internal init; }
}
