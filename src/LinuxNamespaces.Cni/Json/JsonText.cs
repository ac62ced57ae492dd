using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LinuxNamespaces.Cni;

/// <summary>Reads untrusted JSON. Each failure is a <see cref="CniException"/> that names the field.</summary>
internal static class JsonText
{
    internal const int MaxDepth = 64;

    /// <summary>A configuration with the results of 100,000 attachments is smaller.</summary>
    internal const int MaxBytes = 32 * 1024 * 1024;

    /// <summary>The output is for a pipe, not for a web page: quotes and non-ASCII characters stay readable.</summary>
    internal static JsonWriterOptions WriterOptions => new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true };

    internal static JsonDocument Parse(ReadOnlyMemory<byte> text, string what)
    {
        try
        {
            return JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });
        }
        catch (JsonException e)
        {
            throw new CniException(CniErrorCode.DecodingFailure, $"The {what} is not valid JSON: {e.Message}", innerException: e);
        }
    }

    internal static JsonElement RequireObject(JsonElement element, string path) =>
        element.ValueKind == JsonValueKind.Object ? element : throw Wrong(path, "an object", element);

    /// <summary>Finds a member that is there and not null.</summary>
    internal static JsonElement? Find(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    internal static string? GetString(JsonElement element, string name, string path = "")
    {
        if (Find(element, name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            throw Wrong(path + name, "a string", value);
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException e)
        {
            throw new CniException(CniErrorCode.DecodingFailure, $"'{path}{name}' is not valid Unicode.", innerException: e);
        }
    }

    internal static bool GetBoolean(JsonElement element, string name) => Find(element, name) switch
    {
        null => false,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } value => throw Wrong(name, "true or false", value),
    };

    internal static int? GetInt32(JsonElement element, string name, string path) => Find(element, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out int number) => number,
        { } value => throw Wrong(path + name, "an integer", value),
    };

    internal static IReadOnlyList<T> GetList<T>(JsonElement element, string name, string path, Func<JsonElement, string, T> read)
    {
        if (Find(element, name) is not { } value)
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            throw Wrong(path + name, "an array", value);
        }

        List<T> items = new(value.GetArrayLength());
        foreach (JsonElement item in value.EnumerateArray())
        {
            items.Add(read(item, $"{path}{name}[{items.Count}]"));
        }

        return items;
    }

    internal static IReadOnlyList<string> GetStrings(JsonElement element, string name, string path) =>
        GetList(element, name, path, static (item, at) => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Wrong(at, "a string", item));

    internal static IPAddress? GetAddress(JsonElement element, string name, string path) => GetString(element, name, path) switch
    {
        null or "" => null,
        string text => CniPrefix.TryParseAddress(text) ?? throw new CniException(CniErrorCode.DecodingFailure, $"'{path}{name}' is not an IP address: {Quote(text)}."),
    };

    internal static CniException Wrong(string path, string expected, JsonElement actual) =>
        new(CniErrorCode.DecodingFailure, $"'{path}' must be {expected}, not {Describe(actual.ValueKind)}.");

    /// <summary>Quotes untrusted text for a message: short, and without control characters.</summary>
    internal static string Quote(string text)
    {
        const int MaxLength = 80;
        string start = text.Length > MaxLength ? text[..MaxLength] + "..." : text;
        return $"'{string.Concat(start.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c))}'";
    }

    private static string Describe(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "this number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };
}
