namespace LinuxNamespaces.Cni.Plugins;

/// <summary>The names in requests of netavark. They become parts of marks, paths of sysctls and names of links.</summary>
internal static class NetavarkNames
{
    /// <exception cref="CniException">The text is missing or has other characters.</exception>
    internal static string RequireIdentifier(string? text, string what) => CniNames.IsIdentifier(text ?? "")
        ? text!
        : throw PluginErrors.Invalid($"The request is invalid: {what} is {(string.IsNullOrEmpty(text) ? "missing" : JsonText.Quote(text))}. It has letters, digits, '_', '.' and '-', and begins with a letter or digit.");

    /// <exception cref="CniException">The text is not a valid name of an interface.</exception>
    internal static string RequireInterface(string? text, string what) => CniNames.FaultOfInterfaceName(text ?? "") is { } fault
        ? throw PluginErrors.Invalid($"The request is invalid: {what} {JsonText.Quote(text ?? "")} {fault}.")
        : text!;

    /// <exception cref="CniException">The path is not absolute.</exception>
    internal static string RequirePath(string path) => path.Length > 1 && path[0] == '/' && !path.Contains('\0', StringComparison.Ordinal)
        ? path
        : throw PluginErrors.Invalid($"The path of the network namespace is not absolute: {JsonText.Quote(path)}.");
}
