using System.Globalization;

namespace LinuxNamespaces.Samples.NsTools.Options;

/// <summary>Numbers in arguments, as strtol(3) reads them.</summary>
internal static class Numbers
{
    private const NumberStyles Style = NumberStyles.AllowLeadingWhite | NumberStyles.AllowLeadingSign;

    /// <summary>Reads the id of a user or a group; the largest number is none, see chown(2).</summary>
    /// <param name="text">The argument.</param>
    /// <param name="what">What it is, for the message.</param>
    internal static uint ParseId(string text, string what) => TryParseId(text) ?? throw Refuse(text, what);

    /// <summary>Reads an id; null when it is none.</summary>
    internal static uint? TryParseId(string text) => TryParse(text) is { } number && number < uint.MaxValue ? number : null;

    internal static uint? TryParse(string text) => uint.TryParse(text, Style, CultureInfo.InvariantCulture, out uint number) ? number : null;

    internal static int ParseInt(string text, string what) =>
        int.TryParse(text, Style, CultureInfo.InvariantCulture, out int number) ? number : throw Refuse(text, what);

    internal static long ParseLong(string text, string what) =>
        long.TryParse(text, Style, CultureInfo.InvariantCulture, out long number) ? number : throw Refuse(text, what);

    private static ToolException Refuse(string text, string what)
    {
        bool isNumber = double.TryParse(text, Style, CultureInfo.InvariantCulture, out _);
        return new ToolException($"failed to parse {what}: '{text}'{(isNumber ? $": {Errno.ERANGE.Description}" : string.Empty)}");
    }
}
