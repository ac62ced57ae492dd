namespace LinuxNamespaces.Network;

/// <summary>A reply or an error for an echo request.</summary>
/// <param name="Ttl">The remaining time to live; null if it is not known.</param>
/// <param name="Size">The size of the ICMP message in bytes.</param>
internal readonly record struct IcmpAnswer(EchoStatus Status, int? Ttl, int Size);
