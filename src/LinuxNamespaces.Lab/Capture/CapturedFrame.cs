namespace LinuxNamespaces.Lab;

/// <summary>Represents a frame that was captured.</summary>
public sealed record CapturedFrame
{
    /// <summary>Gets the time at which the kernel saw the frame (UTC).</summary>
    public required DateTime Time { get; init; }

    /// <summary>Gets whether the link has sent the frame; <see langword="false"/> if it has received it.</summary>
    public required bool IsOutgoing { get; init; }

    /// <summary>Gets the number of the frame among those of its direction, including those that a filter has left out. The first one is 0.</summary>
    public required long Number { get; init; }

    /// <summary>Gets the frame from its Ethernet header on.</summary>
    public required ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>Gets the frame, to read its headers.</summary>
    public WireFrame Frame => new(IsOutgoing ? WireDirection.Forward : WireDirection.Backward, Number, Bytes.Span);
}
