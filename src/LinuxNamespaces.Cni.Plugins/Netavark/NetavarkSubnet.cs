using System.Net;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>A subnet of a network. Podman chooses addresses in it.</summary>
internal sealed record NetavarkSubnet
{
    public string? Subnet { get; init; }

    public string? Gateway { get; init; }

    /// <exception cref="CniException">The subnet or its gateway is invalid.</exception>
    internal (IPNetwork Prefix, IPAddress? Gateway) Read()
    {
        IPNetwork prefix = CniPrefix.TryParse(Subnet ?? "") ?? throw PluginErrors.Invalid($"A subnet is not a prefix: {JsonText.Quote(Subnet ?? "")}.");
        if (string.IsNullOrEmpty(Gateway))
        {
            return (prefix, null);
        }

        return CniPrefix.TryParseAddress(Gateway) is { } gateway && prefix.Contains(gateway)
            ? (prefix, gateway)
            : throw PluginErrors.Invalid($"The gateway {JsonText.Quote(Gateway)} is not in the subnet {prefix}.");
    }
}
