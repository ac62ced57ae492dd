namespace LinuxNamespaces.Network;

/// <summary>Represents what a <see cref="PacketSocket"/> has done so far.</summary>
public sealed record PacketSocketStatistics
{
    /// <summary>Gets the number of frames that were received.</summary>
    public required long Received { get; init; }

    /// <summary>Gets the number of frames that were lost because the ring was full.</summary>
    public required long Missed { get; init; }

    /// <summary>Gets the number of frames that were sent.</summary>
    public required long Sent { get; init; }

    /// <summary>Gets the number of frames that the kernel did not send, as when the link was down.</summary>
    public required long Rejected { get; init; }
}
