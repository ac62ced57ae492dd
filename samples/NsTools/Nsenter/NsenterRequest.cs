using System.Globalization;
using LinuxNamespaces.Samples.NsTools.Options;

namespace LinuxNamespaces.Samples.NsTools.Nsenter;

/// <summary>What nsenter is asked for.</summary>
internal sealed class NsenterRequest
{
    // In the order in which they are shown and checked.
    internal static readonly (string Option, NamespaceTypes Type, string File)[] Kinds =
    [
        ("user", NamespaceTypes.User, "user"), ("cgroup", NamespaceTypes.Cgroup, "cgroup"), ("ipc", NamespaceTypes.Ipc, "ipc"),
        ("uts", NamespaceTypes.Uts, "uts"), ("net", NamespaceTypes.Network, "net"), ("pid", NamespaceTypes.Pid, "pid"),
        ("mount", NamespaceTypes.Mount, "mnt"), ("time", NamespaceTypes.Time, "time"),
    ];

    internal bool All { get; private set; }

    internal int? Target { get; private set; }

    /// <summary>The namespaces that are asked for; null is that of the target.</summary>
    internal Dictionary<NamespaceTypes, string?> Files { get; } = [];

    /// <summary>The descriptor of the target whose network namespace is meant.</summary>
    internal int? NetSocket { get; private set; }

    internal bool UserParent { get; private set; }

    internal string? User { get; private set; }

    internal string? Group { get; private set; }

    internal bool PreserveCredentials { get; private set; }

    internal bool KeepCapabilities { get; private set; }

    internal bool TakesRoot { get; private set; }

    internal string? Root { get; private set; }

    internal bool TakesWorkingDirectory { get; private set; }

    internal string? WorkingDirectory { get; private set; }

    internal string? InnerWorkingDirectory { get; private set; }

    internal bool TakesEnvironment { get; private set; }

    internal bool NoFork { get; private set; }

    internal bool JoinsCgroup { get; private set; }

    internal void Set(string option, string? argument)
    {
        if (Array.Find(Kinds, kind => kind.Option == option) is { Option: not null } kind)
        {
            Files[kind.Type] = argument ?? Files.GetValueOrDefault(kind.Type);
            return;
        }

        switch (option)
        {
            case "all":
                All = true;
                break;
            case "target":
                Target = ParseTarget(argument!);
                break;
            case "net-socket":
                NetSocket = (int)Numbers.ParseId(argument!, "file descriptor");
                break;
            case "user-parent":
                UserParent = true;
                break;
            case "setuid":
                User = argument;
                break;
            case "setgid":
                Group = argument;
                break;
            case "preserve-credentials":
                PreserveCredentials = true;
                break;
            case "keep-caps":
                KeepCapabilities = true;
                break;
            case "root":
                (TakesRoot, Root) = (true, argument);
                break;
            case "wd":
                (TakesWorkingDirectory, WorkingDirectory) = (true, argument);
                break;
            case "wdns":
                InnerWorkingDirectory = argument;
                break;
            case "env":
                TakesEnvironment = true;
                break;
            case "no-fork":
                NoFork = true;
                break;
            case "follow-context":
                // Without SELinux there is no context.
                break;
            case "join-cgroup":
                JoinsCgroup = true;
                break;
            default:
                throw new ToolException($"--{option} is not supported");
        }
    }

    /// <summary>What cannot go together, or lacks something.</summary>
    internal void Check()
    {
        if (TakesWorkingDirectory && InnerWorkingDirectory is not null)
        {
            throw new ToolException("mutually exclusive arguments: --wdns --wd");
        }

        if (Target is not null)
        {
            return;
        }

        if (All)
        {
            throw new ToolException("no target PID specified for --all");
        }

        if (NetSocket is not null)
        {
            throw new ToolException("no target PID specified for --net-socket");
        }

        foreach ((string option, NamespaceTypes type, string file) in Kinds)
        {
            Require(!Files.TryGetValue(type, out string? path) || path is not null, $"ns/{file}");
        }

        Require(!TakesRoot || Root is not null, "root");
        Require(!TakesWorkingDirectory || WorkingDirectory is not null, "cwd");
        Require(!TakesEnvironment, "environ");
        Require(!JoinsCgroup, "cgroup");

        static void Require(bool condition, string file)
        {
            if (!condition)
            {
                throw new ToolException($"neither filename nor target pid supplied for {file}");
            }
        }
    }

    // With the inode of the pidfd, which is never used again, another process of the same number is not taken for it.
    private static int ParseTarget(string text)
    {
        string[] parts = text.Split(':', 2);
        int pid = int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 ? number : throw new ToolException($"failed to parse pid: '{text}'");
        return parts.Length == 1 || Processes.NamespaceProcess.Inode(pid) == (ulong)Numbers.ParseLong(parts[1], "pidfd inode")
            ? pid
            : throw new ToolException($"pidfd inode {parts[1]} not found for pid {pid}");
    }
}
