namespace LinuxNamespaces.Processes;

/// <summary>A resource limit.</summary>
/// <param name="Soft">What the process is held to; null is no limit.</param>
/// <param name="Hard">How far the process may raise that; null is no limit.</param>
public readonly record struct ResourceLimitValue(ulong? Soft, ulong? Hard)
{
    /// <summary>The same for both.</summary>
    /// <param name="both">The limit; null is no limit.</param>
    public ResourceLimitValue(ulong? both)
        : this(both, both)
    {
    }
}
