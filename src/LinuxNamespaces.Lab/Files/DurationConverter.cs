using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LinuxNamespaces.Lab;

/// <summary>Times as people write them: <c>20ms</c>, <c>1.5s</c>, <c>250us</c>.</summary>
internal sealed class DurationConverter : JsonConverter<TimeSpan>
{
    private static readonly (string Unit, double Ticks)[] s_units =
        [("us", TimeSpan.TicksPerMicrosecond), ("ms", TimeSpan.TicksPerMillisecond), ("min", TimeSpan.TicksPerMinute), ("s", TimeSpan.TicksPerSecond)];

    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string text = reader.TokenType == JsonTokenType.String ? reader.GetString()!.Trim() : throw new JsonException("A time is a text, such as \"20ms\".");
        foreach ((string unit, double ticks) in s_units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal) && double.TryParse(text[..^unit.Length], NumberStyles.Float & ~NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double number)
                && Math.Abs(number * ticks) < TimeSpan.MaxValue.Ticks)
            {
                return new TimeSpan((long)Math.Round(number * ticks));
            }
        }

        throw new JsonException($"'{text}' is not a time, such as \"250us\", \"20ms\", \"1.5s\" or \"2min\".");
    }

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteStringValue(ToText(value));

    internal static string ToText(TimeSpan value) => value.Ticks % TimeSpan.TicksPerSecond == 0 && value != TimeSpan.Zero
        ? string.Create(CultureInfo.InvariantCulture, $"{value.Ticks / TimeSpan.TicksPerSecond}s")
        : string.Create(CultureInfo.InvariantCulture, $"{value.Ticks / (decimal)TimeSpan.TicksPerMillisecond:0.####}ms");
}
