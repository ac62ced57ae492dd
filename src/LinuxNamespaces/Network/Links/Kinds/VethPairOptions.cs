namespace LinuxNamespaces.Network;

/// <summary>What a veth pair can be created with.</summary>
public sealed record VethPairOptions
{
    internal static VethPairOptions Default { get; } = new();

    /// <summary>How the first end is to be.</summary>
    public LinkOptions First { get; init; } = new();

    /// <summary>How the second end is to be.</summary>
    public LinkOptions Second { get; init; } = new();
}
