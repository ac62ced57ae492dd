using System.Globalization;

namespace LinuxNamespaces.Samples.NsTools.Options;

/// <summary>Numbers in arguments.</summary>
internal static class Numbers
{
    /// <summary>Reads a number that is not negative.</summary>
    /// <param name="text">The argument.</param>
    /// <param name="what">What it is, for the message.</param>
    internal static uint ParseId(string text, string what) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) ? number : throw new ToolException($"failed to parse {what}: '{text}'");

    internal static long ParseLong(string text, string what) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : throw new ToolException($"failed to parse {what}: '{text}'");
}
