namespace LinuxNamespaces.Network;

/// <summary>A packet that answers an echo request.</summary>
/// <param name="Ttl">What is left of it; null when the packet does not tell.</param>
/// <param name="Size">The bytes of the ICMP message.</param>
internal readonly record struct IcmpAnswer(EchoStatus Status, int? Ttl, int Size);
