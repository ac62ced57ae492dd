namespace LinuxNamespaces.Network;

/// <summary>Describes a feature of the kernel that members of the library need, and whether it can be used in a namespace.</summary>
/// <seealso cref="NetworkSupport"/>
public sealed record KernelFeature
{
    internal KernelFeature()
    {
    }

    /// <summary>Gets the name with the kernel's option, such as <c>VLAN links (CONFIG_VLAN_8021Q)</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets whether the kernel has the feature and the caller may use it.</summary>
    public required KernelFeatureState State { get; init; }

    /// <summary>Gets whether the state is <see cref="KernelFeatureState.Supported"/>.</summary>
    public bool IsSupported => State == KernelFeatureState.Supported;

    /// <summary>Returns the name and the state.</summary>
    /// <returns>The text, such as <c>VLAN links (CONFIG_VLAN_8021Q): missing</c>.</returns>
    public override string ToString() => $"{Name}: {State switch
    {
        KernelFeatureState.Supported => "supported",
        KernelFeatureState.Missing => "missing",
        _ => "not permitted",
    }}";
}
