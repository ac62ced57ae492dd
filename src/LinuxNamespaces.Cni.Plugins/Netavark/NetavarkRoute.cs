using System.Net;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>A route that containers of a network have besides that of their subnet.</summary>
internal sealed record NetavarkRoute
{
    public string? Destination { get; init; }

    public string? Gateway { get; init; }

    public long? Metric { get; init; }

    public string? RouteType { get; init; }

    /// <summary>Reads the route as one of the namespace. It has no link: its gateway tells which.</summary>
    /// <exception cref="CniException">The route is invalid.</exception>
    internal Route Read(int defaultMetric)
    {
        IPNetwork destination = CniPrefix.TryParse(Destination ?? "") ?? throw PluginErrors.Invalid($"The destination of a route is not a prefix: {JsonText.Quote(Destination ?? "")}.");
        RouteType type = RouteType switch
        {
            null or "" or "unicast" => Network.RouteType.Unicast,
            "blackhole" => Network.RouteType.Blackhole,
            "unreachable" => Network.RouteType.Unreachable,
            "prohibit" => Network.RouteType.Prohibit,
            _ => throw PluginErrors.Invalid($"The type of the route to {destination} must be unicast, blackhole, unreachable or prohibit, not {JsonText.Quote(RouteType)}."),
        };
        IPAddress? gateway = string.IsNullOrEmpty(Gateway) ? null
            : CniPrefix.TryParseAddress(Gateway) ?? throw PluginErrors.Invalid($"The gateway of the route to {destination} is not an IP address: {JsonText.Quote(Gateway)}.");
        if (gateway is null == (type == Network.RouteType.Unicast))
        {
            throw PluginErrors.Invalid(gateway is null ? $"The route to {destination} has no gateway." : $"The route to {destination} has a gateway, which a route of this type cannot have.");
        }

        if (gateway is not null && gateway.AddressFamily != destination.BaseAddress.AddressFamily)
        {
            throw PluginErrors.Invalid($"The gateway {gateway} is of another family than the destination {destination}.");
        }

        return Metric is null or (>= 0 and <= int.MaxValue)
            ? new Route(destination) { Gateway = gateway, Type = type, Metric = Metric ?? defaultMetric }
            : throw PluginErrors.Invalid($"The metric of the route to {destination} must be 0 to {int.MaxValue}, not {Metric}.");
    }
}
