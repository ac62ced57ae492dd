using System.Text.Json.Serialization;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>How configurations are read: names in any case, as the reference plugins read them.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(BridgeConfiguration))]
[JsonSerializable(typeof(FirewallConfiguration))]
[JsonSerializable(typeof(HostLocalConfiguration))]
[JsonSerializable(typeof(NetworkConfiguration))]
[JsonSerializable(typeof(MacvlanConfiguration))]
[JsonSerializable(typeof(PortMapConfiguration))]
[JsonSerializable(typeof(PtpConfiguration))]
[JsonSerializable(typeof(TuningConfiguration))]
[JsonSerializable(typeof(TuningBackup))]
[JsonSerializable(typeof(VlanConfiguration))]
internal sealed partial class PluginJson : JsonSerializerContext;
