using System.Net;

namespace LinuxNamespaces.Interop;

/// <summary>A packet that was received.</summary>
/// <param name="HopLimit">What is left of the hop limit; null when the kernel did not tell.</param>
internal readonly record struct ReceivedPacket(int Length, IPAddress From, int? HopLimit);
