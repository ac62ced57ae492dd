using System.Text;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>Converts between the bytes of the system and strings, without loss.</summary>
/// <remarks>
/// Arguments, environment variables and paths are bytes to Linux, and usually UTF-8. .NET replaces other bytes, so that they are lost. Here a byte
/// that is not part of valid UTF-8 becomes a lone surrogate from U+DC80 to U+DCFF, and becomes the same byte again where the library passes the
/// string to the kernel, in every argument, variable and path. Python does the same (surrogateescape, PEP 383). Such a string is not for
/// <see cref="System.IO"/>, which does not know of this.
/// </remarks>
public static class LinuxText
{
    private const char FirstByte = '\udc80';
    private const char LastByte = '\udcff';
    private const int ByteOffset = FirstByte - 0x80;

    /// <summary>Makes a string of bytes.</summary>
    /// <param name="bytes">The bytes, UTF-8 or not.</param>
    /// <returns>The string, of which <see cref="Encode(string)"/> makes the same bytes.</returns>
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

    /// <summary>Makes bytes of a string.</summary>
    /// <param name="text">The string. A lone surrogate from U+DC80 to U+DCFF is a byte from 0x80 to 0xFF.</param>
    /// <returns>The bytes: UTF-8 but for these.</returns>
    /// <exception cref="ArgumentException">The string contains another lone surrogate, which stands for nothing.</exception>
    public static byte[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        byte[] bytes = new byte[CountBytes(text)];
        Encode(text, bytes);
        return bytes;
    }

    /// <summary>Gets the arguments of this process as they are, where <see cref="Environment.GetCommandLineArgs"/> has lost bytes.</summary>
    /// <returns>The arguments, without the name of the program.</returns>
    public static IReadOnlyList<string> GetCommandLineArguments() => ProcessBytes.Arguments();

    /// <summary>Gets the environment variables of this process as they are, where <see cref="Environment.GetEnvironmentVariables()"/> has lost bytes.</summary>
    /// <returns>The variables, those changed by <see cref="Environment.SetEnvironmentVariable(string, string?)"/> as they are now.</returns>
    public static IReadOnlyDictionary<string, string> GetEnvironmentVariables() => ProcessBytes.Variables();

    /// <summary>How many bytes <see cref="Encode(string)"/> makes.</summary>
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

    /// <summary>Makes bytes of a string in memory that is large enough.</summary>
    /// <returns>How many.</returns>
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
                throw new ArgumentException($"The lone surrogate U+{(int)text[index]:X4} in a string stands for no byte. Only U+DC80 to U+DCFF do.");
            }
        }

        return false;
    }
}
