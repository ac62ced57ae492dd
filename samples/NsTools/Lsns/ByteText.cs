using System.Buffers;
using System.Globalization;
using System.Text;

namespace LinuxNamespaces.Samples.NsTools.Lsns;

/// <summary>
/// Text whose characters are bytes: what processes call themselves may be anything, and which of it is shown, and how, is known only
/// where it is written.
/// </summary>
internal static class ByteText
{
    private static readonly (int First, int Last)[] s_wide =
    [
        (0x1100, 0x115f), (0x2e80, 0x303e), (0x3041, 0xa4cf), (0xac00, 0xd7a3), (0xf900, 0xfaff), (0xfe30, 0xfe6f),
        (0xff00, 0xff60), (0xffe0, 0xffe6), (0x1f300, 0x1f64f), (0x1f900, 0x1f9ff), (0x20000, 0x3fffd),
    ];

    private static readonly string[] s_locale = ["LC_ALL", "LC_CTYPE", "LANG"];

    private static bool IsUtf8 { get; } = Locale().Replace("-", string.Empty, StringComparison.Ordinal).Contains("utf8", StringComparison.OrdinalIgnoreCase);

    /// <summary>The lines of a tree: to a row that others follow, to the last one, and beside what is below either.</summary>
    internal static (string Branch, string LastBranch, string Beside, string Below) Tree { get; } =
        IsUtf8 ? (From("├─"), From("└─"), From("│ "), "  ") : ("|-", "`-", "| ", "  ");

    internal static string From(string text) => From(Encoding.UTF8.GetBytes(text));

    internal static string From(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    internal static string ToText(string text) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text));

    /// <summary>What a terminal may get: what is printable in the locale, and of all else each byte as <c>\x1b</c>.</summary>
    internal static string ToPrintable(string text)
    {
        StringBuilder printable = new(text.Length);
        for (ReadOnlySpan<byte> bytes = Encoding.Latin1.GetBytes(text); !bytes.IsEmpty;)
        {
            OperationStatus status = Rune.DecodeFromUtf8(bytes, out Rune rune, out int length);
            if (status == OperationStatus.Done && (rune.IsAscii || IsUtf8) && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.OtherNotAssigned))
            {
                printable.Append(rune);
            }
            else
            {
                foreach (byte value in bytes[..length])
                {
                    printable.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}");
                }
            }

            bytes = bytes[length..];
        }

        return printable.ToString();
    }

    /// <summary>How many columns of a terminal a printable text takes.</summary>
    internal static int WidthOf(string printable) => printable.EnumerateRunes().Sum(WidthOf);

    /// <summary>As much of a printable text as takes no more than some columns.</summary>
    internal static string Cut(string printable, int width)
    {
        int length = 0;
        foreach (Rune rune in printable.EnumerateRunes())
        {
            width -= WidthOf(rune);
            if (width < 0)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return printable[..length];
    }

    private static int WidthOf(Rune rune) =>
        rune.IsAscii ? 1
        : Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format ? 0
        : Array.Exists(s_wide, range => rune.Value >= range.First && rune.Value <= range.Last) ? 2 : 1;

    private static string Locale() => s_locale.Select(Environment.GetEnvironmentVariable).FirstOrDefault(value => !string.IsNullOrEmpty(value)) ?? string.Empty;
}
