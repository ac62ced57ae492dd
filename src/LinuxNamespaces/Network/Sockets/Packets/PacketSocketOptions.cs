namespace LinuxNamespaces.Network;

/// <summary>Specifies a <see cref="PacketSocket"/>.</summary>
public sealed record PacketSocketOptions
{
    private const int DefaultBufferSize = 1 << 20;
    private const int MaxBufferSize = 1 << 28;
    private const int MaxLength = 65_600;

    internal static PacketSocketOptions Default { get; } = new();

    /// <summary>Gets whether the link also receives frames that are not addressed to it (promiscuous mode). Defaults to <see langword="false"/>.</summary>
    public bool Promiscuous { get; init; }

    /// <summary>Gets whether the socket also receives what the link sends. Defaults to <see langword="false"/>.</summary>
    public bool IncludeOutgoing { get; init; }

    /// <summary>
    /// Gets whether frames go to the device without the qdiscs of the link (PACKET_QDISC_BYPASS). A link without a queue, such as a veth, can then send as soon as it has a carrier;
    /// otherwise the kernel drops its first frames. Defaults to <see langword="false"/>.
    /// </summary>
    public bool BypassQdisc { get; init; }

    /// <summary>
    /// Gets the length of the longest frame that is received whole, in bytes; 64 to 65,600. Defaults to the MTU of the link and its headers. Segmentation offload
    /// makes longer frames than the MTU.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? MaxFrameLength
    {
        get;
        init
        {
            if (value is < 64 or > MaxLength)
            {
                throw new ArgumentOutOfRangeException(nameof(MaxFrameLength), value, $"The length is 64 to {MaxLength} bytes.");
            }

            field = value;
        }
    }

    /// <summary>
    /// Gets the size of the memory that frames wait in, in bytes; 65,536 to 268,435,456. It is rounded up to a power of two, and to that of 64 of the longest frames. Defaults to
    /// 1 MiB, which is 512 frames of an Ethernet link. The kernel locks this memory. The limit of receive buffers (<c>net.core.rmem_max</c>) does not apply.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int BufferSize
    {
        get;
        init
        {
            if (value is < 65_536 or > MaxBufferSize)
            {
                throw new ArgumentOutOfRangeException(nameof(BufferSize), value, $"The size is 65536 to {MaxBufferSize} bytes.");
            }

            field = value;
        }
    }
    = DefaultBufferSize;
}
