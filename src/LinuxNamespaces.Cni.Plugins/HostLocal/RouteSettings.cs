using System.Net;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>A route in a configuration.</summary>
internal sealed record RouteSettings
{
    public string? Dst { get; init; }

    public string? Gw { get; init; }

    public int? Mtu { get; init; }

    public int? Advmss { get; init; }

    public int? Priority { get; init; }

    public int? Table { get; init; }

    public int? Scope { get; init; }

    internal CniRoute ToRoute() => new(CniPrefix.TryParse(Dst ?? "") ?? throw PluginErrors.Invalid($"The destination of a route is not a prefix: {JsonText.Quote(Dst ?? "")}."))
    {
        Gateway = string.IsNullOrEmpty(Gw) ? null : ParseGateway(Gw),
        Mtu = Mtu,
        AdvertisedMss = Advmss,
        Priority = Priority,
        Table = Table,
        Scope = Scope,
    };

    private static IPAddress ParseGateway(string text) =>
        CniPrefix.TryParseAddress(text) ?? throw PluginErrors.Invalid($"The gateway of a route is not an IP address: {JsonText.Quote(text)}.");
}
