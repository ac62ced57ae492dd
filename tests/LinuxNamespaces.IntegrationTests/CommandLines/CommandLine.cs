namespace LinuxNamespaces.IntegrationTests.CommandLines;

/// <summary>A line of the tables in docs/from-ip-to-csharp.md, of which the list is made when the tests are built.</summary>
/// <param name="Command">The words of the command, separated by spaces.</param>
/// <param name="Run">The C#.</param>
internal sealed partial record CommandLine(string Command, Func<NetNamespace, object?> Run)
{
    internal static IReadOnlyList<CommandLine> All => s_lines;

    // What is a module in most kernels.
    private static readonly string[] s_modules =
        ["netem", "fq_codel", "codel", "red", "ets", "hfsc", "drr", "sfq", "prio", "flower", "matchall", "police", "drop", "skbedit", "vlan", "flowtable"];

    internal bool IsQuestion => Words.Contains("show") || Words.Contains("get");

    /// <summary>Whether many kernels lack what the command needs.</summary>
    internal bool IsOfKind => Command.StartsWith("ip link add", StringComparison.Ordinal) || Command.StartsWith("bridge vlan", StringComparison.Ordinal)
        || (Tool is "tc" or "nft" && Words.Intersect(s_modules).Any());

    /// <summary>The program that the command runs.</summary>
    internal string Tool => Words[0];

    /// <summary>The command as a shell reads it. The words of nft(8) are in quotes.</summary>
    internal string[] Words => [.. Command.Split(' ').Select(word => word.Trim('\''))];

    internal static CommandLine Find(string command) => s_lines.Single(line => line.Command == command);

    private static CommandLine Line(string command, Func<NetNamespace, object?> code) => new(command, code);

    private static CommandLine Line(string command, Action<NetNamespace> code) => new(command, red =>
    {
        code(red);
        return null;
    });
}
