using LinuxNamespaces.Network;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>The configuration of the macvlan plugin.</summary>
internal sealed record MacvlanConfiguration : NetworkConfiguration
{
    public string? Master { get; init; }

    public string? Mode { get; init; }

    public int Mtu { get; init; }

    public bool LinkInContainer { get; init; }

    internal MacvlanMode ReadMode() => Mode switch
    {
        null or "" or "bridge" => MacvlanMode.Bridge,
        "private" => MacvlanMode.Private,
        "vepa" => MacvlanMode.Vepa,
        "passthru" => MacvlanMode.Passthru,
        _ => throw PluginErrors.Invalid($"'mode' must be bridge, private, vepa or passthru, not {JsonText.Quote(Mode)}."),
    };
}
