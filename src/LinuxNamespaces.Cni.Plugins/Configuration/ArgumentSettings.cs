namespace LinuxNamespaces.Cni.Plugins;

/// <summary>The key "args" of a configuration.</summary>
internal sealed record ArgumentSettings
{
    public CniArguments? Cni { get; init; }
}
