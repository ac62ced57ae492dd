using System.Text.Json.Nodes;

namespace LinuxNamespaces.Cni;

/// <summary>Specifies the attachment of a container to a network.</summary>
public sealed record CniAttachment
{
    /// <summary>Creates an attachment.</summary>
    /// <param name="containerId">The ID of the container: letters, digits, '_', '.' and '-', beginning with a letter or digit.</param>
    /// <param name="networkNamespacePath">The path of the network namespace of the container; <see langword="null"/> if it does not exist any more.</param>
    /// <param name="interfaceName">The name of the interface in the container.</param>
    /// <exception cref="ArgumentException">The ID or the name is invalid.</exception>
    public CniAttachment(string containerId, string? networkNamespacePath, string interfaceName = "eth0")
    {
        ArgumentNullException.ThrowIfNull(containerId);
        ArgumentNullException.ThrowIfNull(interfaceName);
        ContainerId = CniNames.IsIdentifier(containerId) ? containerId : throw new ArgumentException($"The ID of the container is invalid: {JsonText.Quote(containerId)}.", nameof(containerId));
        InterfaceName = CniNames.FaultOfInterfaceName(interfaceName) is { } fault
            ? throw new ArgumentException($"The interface name {JsonText.Quote(interfaceName)} {fault}.", nameof(interfaceName))
            : interfaceName;
        NetworkNamespacePath = networkNamespacePath;
    }

    /// <summary>Gets the ID of the container.</summary>
    public string ContainerId { get; }

    /// <summary>Gets the name of the interface in the container.</summary>
    public string InterfaceName { get; }

    /// <summary>Gets the path of the network namespace of the container; <see langword="null"/> if it does not exist any more.</summary>
    public string? NetworkNamespacePath { get; }

    /// <summary>Gets the pairs of CNI_ARGS.</summary>
    public IDictionary<string, string> Arguments { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets the values for capabilities, such as <c>portMappings</c>. Each plugin gets those that its configuration asks for, as <c>runtimeConfig</c>.</summary>
    public IDictionary<string, JsonNode?> Capabilities { get; init; } = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);

    /// <summary>Gets the identity within a network.</summary>
    public CniAttachmentId Id => new(ContainerId, InterfaceName);

    internal string ArgumentText => string.Join(';', Arguments.Select(pair => $"{pair.Key}={pair.Value}"));
}
