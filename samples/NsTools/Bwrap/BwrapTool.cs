using LinuxNamespaces.Processes;
using LinuxNamespaces.Samples.NsTools.Options;

namespace LinuxNamespaces.Samples.NsTools.Bwrap;

/// <summary>Runs a program in a sandbox whose file system is made piece by piece; bwrap(1).</summary>
internal sealed class BwrapTool : Tool
{
    internal override string Name => "bwrap";

    internal override string Synopsis => "[OPTIONS...] [--] COMMAND [ARGS...]";

    internal override string Purpose => "Run a program in a sandbox.";

    internal override IReadOnlyList<Option> Options => BwrapOptions.All;

    internal override void WriteHelp(TextWriter writer)
    {
        const int column = 28;
        writer.Write($"usage: {Name} {Synopsis}\n\n");
        foreach (Option option in Options)
        {
            writer.Write($"    {$"--{option.Long} {option.Value}".PadRight(column)} {option.Help}\n");
        }
    }

    internal override int Run(string[] args)
    {
        BwrapRequest request = new();
        try
        {
            string[] command = BwrapParser.Parse(args, request);
            if (request.Information is { } option)
            {
                Information.Write(this, option);
                return 0;
            }

            if (command.Length == 0)
            {
                WriteHelp(Console.Error);
                return 1;
            }

            request.Check();
            return Monitor(request, command);
        }
        catch (Exception e) when (request.LevelPrefix && e is ToolException or LinuxException or ArgumentException or NotSupportedException)
        {
            // sd-daemon(3): an error.
            Console.Error.Write($"<3>{Name}: {e.Message}\n");
            return 1;
        }
        finally
        {
            request.DeleteTemporaryFiles();
        }
    }

    private static int Monitor(BwrapRequest request, string[] command)
    {
        if (request.DieWithParent)
        {
            NamespaceProcess.SetParentDeathSignal(BwrapRequest.Kill);
        }

        BwrapStatus status = new(request);
        NamespaceProcessStartInfo info = BwrapStart.Describe(request, command, status.IsWanted ? status.Tell : null);
        NamespaceProcess process = BwrapWords.Start(info, request);
        request.DeleteTemporaryFiles();
        int exitCode = Running.Launch.ExitCodeOf(process.WaitForExit());
        status.TellExit(exitCode);
        return exitCode;
    }
}
