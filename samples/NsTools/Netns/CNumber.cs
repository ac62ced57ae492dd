using System.Globalization;

namespace LinuxNamespaces.Samples.NsTools.Netns;

/// <summary>Numbers as strtol(3) reads them: after blanks, with a sign, and in octal and hexadecimal digits too.</summary>
internal static class CNumber
{
    internal static int? TryParse(string text)
    {
        string rest = text.TrimStart(' ', '\t', '\n', '\v', '\f', '\r');
        bool isNegative = rest.StartsWith('-');
        rest = rest.StartsWith('-') || rest.StartsWith('+') ? rest[1..] : rest;
        long number;
        bool isNumber = rest.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? long.TryParse(rest[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number) && number >= 0
            : rest.StartsWith('0') ? TryParseOctal(rest, out number)
            : long.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        number = isNegative ? -number : number;
        return isNumber && number is >= int.MinValue and <= int.MaxValue ? (int)number : null;
    }

    private static bool TryParseOctal(string digits, out long number)
    {
        number = 0;
        foreach (char digit in digits)
        {
            if (digit is < '0' or > '7' || number > int.MaxValue)
            {
                return false;
            }

            number = (number * 8) + (digit - '0');
        }

        return true;
    }
}
