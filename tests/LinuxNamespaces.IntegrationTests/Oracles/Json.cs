using System.Globalization;
using System.Text.Json;

namespace LinuxNamespaces.IntegrationTests.Oracles;

/// <summary>Short ways to what the tools print.</summary>
internal static class Json
{
    extension(JsonElement element)
    {
        /// <summary>A member; null when it is not there.</summary>
        internal JsonElement? Find(string name) => element.TryGetProperty(name, out JsonElement value) ? value : null;

        /// <summary>A member as a text; null when it is not there, or is null itself as newer tools write it.</summary>
        internal string? Text(string name) => element.Find(name) is { ValueKind: not JsonValueKind.Null } member ? member.ToString() : null;

        /// <summary>A member as a number, which may be written as a text; null when it is not there.</summary>
        internal long? Number(string name) => element.Text(name) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;

        /// <summary>A member as a number that is written as a hexadecimal text; null when it is not there.</summary>
        internal int? Hexadecimal(string name) =>
            element.Text(name) is { } text ? int.Parse(text.Replace("0x", "", StringComparison.Ordinal), NumberStyles.HexNumber, CultureInfo.InvariantCulture) : null;

        /// <summary>A member as texts; none when it is not there.</summary>
        internal string[] Texts(string name) => element.Find(name) is { } list ? [.. list.EnumerateArray().Select(item => item.ToString())] : [];

        /// <summary>True when a member says so, or is there without a value as newer tools write it.</summary>
        internal bool Flag(string name) => element.Find(name) is { ValueKind: JsonValueKind.True or JsonValueKind.Null };
    }
}
