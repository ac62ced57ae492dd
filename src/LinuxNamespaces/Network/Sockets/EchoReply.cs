using System.Net;

namespace LinuxNamespaces.Network;

/// <summary>What became of one echo request.</summary>
/// <param name="Sequence">The number of the request, from 1.</param>
/// <param name="Status">What became of it.</param>
/// <param name="From">Who answered; null when nobody did.</param>
/// <param name="RoundTripTime">The time from the request to the answer; null when there was none.</param>
/// <param name="Ttl">How many more routers the answer could have passed; null when there was none.</param>
/// <param name="Size">The bytes of the answer, its ICMP header included; 0 when there was none.</param>
public sealed record EchoReply(int Sequence, EchoStatus Status, IPAddress? From, TimeSpan? RoundTripTime, int? Ttl, int Size);
