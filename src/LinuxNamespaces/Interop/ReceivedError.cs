using System.Net;

namespace LinuxNamespaces.Interop;

/// <summary>An error that the kernel reports about a packet that was sent.</summary>
/// <param name="Length">The length of what it repeats of the packet.</param>
/// <param name="From">The host that told it; null when it is this one by itself.</param>
/// <param name="Type">The type of the ICMP message that told it.</param>
/// <param name="Code">The code of that message.</param>
/// <param name="HopLimit">What is left of the hop limit of that message; null when the kernel did not tell.</param>
internal readonly record struct ReceivedError(int Length, IPAddress? From, byte Type, byte Code, int? HopLimit);
