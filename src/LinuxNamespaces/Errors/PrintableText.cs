using System.Buffers;
using System.Globalization;
using System.Text;

namespace LinuxNamespaces;

/// <summary>
/// The one gate for text that comes from outside: names, paths, texts of the kernel and of other programs. It must not steer a terminal,
/// forge a line of a log, or fill the log.
/// </summary>
internal static class PrintableText
{
    /// <summary>The most characters of a text that is shown, such as a name or the value of a setting.</summary>
    internal const int MaxText = 256;

    /// <summary>The most characters of a path that is shown: PATH_MAX.</summary>
    internal const int MaxPath = 4096;

    // A path and the words around it.
    private const int MaxPart = MaxPath + MaxText;
    private const char Ellipsis = '…';

    /// <summary>Keeps what is UTF-8 and printable; each byte of all else is written as <c>\x1b</c>.</summary>
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
                AppendBytes(text, bytes[..length]);
            }

            bytes = bytes[length..];
        }

        return text.ToString();
    }

    /// <summary>Keeps what is printable. All else is written as the bytes that it is in UTF-8, or as <c>\ud800</c> when it is half a character.</summary>
    internal static string Of(string text) => Of(text, text.Length);

    /// <summary>A name or another short text; a path when it begins with '/'. What is longer ends with an ellipsis.</summary>
    internal static string Short(string text) => Of(text, text.StartsWith('/') ? MaxPath : MaxText);

    /// <summary><see cref="Short"/> between quotation marks.</summary>
    internal static string Quote(string text) => $"'{Short(text)}'";

    /// <summary>A part of a message: as long as a path when there is one in it.</summary>
    internal static string Part(string text) => Of(text, text.Contains('/', StringComparison.Ordinal) ? MaxPart : MaxText);

    /// <summary>Words of a message that have parts in them which are short already.</summary>
    internal static string Words(string text) => Of(text, 2 * MaxPart);

    /// <summary>The arguments of a process, which are between NUL characters; null when there are none.</summary>
    internal static string? OfArguments(Span<byte> arguments)
    {
        arguments = arguments.TrimEnd((byte)0);
        arguments.Replace((byte)0, (byte)' ');
        return arguments.IsEmpty ? null : Of(arguments);
    }

    private static string Of(string text, int most)
    {
        bool isCut = text.Length > most;
        ReadOnlySpan<char> rest = isCut ? text.AsSpan(0, most) : text;
        if (!isCut && !rest.ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        StringBuilder shown = new(rest.Length + 1);
        Span<byte> bytes = stackalloc byte[4];
        while (!rest.IsEmpty)
        {
            OperationStatus status = Rune.DecodeFromUtf16(rest, out Rune rune, out int length);
            if (status != OperationStatus.Done)
            {
                // What was cut through is not shown.
                if (!isCut || rest.Length > 1)
                {
                    shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)rest[0]:x4}");
                }

                length = 1;
            }
            else if (IsPrintable(rune))
            {
                shown.Append(rest[..length]);
            }
            else
            {
                AppendBytes(shown, bytes[..rune.EncodeToUtf8(bytes)]);
            }

            rest = rest[length..];
        }

        return isCut ? shown.Append(Ellipsis).ToString() : shown.ToString();
    }

    private static void AppendBytes(StringBuilder text, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            text.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}");
        }
    }

    // Format characters turn the direction of writing, among other things.
    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse);
}
