namespace LinuxNamespaces.Cni;

/// <summary>The rules of the specification for names.</summary>
internal static class CniNames
{
    /// <summary>IFNAMSIZ without the terminating zero.</summary>
    private const int MaxInterfaceName = 15;

    /// <summary>NAME_MAX: names become file names.</summary>
    private const int MaxName = 255;

    /// <summary>Whether a text is the ID of a container or the name of a network: letters, digits, '_', '.', '-', and the first is a letter or a digit.</summary>
    internal static bool IsIdentifier(string text) =>
        text.Length is > 0 and <= MaxName && char.IsAsciiLetterOrDigit(text[0]) && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');

    /// <summary>Says what is wrong with the name of an interface; null if nothing is.</summary>
    internal static string? FaultOfInterfaceName(string name) => name switch
    {
        "" => "is empty",
        "." or ".." => "is reserved",
        _ when System.Text.Encoding.UTF8.GetByteCount(name) > MaxInterfaceName => $"is longer than {MaxInterfaceName} bytes",
        _ when name.Any(static c => c is '/' or ':' || char.IsWhiteSpace(c) || char.IsControl(c)) => "has a slash, a colon, white space or a control character",
        _ => null,
    };

    /// <summary>Whether a text is the name of a plugin: a file name without a directory.</summary>
    internal static bool IsPluginType(string type) => type.Length is > 0 and <= MaxName && type is not ("." or "..") && !type.Any(static c => c == '/' || char.IsControl(c));
}
