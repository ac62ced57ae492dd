namespace LinuxNamespaces.Cni;

/// <summary>Represents the answer of a plugin to VERSION.</summary>
public sealed record CniVersionInfo
{
    /// <summary>Gets the version that the answer is written in.</summary>
    public required string Version { get; init; }

    /// <summary>Gets the versions that the plugin supports.</summary>
    public required IReadOnlyList<string> SupportedVersions { get; init; }
}
