namespace LinuxNamespaces.Inspection;

/// <summary>A namespace that is mounted somewhere.</summary>
/// <param name="Type">Its kind.</param>
/// <param name="Identity">Which it is.</param>
/// <param name="Path">Where, as the bytes that the path is.</param>
internal readonly record struct NamespaceMount(NamespaceTypes Type, NamespaceIdentity Identity, byte[] Path);
