namespace LinuxNamespaces.IntegrationTests.CommandLines;

/// <summary>A line of the tables in docs/from-ip-to-csharp.md, of which the list is made when the tests are built.</summary>
/// <param name="Command">The words of the command, separated by spaces.</param>
/// <param name="Run">The C#.</param>
internal sealed partial record CommandLine(string Command, Func<NetNamespace, object?> Run)
{
    internal static IReadOnlyList<CommandLine> All => s_lines;

    internal bool IsQuestion => Command.Split(' ') is var words && (words.Contains("show") || words.Contains("get"));

    /// <summary>Whether many kernels lack what the command needs.</summary>
    internal bool IsOfKind => Command.StartsWith("ip link add", StringComparison.Ordinal) || Command.StartsWith("bridge vlan", StringComparison.Ordinal);

    internal static CommandLine Find(string command) => s_lines.Single(line => line.Command == command);

    private static CommandLine Line(string command, Func<NetNamespace, object?> code) => new(command, code);

    private static CommandLine Line(string command, Action<NetNamespace> code) => new(command, red =>
    {
        code(red);
        return null;
    });
}
