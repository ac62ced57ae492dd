using System.Net;

namespace LinuxNamespaces.Interop;

/// <summary>An error that the kernel reports about a packet that was sent.</summary>
/// <param name="Length">The length of the part of the packet that it contains.</param>
/// <param name="From">The host that reported it; null if it is this host.</param>
/// <param name="Type">The type of the ICMP message.</param>
/// <param name="Code">The code of the ICMP message.</param>
/// <param name="HopLimit">The remaining hop limit of the ICMP message; null if it is not known.</param>
internal readonly record struct ReceivedError(int Length, IPAddress? From, byte Type, byte Code, int? HopLimit);
