using System.Globalization;
using LinuxNamespaces.Samples.NsTools.Options;
using LinuxNamespaces.Samples.NsTools.Running;

namespace LinuxNamespaces.Samples.NsTools.Nsenter;

/// <summary>What nsenter is asked for.</summary>
internal sealed class NsenterRequest
{
    private const string Follow = "follow";

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
    internal Dictionary<NamespaceTypes, NamespaceHandle?> Given { get; } = [];

    /// <summary>The descriptor of the target whose network namespace is meant.</summary>
    internal int? NetSocket { get; private set; }

    internal bool UserParent { get; private set; }

    /// <summary>Gets the user to change to; null to keep the user, or to take that of the target.</summary>
    internal uint? User { get; private set; }

    internal uint? Group { get; private set; }

    internal bool FollowsUser { get; private set; }

    internal bool FollowsGroup { get; private set; }

    internal bool PreserveCredentials { get; private set; }

    internal bool KeepCapabilities { get; private set; }

    internal bool TakesRoot { get; private set; }

    internal string? Root { get; private set; }

    /// <summary>The root directory that is given, or that of the target.</summary>
    internal string RootPath => Root ?? $"/proc/{Target}/root";

    internal bool TakesWorkingDirectory { get; private set; }

    internal string? WorkingDirectory { get; private set; }

    internal bool TakesInnerWorkingDirectory { get; private set; }

    internal string? InnerWorkingDirectory { get; private set; }

    internal bool TakesEnvironment { get; private set; }

    internal bool NoFork { get; private set; }

    internal bool JoinsCgroup { get; private set; }

    /// <summary>What is asked for is opened and looked at in the order of the command line.</summary>
    internal void Set(string option, string? argument)
    {
        if (Array.Find(Kinds, kind => kind.Option == option) is { Option: not null } kind)
        {
            Given[kind.Type] = argument is null ? Given.GetValueOrDefault(kind.Type) : Open(kind, argument);
            return;
        }

        switch (option)
        {
            case "all":
                All = true;
                break;
            case "target":
                Target = Target is null ? ParseTarget(argument!) : throw new ToolException("option --target may be given only once");
                break;
            case "net-socket":
                // A negative one is none.
                NetSocket = Numbers.ParseInt(argument!, "file descriptor") is >= 0 and int descriptor ? descriptor : null;
                break;
            case "user-parent":
                UserParent = true;
                break;
            case "setuid":
                FollowsUser = argument == Follow;
                User = FollowsUser ? null : Numbers.ParseId(argument!, "uid");
                break;
            case "setgid":
                FollowsGroup = argument == Follow;
                Group = FollowsGroup ? null : Numbers.ParseId(argument!, "gid");
                break;
            case "preserve-credentials":
                PreserveCredentials = true;
                break;
            case "keep-caps":
                KeepCapabilities = true;
                break;
            case "root":
                (TakesRoot, Root) = (true, Existing(argument));
                break;
            case "wd":
                Exclude(TakesInnerWorkingDirectory, "--wdns and --wd");
                (TakesWorkingDirectory, WorkingDirectory) = (true, Existing(argument));
                break;
            case "wdns":
                Exclude(TakesWorkingDirectory, "--wd and --wdns");
                (TakesInnerWorkingDirectory, InnerWorkingDirectory) = (true, argument);
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

    /// <summary>What lacks something.</summary>
    internal void Check()
    {
        if (Target is not null)
        {
            return;
        }

        if (All)
        {
            throw new ToolException($"stat of /proc/0/ns/user failed: {Errno.ENOENT.Description}");
        }

        // A parent is that of what is given.
        if (NetSocket is not null || Given.ContainsValue(null) || (UserParent && Given.Count == 0))
        {
            throw new ToolException("no target PID specified");
        }

        Require(!TakesRoot || Root is not null, "root");
        Require(!TakesWorkingDirectory || WorkingDirectory is not null, "cwd");
        Require(!TakesEnvironment, "environ");
        Require(!FollowsUser && !FollowsGroup, string.Empty);
        Require(!JoinsCgroup, "cgroup");

        static void Require(bool condition, string file)
        {
            if (!condition)
            {
                throw new ToolException($"neither filename nor target pid supplied for {file}");
            }
        }
    }

    private static void Exclude(bool isGiven, string options)
    {
        if (isGiven)
        {
            throw new ToolException($"options {options} cannot be combined");
        }
    }

    private static string? Existing(string? path) =>
        path is null || RawPath.Exists(path) ? path : throw new ToolException($"cannot open {path}: {Errno.ENOENT.Description}");

    private static NamespaceHandle Open((string Option, NamespaceTypes Type, string File) kind, string argument)
    {
        if (argument.StartsWith(':'))
        {
            return OpenById(argument[1..]);
        }

        NamespaceHandle handle = NsenterHandles.Open(Existing(argument)!, $"ns/{kind.File}", $"cannot open {argument}");
        return handle.Type == kind.Type ? handle : throw NsenterHandles.Refuse($"ns/{kind.File}");
    }

    private static NamespaceHandle OpenById(string text)
    {
        if (!ulong.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out ulong id))
        {
            throw new ToolException($"failed to parse nsid: {text}");
        }

        try
        {
            return NamespaceHandle.OpenById(id);
        }
        catch (LinuxException e)
        {
            throw new ToolException($"cannot open namespace of id {id}: {e.Errno.Description}");
        }
    }

    // With the inode of the pidfd, which is never used again, another process of the same number is not taken for it.
    private static int ParseTarget(string text)
    {
        string[] parts = text.Split(':', 2);
        const NumberStyles style = NumberStyles.AllowLeadingWhite | NumberStyles.AllowLeadingSign;
        ulong inode = 0;
        if (!int.TryParse(parts[0], style, CultureInfo.InvariantCulture, out int pid) || pid <= 0
            || (parts.Length > 1 && (!ulong.TryParse(parts[1], style, CultureInfo.InvariantCulture, out inode) || inode == 0)))
        {
            throw new ToolException("invalid PID argument");
        }

        return inode == 0 || NsenterHandles.IsInode(pid, inode) ? pid : throw new ToolException($"failed to obtain a valid file descriptor for PID {pid}: {Errno.ESRCH.Description}");
    }
}
