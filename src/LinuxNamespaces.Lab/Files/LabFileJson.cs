using System.Text.Json;
using System.Text.Json.Serialization;

namespace LinuxNamespaces.Lab;

/// <summary>The JSON of labs.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, UseStringEnumConverter = true, WriteIndented = true, Converters = [typeof(DurationConverter)])]
[JsonSerializable(typeof(LabModel))]
internal sealed partial class LabFileJson : JsonSerializerContext;
