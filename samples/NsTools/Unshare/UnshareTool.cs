using System.Runtime.InteropServices;
using LinuxNamespaces.Processes;
using LinuxNamespaces.Samples.NsTools.Options;
using LinuxNamespaces.Samples.NsTools.Running;

namespace LinuxNamespaces.Samples.NsTools.Unshare;

/// <summary>Runs a program in new namespaces; unshare(1).</summary>
internal sealed class UnshareTool : Tool
{
    private static readonly Dictionary<string, NamespaceTypes> s_kinds = new(StringComparer.Ordinal)
    {
        ["mount"] = NamespaceTypes.Mount,
        ["uts"] = NamespaceTypes.Uts,
        ["ipc"] = NamespaceTypes.Ipc,
        ["net"] = NamespaceTypes.Network,
        ["pid"] = NamespaceTypes.Pid,
        ["user"] = NamespaceTypes.User,
        ["cgroup"] = NamespaceTypes.Cgroup,
        ["time"] = NamespaceTypes.Time,
    };

    internal override string Name => "unshare";

    internal override string Synopsis => "[options] [<program> [<argument>...]]";

    internal override string Purpose => "Run a program with some namespaces unshared from the parent.";

    internal override Option[] Options => UnshareOptions.All;

    internal override int Run(string[] args)
    {
        UnshareRequest request = new();
        OptionParser parser = new(Options, stopsAtFirstOperand: true);
        foreach ((Option option, string? argument) in parser.Parse(args))
        {
            if (option.Long is "help" or "version")
            {
                Information.Write(this, option.Long);
                return 0;
            }

            if (s_kinds.TryGetValue(option.Long, out NamespaceTypes kind))
            {
                request.Unshare(kind, argument);
            }
            else
            {
                request.Set(option.Long, argument);
            }
        }

        request.Check();
        if (request.Root is { } root && !RawPath.IsDirectory(root) && request.New == NamespaceTypes.None)
        {
            throw new ToolException($"cannot change root directory to '{root}': {(RawPath.Exists(root) ? Errno.ENOTDIR : Errno.ENOENT).Description}");
        }

        if (request.WorkingDirectory is "")
        {
            throw new ToolException($"cannot change directory to : {Errno.ENOENT.Description}");
        }

        NamespaceProcessStartInfo info = UnshareStart.Describe(request, parser.Operands);
        if (request.Fork)
        {
            PosixSignal[] forwarded = request.ForwardSignals ? [PosixSignal.SIGTERM, PosixSignal.SIGINT] : [];
            return Launch.Wait(info, step => UnshareWords.Describe(step, info, request), forwarded);
        }

        return Launch.Exec(info, Name, step => UnshareWords.Describe(step, info, request));
    }
}
