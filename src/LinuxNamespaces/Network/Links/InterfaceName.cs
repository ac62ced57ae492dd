using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>The rules for names of links. The kernel gives no reason when it rejects a name.</summary>
internal static class InterfaceName
{
    private const int MaxLength = Linux.IFNAMSIZ - 1;
    private const int MaxAlternativeLength = Linux.ALTIFNAMSIZ - 1;

    /// <summary>Rejects what the kernel would reject, and '%', which the kernel would take for a template.</summary>
    internal static void Validate(string name, string parameter) => Validate(name, MaxLength, parameter);

    /// <summary>Alternative names follow the same rules and may be longer.</summary>
    internal static void ValidateAlternative(string name, string parameter) => Validate(name, MaxAlternativeLength, parameter);

    /// <summary>Rejects only what no link can have. The kernel accepts alternative names that the library does not give.</summary>
    internal static void ValidateExisting(string name, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        string? broken =
            LinuxText.CountBytes(name) > MaxAlternativeLength ? $"has {LinuxText.CountBytes(name)} bytes, but the maximum is {MaxAlternativeLength}"
            : name.Contains('\0', StringComparison.Ordinal) ? "must not contain a NUL character"
            : null;
        if (broken is not null)
        {
            throw new ArgumentException($"The interface name '{name}' {broken}.", parameter);
        }
    }

    /// <summary>Returns whether a name can only be an alternative one.</summary>
    internal static bool IsLong(string name) => LinuxText.CountBytes(name) > MaxLength;

    private static void Validate(string name, int maxLength, string parameter)
    {
        ArgumentNullException.ThrowIfNull(name, parameter);
        string? broken =
            name.Length == 0 ? "must not be empty"
            : LinuxText.CountBytes(name) > maxLength ? $"has {LinuxText.CountBytes(name)} bytes, but the maximum is {maxLength}"
            : name is "." or ".." ? "must not be '.' or '..'"
            : name.Contains('/', StringComparison.Ordinal) ? "must not contain '/'"
            : name.Contains(':', StringComparison.Ordinal) ? "must not contain ':'"
            : name.Contains('%', StringComparison.Ordinal) ? "must not contain '%', which the kernel would replace by a number"
            : name.Any(char.IsWhiteSpace) ? "must not contain white space"
            : maxLength == MaxLength && HasByte(name, 0xa0) ? "must not contain a character whose UTF-8 form has the byte A0, which the kernel takes for white space"
            : name.Any(char.IsControl) ? "must not contain control characters"
            : null;
        if (broken is not null)
        {
            throw new ArgumentException($"The interface name {PrintableText.Quote(name)} {broken}.", parameter);
        }
    }

    private static bool HasByte(string name, byte value)
    {
        Span<byte> bytes = stackalloc byte[Linux.ALTIFNAMSIZ];
        LinuxText.Encode(name, bytes);
        return bytes.Contains(value);
    }
}
