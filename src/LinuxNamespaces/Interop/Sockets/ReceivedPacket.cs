using System.Net;

namespace LinuxNamespaces.Interop;

/// <summary>A packet that was received.</summary>
/// <param name="HopLimit">The remaining hop limit; null if it is not known.</param>
internal readonly record struct ReceivedPacket(int Length, IPAddress From, int? HopLimit);
