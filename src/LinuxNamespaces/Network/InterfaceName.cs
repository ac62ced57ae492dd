using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>The rules for names of links, which the kernel does not explain when they are broken.</summary>
internal static class InterfaceName
{
    private const int MaxLength = Linux.IFNAMSIZ - 1;
    private const int MaxAlternativeLength = Linux.ALTIFNAMSIZ - 1;

    /// <summary>Refuses what the kernel would refuse, and '%', which it would take for a template.</summary>
    internal static void Validate(string name, string parameter) => Validate(name, MaxLength, parameter);

    /// <summary>Alternative names follow the same rules and may be longer.</summary>
    internal static void ValidateAlternative(string name, string parameter) => Validate(name, MaxAlternativeLength, parameter);

    /// <summary>True for a name that can only be an alternative one.</summary>
    internal static bool IsLong(string name) => LinuxText.CountBytes(name) > MaxLength;

    private static void Validate(string name, int maxLength, string parameter)
    {
        ArgumentNullException.ThrowIfNull(name, parameter);
        string? broken =
            name.Length == 0 ? "must not be empty"
            : LinuxText.CountBytes(name) > maxLength ? $"has {LinuxText.CountBytes(name)} bytes; {maxLength} is the most"
            : name is "." or ".." ? "must not be '.' or '..'"
            : name.Contains('/', StringComparison.Ordinal) ? "must not contain '/'"
            : name.Contains(':', StringComparison.Ordinal) ? "must not contain ':'"
            : name.Contains('%', StringComparison.Ordinal) ? "must not contain '%', which the kernel would replace by a number"
            : name.Any(char.IsWhiteSpace) ? "must not contain white space"
            : name.Any(char.IsControl) ? "must not contain control characters"
            : null;
        if (broken is not null)
        {
            throw new ArgumentException($"The interface name '{name}' {broken}.", parameter);
        }
    }
}
