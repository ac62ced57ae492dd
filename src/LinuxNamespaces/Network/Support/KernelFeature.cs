namespace LinuxNamespaces.Network;

/// <summary>Describes a feature of the kernel that members of the library need, and whether the running kernel has it.</summary>
public sealed record KernelFeature
{
    internal KernelFeature()
    {
    }

    /// <summary>Gets the name with the kernel's option, such as <c>VLAN links (CONFIG_VLAN_8021Q)</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets whether the running kernel has the feature, built in or as a module that it can load.</summary>
    public required bool IsSupported { get; init; }

    /// <summary>Returns the name, and whether the kernel has the feature.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Name}: {(IsSupported ? "supported" : "missing")}";
}
