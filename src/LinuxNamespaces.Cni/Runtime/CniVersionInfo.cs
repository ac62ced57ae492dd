namespace LinuxNamespaces.Cni;

/// <summary>The answer of a plugin to VERSION.</summary>
/// <param name="Version">The version that the answer is written in.</param>
/// <param name="SupportedVersions">The versions that the plugin supports.</param>
public sealed record CniVersionInfo(string Version, IReadOnlyList<string> SupportedVersions);
