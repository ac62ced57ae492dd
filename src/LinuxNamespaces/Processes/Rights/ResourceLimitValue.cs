namespace LinuxNamespaces.Processes;

/// <summary>Represents the values of a resource limit.</summary>
/// <param name="Soft">The limit that applies. <c>null</c> for no limit.</param>
/// <param name="Hard">The highest soft limit that the process can set. <c>null</c> for no limit.</param>
public readonly record struct ResourceLimitValue(ulong? Soft, ulong? Hard)
{
    /// <summary>Sets both limits to the same value.</summary>
    /// <param name="both">The limit. <c>null</c> for no limit.</param>
    public ResourceLimitValue(ulong? both)
        : this(both, both)
    {
    }
}
