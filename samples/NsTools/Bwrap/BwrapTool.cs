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
                Console.Error.Write($"usage: {Name} {Synopsis}\nTry '{Name} --help' for more information.\n");
                return 1;
            }

            request.Check();
            return Monitor(request, command);
        }
        catch (ToolException e) when (request.LevelPrefix)
        {
            // sd-daemon(3): an error.
            Console.Error.Write($"<3>{Name}: {e.Message}\n");
            return e.ExitCode;
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

        NamespaceProcessStartInfo info = BwrapStart.Describe(request, command);
        BwrapStatus status = new(request);
        if (status.IsWanted)
        {
            info = BwrapStart.Describe(request, command, status.Tell);
        }

        NamespaceProcess process = BwrapWords.Start(info, request);
        request.DeleteTemporaryFiles();
        using FileLocks locks = FileLocks.Take(process, request.LockFiles);
        int exitCode = Running.Launch.ExitCodeOf(process.WaitForExit());
        status.TellExit(exitCode);
        return exitCode;
    }
}
