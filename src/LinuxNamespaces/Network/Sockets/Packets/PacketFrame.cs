namespace LinuxNamespaces.Network;

/// <summary>Represents a frame that a <see cref="PacketSocket"/> has received. It is in memory that is shared with the kernel, and valid only during the call that passes it.</summary>
public readonly ref struct PacketFrame
{
    internal PacketFrame(Span<byte> bytes, int missing, PacketOffload offload, bool isOutgoing, DateTime time)
    {
        Bytes = bytes;
        Missing = missing;
        Offload = offload;
        IsOutgoing = isOutgoing;
        Time = time;
    }

    /// <summary>Gets the frame from its link-layer header on, with its VLAN tag. The caller may change it.</summary>
    public Span<byte> Bytes { get; }

    /// <summary>Gets how many bytes at the end of the frame are missing, as it is longer than <see cref="PacketSocketOptions.MaxFrameLength"/>.</summary>
    public int Missing { get; }

    /// <summary>Gets what is left to do for the frame.</summary>
    public PacketOffload Offload { get; }

    /// <summary>Gets whether the link has sent the frame; <see langword="false"/> if it has received it.</summary>
    public bool IsOutgoing { get; }

    /// <summary>Gets the time when the kernel saw the frame (UTC).</summary>
    public DateTime Time { get; }
}
