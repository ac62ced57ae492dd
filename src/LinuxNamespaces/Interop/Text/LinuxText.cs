using System.Text;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>Converts between the byte strings of Linux and .NET strings without loss.</summary>
/// <remarks>
/// Arguments, environment variables and paths are byte strings in Linux, usually in UTF-8. .NET replaces bytes that are not valid UTF-8, which loses them.
/// This class converts such a byte to a lone surrogate from U+DC80 to U+DCFF. The library converts it back to the same byte in each argument, variable and
/// path that it passes to the kernel. Python does the same (surrogateescape, PEP 383). Classes of <see cref="System.IO"/> do not support such strings.
/// </remarks>
public static class LinuxText
{
    private const char FirstByte = '\udc80';
    private const char LastByte = '\udcff';
    private const int ByteOffset = FirstByte - 0x80;

    /// <summary>Converts bytes to a string.</summary>
    /// <param name="bytes">The bytes, which need not be valid UTF-8.</param>
    /// <returns>The string. <see cref="Encode(string)"/> converts it to the same bytes.</returns>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        StringBuilder text = new(bytes.Length);
        Span<char> characters = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) == System.Buffers.OperationStatus.Done)
            {
                text.Append(characters[..rune.EncodeToUtf16(characters)]);
                bytes = bytes[length..];
            }
            else
            {
                text.Append((char)(bytes[0] + ByteOffset));
                bytes = bytes[1..];
            }
        }

        return text.ToString();
    }

    /// <summary>Converts a string to bytes.</summary>
    /// <param name="text">The string. A lone surrogate from U+DC80 to U+DCFF stands for a byte from 0x80 to 0xFF.</param>
    /// <returns>The bytes, in UTF-8 except for those that lone surrogates stand for.</returns>
    /// <exception cref="ArgumentException">The string contains another lone surrogate.</exception>
    public static byte[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        byte[] bytes = new byte[CountBytes(text)];
        Encode(text, bytes);
        return bytes;
    }

    /// <summary>Gets the arguments of this process without the loss of bytes of <see cref="Environment.GetCommandLineArgs"/>.</summary>
    /// <returns>The arguments, without the name of the program.</returns>
    public static IReadOnlyList<string> GetCommandLineArguments() => ProcessBytes.Arguments();

    /// <summary>Gets the environment variables of this process without the loss of bytes of <see cref="Environment.GetEnvironmentVariables()"/>.</summary>
    /// <returns>The variables, including changes by <see cref="Environment.SetEnvironmentVariable(string, string?)"/>.</returns>
    public static IReadOnlyDictionary<string, string> GetEnvironmentVariables() => ProcessBytes.Variables();

    /// <summary>Gets the number of bytes that <see cref="Encode(string)"/> returns.</summary>
    internal static int CountBytes(ReadOnlySpan<char> text)
    {
        int count = 0;
        while (NextByte(text, out int before))
        {
            count += Encoding.UTF8.GetByteCount(text[..before]) + 1;
            text = text[(before + 1)..];
        }

        return count + Encoding.UTF8.GetByteCount(text);
    }

    /// <summary>Converts a string to bytes in memory that is large enough.</summary>
    /// <returns>The number of bytes.</returns>
    internal static int Encode(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        int count = 0;
        while (NextByte(text, out int before))
        {
            count += Encoding.UTF8.GetBytes(text[..before], bytes[count..]);
            bytes[count++] = (byte)(text[before] - ByteOffset);
            text = text[(before + 1)..];
        }

        return count + Encoding.UTF8.GetBytes(text, bytes[count..]);
    }

    // Finds the next character that stands for a byte. Most strings are ASCII, and most others have no surrogates.
    private static bool NextByte(ReadOnlySpan<char> text, out int index)
    {
        for (index = Ascii.IsValid(text) ? text.Length : 0; index < text.Length; index++)
        {
            if (!char.IsSurrogate(text[index]))
            {
                continue;
            }

            if (char.IsHighSurrogate(text[index]) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
            {
                index++;
            }
            else if (text[index] is >= FirstByte and <= LastByte)
            {
                return true;
            }
            else
            {
                throw new ArgumentException($"The string contains the lone surrogate U+{(int)text[index]:X4}. Only U+DC80 to U+DCFF can be converted to bytes.");
            }
        }

        return false;
    }
}
