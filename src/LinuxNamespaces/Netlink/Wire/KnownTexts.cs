using System.Text;

namespace LinuxNamespaces.Netlink;

/// <summary>Keeps the few short texts that the kernel repeats in every message, such as the kind of a link, so that they are not allocated again.</summary>
internal static class KnownTexts
{
    private const int MaxLength = 16;
    private const int Count = 64;

    // A thread that loses a race writes an equal text or another one; both are whole.
    private static readonly string?[] s_texts = new string?[Count];

    /// <summary>Reads a text as <see cref="NetlinkAttribute.ReadString"/> does.</summary>
    internal static string Read(NetlinkAttribute attribute)
    {
        ReadOnlySpan<byte> utf8 = attribute.ReadUtf8();
        if (utf8.Length is 0 or > MaxLength)
        {
            return attribute.ReadString();
        }

        ref string? slot = ref s_texts[unchecked((utf8[0] * 31) + (utf8[^1] * 7) + utf8.Length) % Count];
        string? known = slot;
        if (known is not null && Ascii.Equals(utf8, known))
        {
            return known;
        }

        string text = attribute.ReadString();
        slot = text;
        return text;
    }
}
