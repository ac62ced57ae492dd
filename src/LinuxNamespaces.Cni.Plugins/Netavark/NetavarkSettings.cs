using System.Globalization;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>The options of a network, such as <c>--opt mtu=1400</c>.</summary>
internal sealed record NetavarkSettings
{
    internal const int DefaultMetric = 100;
    private const int MaxVlan = 4094;

    internal int Mtu { get; private init; }

    internal int Vlan { get; private init; }

    internal int Metric { get; private init; } = DefaultMetric;

    internal bool NoDefaultRoute { get; private init; }

    internal NetavarkIsolation Isolation { get; private init; }

    /// <exception cref="CniException">An option is unknown or its value invalid.</exception>
    internal static NetavarkSettings Read(IReadOnlyDictionary<string, string>? options)
    {
        NetavarkSettings settings = new();
        foreach ((string name, string? value) in options ?? new Dictionary<string, string>())
        {
            settings = name switch
            {
                "mtu" => settings with { Mtu = ReadNumber(name, value, int.MaxValue) },
                "vlan" => settings with { Vlan = ReadNumber(name, value, MaxVlan) },
                "metric" => settings with { Metric = ReadNumber(name, value, int.MaxValue) },
                "no_default_route" => settings with { NoDefaultRoute = ReadBoolean(name, value) },
                "isolate" => settings with { Isolation = value == "strict" ? NetavarkIsolation.Strict : ReadBoolean(name, value) ? NetavarkIsolation.Isolated : NetavarkIsolation.None },
                _ => throw PluginErrors.Invalid($"The option {JsonText.Quote(name)} is not supported. Supported are mtu, vlan, metric, no_default_route and isolate."),
            };
        }

        return settings;
    }

    private static int ReadNumber(string name, string? value, int max) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= max
            ? number
            : throw PluginErrors.Invalid($"The option '{name}' must be 0 to {max}, not {JsonText.Quote(value ?? "")}.");

    private static bool ReadBoolean(string name, string? value) => value switch
    {
        "true" or "1" => true,
        "false" or "0" => false,
        _ => throw PluginErrors.Invalid($"The option '{name}' must be true or false{(name == "isolate" ? " or strict" : "")}, not {JsonText.Quote(value ?? "")}."),
    };
}
