using System.Globalization;

namespace LinuxNamespaces.Samples.NsTools.Lsns;

/// <summary>Values in an expression as those of other kinds.</summary>
internal static class FilterValue
{
    internal static object? Convert(object? value, FilterType from, FilterType to)
    {
        if (from == to || (value is null && from == FilterType.Text))
        {
            return value;
        }

        // A number that is not there counts as 0 once it is something else.
        return Parse(value switch { null => "0", bool truth when to is FilterType.Number or FilterType.Float => truth ? "1" : "0", bool truth => truth ? "true" : "false", _ => Text(value) }, to, from);
    }

    internal static object Parse(string text, FilterType type, FilterType from = FilterType.Text) => type switch
    {
        FilterType.Number => decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number) && number <= ulong.MaxValue && (from == FilterType.Float || decimal.IsInteger(number)) ? (ulong)number : throw Refused(),
        FilterType.Float => decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number) ? number : throw Refused(),
        FilterType.Boolean => from == FilterType.Text ? text == "true" : text.AsSpan().ContainsAnyExcept('0', '.'),
        _ => text,
    };

    internal static ToolException Refused() => new($"failed to apply filter: {Errno.EINVAL.Description}");

    private static string Text(object value) => System.Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
