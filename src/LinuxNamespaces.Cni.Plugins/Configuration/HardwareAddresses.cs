using System.Net.NetworkInformation;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>Hardware addresses of configurations and results.</summary>
internal static class HardwareAddresses
{
    /// <summary>Gets the address that the runtime wants for the interface: from its settings, else "args.cni", else CNI_ARGS; null for any.</summary>
    internal static PhysicalAddress? Requested(CniRequest request, NetworkConfiguration configuration) =>
        new[] { configuration.RuntimeConfig?.Mac, configuration.Args?.Cni?.Mac, request.Arguments.GetValueOrDefault("MAC") }.FirstOrDefault(text => !string.IsNullOrEmpty(text)) is { } wanted
            ? Parse(wanted)
            : null;

    internal static PhysicalAddress Parse(string text) =>
        PhysicalAddress.TryParse(text, out PhysicalAddress? address) && address.GetAddressBytes().Length == 6
            ? address
            : throw PluginErrors.Invalid($"The MAC address is invalid: {JsonText.Quote(text)}.");

    internal static string? Format(PhysicalAddress? address) => address is null ? null : string.Join(':', address.GetAddressBytes().Select(b => b.ToString("x2", null)));

    /// <summary>Creates a random unicast address that is administered locally.</summary>
    internal static PhysicalAddress CreateRandom()
    {
        byte[] bytes = new byte[6];
        Random.Shared.NextBytes(bytes);
        bytes[0] = (byte)((bytes[0] & 0xfc) | 2);
        return new PhysicalAddress(bytes);
    }
}
