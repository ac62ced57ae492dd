using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab;

/// <summary>A frame in flight.</summary>
/// <param name="Due">When it arrives, in ticks of the wire's clock.</param>
/// <param name="Departure">When the rate lets it leave, after which it is delayed only.</param>
/// <param name="Order">Which of two frames that arrive at the same time came first.</param>
internal readonly record struct FlyingFrame(long Due, long Departure, long Order, WireEvent Event, byte[] Buffer, int Length, PacketOffload Offload)
{
    internal ReadOnlySpan<byte> Bytes => Buffer.AsSpan(0, Length);

    internal bool IsBefore(in FlyingFrame other) => Due != other.Due ? Due < other.Due : Order < other.Order;
}
