namespace LinuxNamespaces.Cni;

/// <summary>The environment that a runtime gives a plugin, validated.</summary>
internal sealed record CniEnvironment
{
    internal required CniCommand Command { get; init; }

    internal string ContainerId { get; init; } = "";

    internal string InterfaceName { get; init; } = "";

    internal string? NetworkNamespacePath { get; init; }

    internal string ArgumentText { get; init; } = "";

    internal IReadOnlyDictionary<string, string> Arguments { get; init; } = new Dictionary<string, string>();

    internal IReadOnlyList<string> PluginDirectories { get; init; } = [];

    /// <summary>Whether the runtime means the namespace of the plugin itself.</summary>
    internal bool AllowsOwnNamespace { get; init; }

    /// <exception cref="CniException">A variable is missing or invalid.</exception>
    internal static CniEnvironment Read(Func<string, string?> get)
    {
        string name = get("CNI_COMMAND") ?? "";
        CniCommand command = CniCommands.Find(name) ?? throw Invalid(name.Length == 0 ? "CNI_COMMAND is not set." : $"CNI_COMMAND is unknown: {JsonText.Quote(name)}.");
        RequirePresent(command, get);
        (string id, string link, string netns) = (get("CNI_CONTAINERID") ?? "", get("CNI_IFNAME") ?? "", get("CNI_NETNS") ?? "");
        bool isAttachment = command is CniCommand.Add or CniCommand.Delete or CniCommand.Check;
        if (isAttachment)
        {
            RequireIdentity(id, link, netns);
        }

        string arguments = get("CNI_ARGS") ?? "";
        return new CniEnvironment
        {
            Command = command,
            ContainerId = isAttachment ? id : "",
            InterfaceName = isAttachment ? link : "",
            NetworkNamespacePath = isAttachment && netns.Length > 0 ? netns : null,
            ArgumentText = arguments,
            Arguments = isAttachment ? ParseArguments(arguments) : new Dictionary<string, string>(),
            PluginDirectories = (get("CNI_PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries),
            AllowsOwnNamespace = get("CNI_NETNS_OVERRIDE") is { Length: > 0 } value && !value.Equals("false", StringComparison.OrdinalIgnoreCase) && value != "0",
        };
    }

    /// <summary>Gets the variables for a plugin that gets the same request.</summary>
    internal IEnumerable<KeyValuePair<string, string?>> Variables(CniCommand command)
    {
        yield return new("CNI_COMMAND", CniCommands.NameOf(command));
        yield return new("CNI_CONTAINERID", ContainerId.Length > 0 ? ContainerId : null);
        yield return new("CNI_IFNAME", InterfaceName.Length > 0 ? InterfaceName : null);
        yield return new("CNI_NETNS", NetworkNamespacePath);
        yield return new("CNI_ARGS", ArgumentText.Length > 0 ? ArgumentText : null);
        yield return new("CNI_PATH", string.Join(':', PluginDirectories));
        yield return new("CNI_NETNS_OVERRIDE", AllowsOwnNamespace ? "1" : null);
    }

    internal static IReadOnlyDictionary<string, string> ParseArguments(string text)
    {
        Dictionary<string, string> arguments = new(StringComparer.Ordinal);
        foreach (string pair in text.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw Invalid($"CNI_ARGS has a part that is not KEY=VALUE: {JsonText.Quote(pair)}.");
            }

            arguments[pair[..equals]] = pair[(equals + 1)..];
        }

        return arguments;
    }

    private static void RequirePresent(CniCommand command, Func<string, string?> get)
    {
        string[] required = command switch
        {
            CniCommand.Add or CniCommand.Check => ["CNI_CONTAINERID", "CNI_NETNS", "CNI_IFNAME"],
            CniCommand.Delete => ["CNI_CONTAINERID", "CNI_IFNAME"],
            CniCommand.CollectGarbage => ["CNI_PATH"],
            _ => [],
        };
        string[] missing = [.. required.Where(variable => string.IsNullOrEmpty(get(variable)))];
        if (missing.Length > 0)
        {
            throw Invalid($"{CniCommands.NameOf(command)} needs {string.Join(", ", missing)}, which {(missing.Length == 1 ? "is" : "are")} not set.");
        }
    }

    private static void RequireIdentity(string id, string link, string netns)
    {
        if (!CniNames.IsIdentifier(id))
        {
            throw Invalid($"CNI_CONTAINERID is invalid: {JsonText.Quote(id)}. It has letters, digits, '_', '.' and '-', and begins with a letter or digit.");
        }

        if (CniNames.FaultOfInterfaceName(link) is { } fault)
        {
            throw Invalid($"CNI_IFNAME {JsonText.Quote(link)} {fault}.");
        }

        if (netns.Length > 0 && (netns[0] != '/' || netns.Contains('\0', StringComparison.Ordinal)))
        {
            throw Invalid($"CNI_NETNS is not an absolute path: {JsonText.Quote(netns)}.");
        }
    }

    private static CniException Invalid(string message) => new(CniErrorCode.InvalidEnvironment, message);
}
