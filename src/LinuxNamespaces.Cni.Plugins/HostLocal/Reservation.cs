using System.Net;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>An address in a store, and the attachment that has it.</summary>
/// <param name="Address">The address.</param>
/// <param name="ContainerId">The container; empty if the file is, which a program that was killed left.</param>
/// <param name="InterfaceName">The interface; null in files of old versions.</param>
internal sealed record Reservation(IPAddress Address, string ContainerId, string? InterfaceName)
{
    internal bool BelongsTo(CniAttachmentId id) => ContainerId == id.ContainerId && (InterfaceName is null || InterfaceName == id.InterfaceName);

    internal bool IsValid(IReadOnlySet<CniAttachmentId> valid) =>
        InterfaceName is null ? valid.Any(id => id.ContainerId == ContainerId) : valid.Contains(new CniAttachmentId(ContainerId, InterfaceName));
}
