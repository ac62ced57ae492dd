using LinuxNamespaces.Samples.NsTools.Bwrap;
using LinuxNamespaces.Samples.NsTools.Lsns;
using LinuxNamespaces.Samples.NsTools.Netns;
using LinuxNamespaces.Samples.NsTools.Nsenter;
using LinuxNamespaces.Samples.NsTools.Options;
using LinuxNamespaces.Samples.NsTools.Unshare;

namespace LinuxNamespaces.Samples.NsTools;

/// <summary>The tools in the program, and which of them is meant.</summary>
internal static class Tools
{
    private const string OwnName = "nstools";

    /// <summary>The tools, by name.</summary>
    internal static (string Name, Func<Tool> Create)[] All { get; } =
    [
        ("bwrap", () => new BwrapTool()),
        ("lsns", () => new LsnsTool()),
        ("netns", () => new NetnsTool()),
        ("nsenter", () => new NsenterTool()),
        ("unshare", () => new UnshareTool()),
    ];

    /// <summary>
    /// Runs the tool whose name the program was started by; else the one that its file is named after, as when a copy of it runs as
    /// /proc/self/exe; else the one that the first argument names.
    /// </summary>
    internal static int Run(string startedAs, string[] args)
    {
        if (Find(startedAs) is { } tool)
        {
            return Run(tool, startedAs, args);
        }

        if (Find(Environment.ProcessPath) is { } same)
        {
            return Run(same, startedAs, args);
        }

        if (Find(args.FirstOrDefault()) is { } named)
        {
            return Run(named, args[0], args[1..]);
        }

        if (args is ["completion", ..])
        {
            return Completion.Write(args.ElementAtOrDefault(1), Output.Text);
        }

        if (args is ["--help" or "-h"])
        {
            Output.Text.Write(Usage());
            return 0;
        }

        Output.WriteError(Usage());
        return 1;
    }

    private static string Usage() => $"""
        Usage: {OwnName} NAME [ARGUMENT...], where NAME is one of: {string.Join(", ", All.Select(tool => tool.Name))}.
        A link to {OwnName} with one of these names does the same, and NAME --help tells more.
        {OwnName} completion bash|zsh|fish prints a file that completes their options.

        """;

    private static Func<Tool>? Find(string? path) => Array.Find(All, tool => tool.Name == Path.GetFileName(path)).Create;

    private static int Run(Func<Tool> create, string startedAs, string[] args)
    {
        Tool tool = create();
        try
        {
            return Tell(tool, () => tool.Run(args));
        }
        catch (UsageException e)
        {
            Output.WriteError($"{(e.IsOfParser ? startedAs : tool.Name)}: {e.Message}\nTry '{tool.Name} --help' for more information.\n");
            return Output.HasLostErrors ? 1 : tool.UsageExitCode;
        }
    }

    /// <summary>Does something for a tool, and tells what goes wrong with it.</summary>
    /// <returns>The exit code.</returns>
    internal static int Tell(Tool tool, Func<int> work)
    {
        try
        {
            return work();
        }
        catch (ToolException e)
        {
            Output.WriteError($"{(tool.SaysItsName && !e.IsOfOther ? $"{tool.Name}: " : string.Empty)}{e.Message}\n");
            return Output.HasLostErrors ? 1 : e.ExitCode;
        }
        catch (Exception e) when (e is LinuxException or ArgumentException or NotSupportedException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            Output.WriteError($"{tool.Name}: {e.Message}\n");
            return 1;
        }
    }
}
