using System.Text.Json.Serialization;

namespace LinuxNamespaces.Lab;

/// <summary>The JSON of events, an object a line.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LabEvent))]
internal sealed partial class LabEventJson : JsonSerializerContext;
