using System.Net.Sockets;

namespace LinuxNamespaces.Lab;

/// <summary>Represents the header of an IPv4 or IPv6 packet.</summary>
/// <param name="Source">The address of the sender.</param>
/// <param name="Destination">The address of the receiver.</param>
/// <param name="Protocol">The protocol of the payload, behind all extension headers.</param>
/// <param name="HopLimit">The hop limit (IPv6), or time to live (IPv4).</param>
/// <param name="TrafficClass">The traffic class: 6 bits of differentiated services, and 2 bits of congestion notification.</param>
/// <param name="FragmentOffset">Where the payload belongs in the whole packet, in bytes; 0 for the first fragment or a whole packet.</param>
/// <param name="MoreFragments">Whether fragments follow.</param>
public readonly record struct IPHeader(
    FrameAddress Source, FrameAddress Destination, ProtocolType Protocol, int HopLimit, int TrafficClass, int FragmentOffset, bool MoreFragments)
{
    /// <summary>Gets whether the packet is a fragment of a longer one.</summary>
    public bool IsFragment => MoreFragments || FragmentOffset > 0;
}
