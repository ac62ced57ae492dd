using System.Buffers;
using System.Globalization;
using System.Text;

namespace LinuxNamespaces.Inspection;

/// <summary>Texts that processes choose themselves, which must not steer a terminal or forge a line of a log.</summary>
internal static class PrintableText
{
    /// <summary>What is UTF-8 and printable is kept; of all else each byte is written as <c>\x1b</c>.</summary>
    internal static string Of(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new(bytes.Length);
        Span<char> characters = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            OperationStatus status = Rune.DecodeFromUtf8(bytes, out Rune rune, out int length);
            if (status == OperationStatus.Done && IsPrintable(rune))
            {
                text.Append(characters[..rune.EncodeToUtf16(characters)]);
            }
            else
            {
                foreach (byte value in bytes[..length])
                {
                    text.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}");
                }
            }

            bytes = bytes[length..];
        }

        return text.ToString();
    }

    /// <summary>The arguments of a process, which are between NUL characters; null when there are none.</summary>
    internal static string? OfArguments(Span<byte> arguments)
    {
        arguments = arguments.TrimEnd((byte)0);
        arguments.Replace((byte)0, (byte)' ');
        return arguments.IsEmpty ? null : Of(arguments);
    }

    // Format characters turn the direction of writing, among other things.
    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse);
}
