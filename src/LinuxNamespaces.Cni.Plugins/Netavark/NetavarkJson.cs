using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>How requests of netavark are read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(NetavarkNetwork))]
[JsonSerializable(typeof(NetavarkRequest))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class NetavarkJson : JsonSerializerContext;
