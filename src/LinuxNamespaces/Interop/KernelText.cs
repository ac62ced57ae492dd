using System.Buffers;
using System.Text;

namespace LinuxNamespaces.Interop;

/// <summary>Text that the kernel holds as bytes of any kind, such as the name of a link, as a string that keeps all of them.</summary>
/// <remarks>
/// Bytes that are not UTF-8 become the unpaired surrogates U+DC80 to U+DCFF, and those become the bytes again, as Python (PEP 383) does it.
/// </remarks>
internal static class KernelText
{
    private const int FirstEscape = 0xdc00;

    internal static string Decode(ReadOnlySpan<byte> bytes)
    {
        StringBuilder? text = null;
        int plain = 0;
        int position = 0;
        while (position < bytes.Length)
        {
            if (Rune.DecodeFromUtf8(bytes[position..], out _, out int length) == OperationStatus.Done)
            {
                position += length;
                continue;
            }

            text ??= new StringBuilder();
            text.Append(Encoding.UTF8.GetString(bytes[plain..position]));
            foreach (byte value in bytes.Slice(position, length))
            {
                text.Append((char)(FirstEscape + value));
            }

            position += length;
            plain = position;
        }

        return text is null ? Encoding.UTF8.GetString(bytes) : text.Append(Encoding.UTF8.GetString(bytes[plain..])).ToString();
    }

    internal static int GetByteCount(ReadOnlySpan<char> text)
    {
        int count = 0;
        while (Next(ref text, out Rune rune, out byte escaped))
        {
            count += escaped != 0 ? 1 : rune.Utf8SequenceLength;
        }

        return count;
    }

    /// <summary>Writes the bytes of a text to a buffer that is large enough.</summary>
    internal static void GetBytes(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        while (Next(ref text, out Rune rune, out byte escaped))
        {
            int written = 1;
            if (escaped != 0)
            {
                bytes[0] = escaped;
            }
            else
            {
                written = rune.EncodeToUtf8(bytes);
            }

            bytes = bytes[written..];
        }
    }

    /// <param name="escaped">The byte that an unpaired surrogate stands for; 0 when it is an ordinary character.</param>
    private static bool Next(ref ReadOnlySpan<char> text, out Rune rune, out byte escaped)
    {
        (rune, escaped) = (default, 0);
        if (text.IsEmpty)
        {
            return false;
        }

        escaped = text[0] is >= (char)0xdc80 and <= (char)0xdcff ? unchecked((byte)text[0]) : (byte)0;
        Rune.DecodeFromUtf16(text, out rune, out int length);
        text = text[length..];
        return true;
    }
}
