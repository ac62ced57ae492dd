namespace LinuxNamespaces.Lab;

/// <summary>A link to a lab of another machine in a file.</summary>
internal sealed record RemoteLinkModel
{
    public required string Switch { get; init; }

    public required string Peer { get; init; }

    public required int Vni { get; init; }

    public string? Local { get; init; }

    public int? Port { get; init; }
}
