namespace LinuxNamespaces.Cni.Plugins;

/// <summary>The errors that these plugins have in common, with their codes above those of the specification.</summary>
internal static class PluginErrors
{
    internal const CniErrorCode AddressesExhausted = (CniErrorCode)100;
    internal const CniErrorCode InterfaceExists = (CniErrorCode)101;
    internal const CniErrorCode AddressReserved = (CniErrorCode)102;
    internal const CniErrorCode CheckFailed = (CniErrorCode)103;

    internal static CniException Invalid(string message) => new(CniErrorCode.InvalidConfiguration, message);

    internal static CniException Different(string message) => new(CheckFailed, message);

    internal static CniException NotChained(string plugin) => Invalid($"The plugin '{plugin}' must come after a plugin that creates an interface: the configuration has no 'prevResult'.");
}
