namespace LinuxNamespaces.Lab;

/// <summary>Specifies why a wire does not deliver a frame.</summary>
public enum WireDrop
{
    /// <summary>It delivers the frame.</summary>
    None,

    /// <summary>By chance: <see cref="LinkConditions.Loss"/> or <see cref="LinkConditions.BurstLoss"/>.</summary>
    Loss,

    /// <summary>The wire is partitioned: <see cref="LinkConditions.Partitioned"/>.</summary>
    Partition,

    /// <summary>The frame would have to wait too long for the rate: <see cref="LinkConditions.Queue"/>.</summary>
    Queue,

    /// <summary>A handler has decided so: <see cref="Wire.OnFrame"/>.</summary>
    Handler,

    /// <summary>Too many frames are in flight: <see cref="WireOptions.MaxFramesInFlight"/>.</summary>
    Overflow,

    /// <summary>The frame is longer than the MTU of the wire, and came in without its end.</summary>
    Truncated,
}
