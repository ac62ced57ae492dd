namespace LinuxNamespaces.Lab;

/// <summary>Represents a frame that was captured.</summary>
/// <param name="Time">When the kernel saw the frame (UTC).</param>
/// <param name="IsOutgoing">Whether the link has sent the frame; <see langword="false"/> if it has received it.</param>
/// <param name="Number">The number of the frame among those of its direction, including those that a filter has left out. The first one is 0.</param>
/// <param name="Bytes">The frame from its Ethernet header on.</param>
public sealed record CapturedFrame(DateTime Time, bool IsOutgoing, long Number, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Gets the frame, to read its headers.</summary>
    public WireFrame Frame => new(IsOutgoing ? WireDirection.Forward : WireDirection.Backward, Number, Bytes.Span);
}
