namespace LinuxNamespaces.Inspection;

/// <summary>Describes a mount of a namespace.</summary>
/// <param name="Type">The kind of the namespace.</param>
/// <param name="Identity">The identity of the namespace.</param>
/// <param name="Path">The bytes of the path.</param>
internal readonly record struct NamespaceMount(NamespaceTypes Type, NamespaceIdentity Identity, byte[] Path);
