namespace LinuxNamespaces.Lab;

/// <summary>A lab as it is in a file.</summary>
internal sealed record LabModel
{
    public IReadOnlyList<SwitchModel>? Switches { get; init; }

    public IReadOnlyList<RouterModel>? Routers { get; init; }

    public IReadOnlyList<HostModel>? Hosts { get; init; }

    public IReadOnlyList<LinkModel>? Links { get; init; }

    public IReadOnlyList<RemoteLinkModel>? RemoteLinks { get; init; }
}
