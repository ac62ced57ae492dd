namespace LinuxNamespaces.Interop;

/// <summary>A frame in a slot of a <see cref="PacketRing"/>.</summary>
internal readonly ref struct RingFrame
{
    internal RingFrame(Span<byte> bytes, int missing, virtio_net_hdr offload, bool isOutgoing, uint seconds, uint nanoseconds)
    {
        Bytes = bytes;
        Missing = missing;
        Offload = offload;
        IsOutgoing = isOutgoing;
        (Seconds, Nanoseconds) = (seconds, nanoseconds);
    }

    internal Span<byte> Bytes { get; }

    /// <summary>How many bytes at the end did not fit the slot.</summary>
    internal int Missing { get; }

    internal virtio_net_hdr Offload { get; }

    internal bool IsOutgoing { get; }

    internal uint Seconds { get; }

    internal uint Nanoseconds { get; }
}
