using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LinuxNamespaces.Samples.NsTools.Netns;

/// <summary>A list of objects as JSON, as ip(8) prints it.</summary>
internal static class NetnsJson
{
    /// <param name="objects">The fields of each, with numbers and texts; null for none.</param>
    /// <param name="isPretty">Whether each field is on a line of its own.</param>
    internal static string Format(IEnumerable<(string Name, object? Value)[]> objects, bool isPretty)
    {
        (string open, string between, string colon, string close) = isPretty ? ("{\n        ", ",\n        ", ": ", "\n    }") : ("{", ",", ":", "}");
        string[] all = [.. objects.Select(fields => $"{open}{string.Join(between, fields.Where(field => field.Value is not null).Select(field => $"\"{field.Name}\"{colon}{Format(field.Value!)}"))}{close}")];
        string blank = isPretty ? " " : string.Empty;
        return all.Length == 0 ? $"[{blank}]" : $"[{blank}{string.Join(',', all)}{blank}]";
    }

    private static string Format(object value) =>
        value is string text ? $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"" : Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
