namespace LinuxNamespaces.Cni.Plugins;

/// <summary>The key "network_options" of a request: what is different for each container of a network.</summary>
internal sealed record NetavarkContainer
{
    public string? InterfaceName { get; init; }

    public string?[]? StaticIps { get; init; }

    public string? StaticMac { get; init; }

    public Dictionary<string, string>? Options { get; init; }

    /// <exception cref="CniException">There is an option.</exception>
    internal void RequireNoOptions()
    {
        if (Options is { Count: > 0 })
        {
            throw PluginErrors.Invalid($"The option {JsonText.Quote(Options.Keys.First())} of the container is not supported.");
        }
    }
}
