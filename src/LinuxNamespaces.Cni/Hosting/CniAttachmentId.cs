namespace LinuxNamespaces.Cni;

/// <summary>Identifies an attachment within a network.</summary>
/// <param name="ContainerId">The ID of the container.</param>
/// <param name="InterfaceName">The name of the interface in the container.</param>
public readonly record struct CniAttachmentId(string ContainerId, string InterfaceName);
