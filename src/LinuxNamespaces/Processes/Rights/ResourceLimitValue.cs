namespace LinuxNamespaces.Processes;

/// <summary>Represents the values of a resource limit.</summary>
public readonly record struct ResourceLimitValue
{
    /// <summary>Creates a limit.</summary>
    /// <param name="soft">The limit that applies; <see langword="null"/> for no limit.</param>
    /// <param name="hard">The highest soft limit that the process can set; <see langword="null"/> for no limit.</param>
    public ResourceLimitValue(ulong? soft, ulong? hard)
    {
        Soft = soft;
        Hard = hard;
    }

    /// <summary>Creates a limit whose soft and hard values are equal.</summary>
    /// <param name="both">The limit; <see langword="null"/> for no limit.</param>
    public ResourceLimitValue(ulong? both)
        : this(both, both)
    {
    }

    /// <summary>Gets the limit that applies; <see langword="null"/> for no limit.</summary>
    public ulong? Soft { get; }

    /// <summary>Gets the highest soft limit that the process can set; <see langword="null"/> for no limit.</summary>
    public ulong? Hard { get; }
}
