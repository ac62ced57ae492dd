using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace LinuxNamespaces.Network;

/// <summary>A key of WireGuard: a private key, a public key, or a preshared key, of 32 bytes.</summary>
/// <remarks>
/// <see cref="ToString"/> does not print the key; <see cref="ToBase64"/> does. .NET has no X25519, so the public key of a private key comes from the
/// kernel: see <see cref="WireGuardInfo.PublicKey"/>. See wg(8).
/// </remarks>
public sealed class WireGuardKey : IEquatable<WireGuardKey>
{
    /// <summary>The length of a key, in bytes.</summary>
    public const int Length = WireGuardSchema.WG_KEY_LEN;

    private const int Base64Length = 44;

    private readonly byte[] _bytes;

    /// <summary>Creates a key.</summary>
    /// <param name="bytes">The 32 bytes, which are copied.</param>
    /// <exception cref="ArgumentException">There are not 32 bytes.</exception>
    public WireGuardKey(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException($"A WireGuard key has {Length} bytes, not {bytes.Length}.", nameof(bytes));
        }

        _bytes = bytes.ToArray();
    }

    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Gets whether all bytes are zero, which the kernel takes for no key.</summary>
    internal bool IsZero => _bytes.AsSpan().IndexOfAnyExcept((byte)0) < 0;

    /// <summary>Generates a private key, which is also a valid preshared key, as <c>wg genkey</c> does.</summary>
    /// <returns>The key.</returns>
    public static WireGuardKey Generate()
    {
        Span<byte> bytes = stackalloc byte[Length];
        RandomNumberGenerator.Fill(bytes);
        // Curve25519 uses only such numbers (RFC 7748, section 5).
        bytes[0] &= 0xf8;
        bytes[Length - 1] = (byte)((bytes[Length - 1] & 0x7f) | 0x40);
        WireGuardKey key = new(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return key;
    }

    /// <summary>Parses a key in Base64, as wg(8) prints it.</summary>
    /// <param name="text">The 44 characters.</param>
    /// <returns>The key.</returns>
    /// <exception cref="FormatException">The text is not a key. The message does not contain the text.</exception>
    public static WireGuardKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out WireGuardKey? key) ? key : throw new FormatException($"The text is not a WireGuard key, which is {Length} bytes in Base64 ({Base64Length} characters).");
    }

    /// <summary>Parses a key in Base64, as wg(8) prints it.</summary>
    /// <param name="text">The 44 characters.</param>
    /// <param name="key">The key; <see langword="null"/> if the text is not one.</param>
    /// <returns><see langword="false"/> if the text is not a key.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out WireGuardKey? key)
    {
        Span<byte> bytes = stackalloc byte[Length];
        // The decoder would skip white space and ignore bits that are left over.
        bool valid = text?.Length == Base64Length && !text.AsSpan().ContainsAny(" \t\r\n")
            && Convert.TryFromBase64String(text, bytes, out int written) && written == Length && Convert.ToBase64String(bytes) == text;
        key = valid ? new WireGuardKey(bytes) : null;
        CryptographicOperations.ZeroMemory(bytes);
        return valid;
    }

    /// <summary>Copies the bytes of the key.</summary>
    /// <returns>The 32 bytes.</returns>
    public byte[] ToArray() => [.. _bytes];

    /// <summary>Returns the key in Base64, as wg(8) prints it.</summary>
    /// <returns>The 44 characters.</returns>
    public string ToBase64() => Convert.ToBase64String(_bytes);

    /// <summary>Compares two keys, in a time that does not depend on them.</summary>
    /// <param name="other">The other key.</param>
    /// <returns><see langword="true"/> if the bytes are the same.</returns>
    public bool Equals(WireGuardKey? other) => other is not null && CryptographicOperations.FixedTimeEquals(_bytes, other._bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as WireGuardKey);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }

    /// <summary>Returns a text without the key, so that a log cannot contain it.</summary>
    /// <returns>Always the same text.</returns>
    public override string ToString() => "[WireGuard key]";
}
