using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace LinuxNamespaces.Lab;

/// <summary>Converts between YAML and JSON.</summary>
/// <remarks>It uses the parser and the emitter of YamlDotNet only, which need no reflection.</remarks>
internal static class Yaml
{
    /// <exception cref="JsonException">The text is not YAML, or has what JSON cannot have.</exception>
    internal static JsonNode ToJson(string yaml)
    {
        try
        {
            Parser parser = new(new StringReader(yaml));
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _))
            {
                return new JsonObject();
            }

            parser.Consume<DocumentStart>();
            JsonNode root = ReadNode(parser) ?? throw new JsonException("The document is null, and not a lab.");
            parser.Consume<DocumentEnd>();
            parser.Consume<StreamEnd>();
            return root;
        }
        catch (YamlException e)
        {
            throw new JsonException($"Line {e.Start.Line}, column {e.Start.Column}: {e.Message}", e);
        }
    }

    internal static string FromJson(JsonElement json)
    {
        StringWriter text = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
        Emitter emitter = new(text);
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart());
        Write(emitter, json);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static JsonNode? ReadNode(Parser parser)
    {
        if (parser.TryConsume<MappingStart>(out _))
        {
            JsonObject item = [];
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                Scalar key = parser.Consume<Scalar>();
                JsonNode? value = ReadNode(parser);
                if (!item.TryAdd(key.Value, value))
                {
                    throw new YamlException(key.Start, key.End, $"'{key.Value}' is there twice.");
                }
            }

            return item;
        }

        if (parser.TryConsume<SequenceStart>(out _))
        {
            JsonArray list = [];
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                list.Add(ReadNode(parser));
            }

            return list;
        }

        return ReadScalar(parser.Consume<Scalar>());
    }

    // The core schema of YAML 1.2: what is not quoted may be a number or a word with a meaning.
    private static JsonValue? ReadScalar(Scalar scalar) => scalar switch
    {
        { Style: not ScalarStyle.Plain } => JsonValue.Create(scalar.Value),
        { Value: "" or "~" or "null" } => null,
        { Value: "true" or "True" or "TRUE" } => JsonValue.Create(true),
        { Value: "false" or "False" or "FALSE" } => JsonValue.Create(false),
        _ when long.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) => JsonValue.Create(whole),
        _ when ulong.TryParse(scalar.Value, NumberStyles.None, CultureInfo.InvariantCulture, out ulong large) => JsonValue.Create(large),
        _ when double.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) => JsonValue.Create(number),
        _ => JsonValue.Create(scalar.Value),
    };

    private static void Write(Emitter emitter, JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                emitter.Emit(new MappingStart(null, null, isImplicit: true, MappingStyle.Block));
                foreach (JsonProperty property in json.EnumerateObject())
                {
                    emitter.Emit(new Scalar(property.Name));
                    Write(emitter, property.Value);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonValueKind.Array:
                emitter.Emit(new SequenceStart(null, null, isImplicit: true, SequenceStyle.Block));
                foreach (JsonElement item in json.EnumerateArray())
                {
                    Write(emitter, item);
                }

                emitter.Emit(new SequenceEnd());
                break;
            case JsonValueKind.String:
                string text = json.GetString()!;
                // A name such as "1" or "true" stays a text.
                bool isPlain = ReadScalar(new Scalar(null, null, text, ScalarStyle.Plain, isPlainImplicit: true, isQuotedImplicit: false))?.GetValueKind() == JsonValueKind.String;
                emitter.Emit(new Scalar(null, null, text, isPlain ? ScalarStyle.Any : ScalarStyle.DoubleQuoted, isPlainImplicit: true, isQuotedImplicit: true));
                break;
            default:
                emitter.Emit(new Scalar(json.GetRawText()));
                break;
        }
    }
}
