namespace LinuxNamespaces.Samples.NsTools.Netns;

/// <summary>The options before the verb, as ip(8) reads them: with one dash or two, and the beginning of a word is enough.</summary>
internal sealed class NetnsOptions
{
    // In the order in which ip(8) looks for them. What has a value takes the next word.
    private static readonly (string Name, bool HasValue)[] s_known =
    [
        ("help", false), ("loops", true), ("family", true), ("4", false), ("6", false), ("0", false), ("M", false), ("B", false), ("iec", false), ("statistics", false),
        ("details", false), ("resolve", false), ("oneline", false), ("timestamp", false), ("ts", false), ("tshort", false), ("Version", false), ("force", false), ("batch", true), ("br", false),
        ("brief", false), ("rcvbuf", true), ("color", false), ("netns", true), ("Numeric", false), ("all", false), ("json", false), ("pretty", false), ("version", false),
    ];

    private NetnsOptions(string[] args)
    {
        int at = 0;
        for (; at < args.Length && args[at].StartsWith('-') && args[at] != "-"; at++)
        {
            string word = args[at].StartsWith("--", StringComparison.Ordinal) ? args[at][2..] : args[at][1..];
            if (word.Length == 0)
            {
                at++;
                break;
            }

            (string name, bool hasValue) = Array.Find(s_known, option => option.Name.StartsWith(word.Split('=')[0], StringComparison.Ordinal));
            switch (name)
            {
                case null:
                    throw new ToolException($"Option \"-{word}\" is unknown, try \"ip -help\".", NetnsTool.WrongUsage);
                case "help" or "version" or "Version":
                    Information ??= name.ToLowerInvariant();
                    break;
                case "json":
                    IsJson = true;
                    break;
                case "pretty":
                    IsPretty = true;
                    break;
                case "all":
                    IsAll = true;
                    break;
                case "force":
                    IsForced = true;
                    break;
            }

            if (hasValue)
            {
                at++;
                string value = args.ElementAtOrDefault(at) ?? throw new ToolException(
                    name == "batch" ? "Error: argument \"batch file\" is required" : "Command line is not complete. Try option \"help\"", NetnsTool.WrongUsage);
                Namespace = name == "netns" ? value : Namespace;
                BatchFile = name == "batch" ? value : BatchFile;
            }
        }

        Words = [.. args.Skip(at)];
    }

    /// <summary>What is asked for instead of an action: "help" or "version"; null for neither.</summary>
    internal string? Information { get; }

    internal bool IsJson { get; }

    internal bool IsPretty { get; }

    internal bool IsAll { get; }

    /// <summary>Where commands are read from, "-" for the standard input; null when the command is in the command line.</summary>
    internal string? BatchFile { get; }

    /// <summary>Whether what follows a command that fails is done too.</summary>
    internal bool IsForced { get; }

    /// <summary>The name of the network namespace that acts; null for the caller's.</summary>
    internal string? Namespace { get; }

    /// <summary>The verb and what follows it.</summary>
    internal IReadOnlyList<string> Words { get; }

    internal static NetnsOptions Read(string[] args) => new(args);
}
