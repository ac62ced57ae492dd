using LinuxNamespaces.Processes;
using LinuxNamespaces.Samples.NsTools.Options;

namespace LinuxNamespaces.Samples.NsTools.Bwrap;

/// <summary>Runs a program in a sandbox whose file system is made piece by piece; bwrap(1).</summary>
internal sealed class BwrapTool : Tool
{
    /// <summary>By the convention of the shell, what ends by a signal has this code and its number.</summary>
    private const int SignalBase = 128;

    internal override string Name => "bwrap";

    internal override string Synopsis => "[OPTIONS...] [--] COMMAND [ARGS...]";

    internal override string Purpose => "Run a program in a sandbox.";

    internal override Option[] Options => BwrapOptions.All;

    internal override void WriteHelp(TextWriter writer)
    {
        const int column = 28;
        string startedAs = Environment.GetCommandLineArgs()[0];
        writer.Write($"usage: {(Path.GetFileName(startedAs) == Name ? startedAs : Name)} {Synopsis}\n\n");
        foreach (Option option in Options)
        {
            string help = option.Help.Replace("\n", $"\n{new string(' ', column + 5)}", StringComparison.Ordinal);
            writer.Write($"    {$"--{option.Long} {option.Value}".PadRight(column)} {help}\n");
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
                Output.WriteError(WriteHelp);
                return 1;
            }

            request.Check();
            if (command[0].Length == 0)
            {
                throw new ToolException($"execvp : {Errno.ENOENT.Description}");
            }

            return Monitor(request, command);
        }
        catch (Exception e) when (request.LevelPrefix && e is ToolException or LinuxException or ArgumentException or NotSupportedException)
        {
            // sd-daemon(3): an error.
            Output.WriteError($"<3>{Name}: {e.Message}\n");
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
            CurrentProcess.SetParentDeathSignal(BwrapRequest.Kill);
        }

        BwrapStatus status = new(request);
        NamespaceProcessStartInfo info = BwrapStart.Describe(request, command, status.IsWanted ? status.Tell : null);
        NamespaceProcess process = BwrapWords.Start(info, request);
        request.DeleteTemporaryFiles();
        // Readers of the other ends see when the sandbox has closed them.
        Array.ForEach([.. info.Descriptors.Values, .. info.HeldDescriptors], handle => handle.Dispose());
        ExitStatus end = process.WaitForExit();
        int exitCode = end.ExitCode ?? (SignalBase + end.SignalNumber.GetValueOrDefault());
        status.TellExit(exitCode);
        return exitCode;
    }
}
