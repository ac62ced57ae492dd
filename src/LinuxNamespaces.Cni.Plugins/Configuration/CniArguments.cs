namespace LinuxNamespaces.Cni.Plugins;

/// <summary>The key "args.cni" of a configuration.</summary>
internal sealed record CniArguments
{
    public string? Mac { get; init; }

    public string[]? Ips { get; init; }
}
