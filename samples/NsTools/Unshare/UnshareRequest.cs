using System.Runtime.InteropServices;
using LinuxNamespaces.Processes;
using LinuxNamespaces.Samples.NsTools.Options;
using LinuxNamespaces.Samples.NsTools.Running;

namespace LinuxNamespaces.Samples.NsTools.Unshare;

/// <summary>What unshare is asked for.</summary>
internal sealed class UnshareRequest
{
    internal const string UsualBinfmt = "/proc/sys/fs/binfmt_misc";

    internal NamespaceTypes New { get; private set; }

    internal Dictionary<NamespaceTypes, string> Files { get; } = [];

    internal IdMapRequest Users { get; } = new("/proc/self/uid_map", SubordinateIds.GetUsers, "/etc/subuid");

    internal IdMapRequest Groups { get; } = new("/proc/self/gid_map", SubordinateIds.GetGroups, "/etc/subgid");

    internal bool? AllowSetGroups { get; private set; }

    /// <summary>Whether the map of groups is written with privilege, or by newgidmap(1), so that setgroups need not be denied.</summary>
    internal bool MapsGroupsFromOutside => Groups.HasRanges || Owner is not null;

    internal (uint User, uint Group)? Owner { get; private set; }

    internal bool KeepCapabilities { get; private set; }

    internal bool Fork { get; private set; }

    internal bool ForwardSignals { get; private set; }

    internal PosixSignal? KillChild { get; private set; }

    internal string? ProcMount { get; private set; }

    internal string? BinfmtMount { get; private set; }

    internal string? Interpreter { get; private set; }

    /// <summary>The file that takes the interpreter.</summary>
    internal string Register => $"{(Root is null ? BinfmtMount : UsualBinfmt)}/register";

    internal MountPropagation Propagation { get; private set; } = MountPropagation.Private;

    internal string? Root { get; private set; }

    internal string? WorkingDirectory { get; private set; }

    internal uint? User { get; private set; }

    internal uint? Group { get; private set; }

    internal long? Monotonic { get; private set; }

    internal long? Boottime { get; private set; }

    internal bool ClearEnvironment { get; private set; }

    internal string[] KeptVariables { get; private set; } = [];

    internal void Unshare(NamespaceTypes kind, string? file = null)
    {
        New |= kind;
        if (file is not null)
        {
            Files[kind] = file;
        }
    }

    internal void Set(string option, string? argument)
    {
        if (!SetIds(option, argument) && !SetFileSystem(option, argument))
        {
            SetRest(option, argument);
        }
    }

    /// <summary>What cannot go together.</summary>
    internal void Check()
    {
        if ((Monotonic ?? Boottime) is not null && !New.HasFlag(NamespaceTypes.Time))
        {
            throw new ToolException("options --monotonic and --boottime require unsharing of a time namespace (-T)");
        }

        if (AllowSetGroups is { } allow && !New.HasFlag(NamespaceTypes.User))
        {
            CheckOwnSetGroups(allow);
        }

        if (AllowSetGroups == true && Groups.Single is not null && !MapsGroupsFromOutside)
        {
            throw new ToolException("options --setgroups=allow and --map-group are mutually exclusive");
        }

        if (Owner is not null && !CapabilitySets.GetPermittedOfCaller().Contains(Capability.Setgid))
        {
            throw new ToolException($"setgroups failed: {Errno.EPERM.Description}");
        }
    }

    // Of the user namespace that the tool is in it cannot be denied any more, nor the file be opened without privilege.
    private void CheckOwnSetGroups(bool allow)
    {
        bool isPrivileged = CapabilitySets.GetPermittedOfCaller().Contains(Capability.SysAdmin);
        if (isPrivileged && !allow)
        {
            throw new ToolException($"write failed /proc/self/setgroups: {Errno.EPERM.Description}");
        }

        if (!isPrivileged && New == NamespaceTypes.None)
        {
            throw new ToolException($"cannot open /proc/self/setgroups: {Errno.EACCES.Description}");
        }
    }

    private bool SetIds(string option, string? argument)
    {
        switch (option)
        {
            case "map-user":
                Users.Single = UserDatabase.ParseUser(argument!);
                break;
            case "map-group":
                Groups.Single = UserDatabase.ParseGroup(argument!);
                break;
            case "map-root-user":
                (Users.Single, Groups.Single) = (0, 0);
                break;
            case "map-current-user":
                (Users.Single, Groups.Single) = (UserDatabase.User, UserDatabase.Group);
                break;
            case "map-users":
                Users.Add(argument!);
                break;
            case "map-groups":
                Groups.Add(argument!);
                break;
            case "map-auto" or "map-subids":
                Users.Add(option["map-".Length..]);
                Groups.Add(option["map-".Length..]);
                break;
            case "owner":
                uint?[] ids = [.. argument!.Split(':').Select(Numbers.TryParseId)];
                Owner = ids is [{ } user, { } group] ? (user, group) : throw new ToolException("failed to parse owner");
                break;
            default:
                return false;
        }

        Unshare(NamespaceTypes.User);
        return true;
    }

    private bool SetFileSystem(string option, string? argument)
    {
        switch (option)
        {
            case "mount-proc":
                Unshare(NamespaceTypes.Mount);
                ProcMount = argument ?? "/proc";
                return true;
            case "mount-binfmt":
                MountBinfmt(argument);
                return true;
            case "load-interp":
                MountBinfmt(BinfmtMount);
                Interpreter = argument;
                return true;
            case "propagation":
                Propagation = argument switch
                {
                    "slave" => MountPropagation.Slave,
                    "shared" => MountPropagation.Shared,
                    "private" => MountPropagation.Private,
                    "unchanged" => MountPropagation.Unchanged,
                    _ => throw new ToolException($"unsupported propagation mode: {argument}"),
                };
                return true;
            case "root":
                Root = argument;
                return true;
            case "wd":
                WorkingDirectory = argument;
                return true;
            default:
                return false;
        }
    }

    private void SetRest(string option, string? argument)
    {
        switch (option)
        {
            case "setgroups":
                AllowSetGroups = argument switch { "allow" => true, "deny" => false, _ => throw new ToolException($"unsupported --setgroups argument '{argument}'") };
                break;
            case "setuid":
                User = Numbers.ParseId(argument!, "uid");
                break;
            case "setgid":
                Group = Numbers.ParseId(argument!, "gid");
                break;
            case "keep-caps":
                KeepCapabilities = true;
                break;
            case "fork":
                Fork = true;
                break;
            case "kill-child":
                Fork = true;
                KillChild = Signals.Parse(argument ?? "KILL");
                break;
            case "forward-signals":
                Fork = true;
                ForwardSignals = true;
                break;
            case "monotonic":
                Monotonic = Numbers.ParseLong(argument!, "monotonic offset");
                break;
            case "boottime":
                Boottime = Numbers.ParseLong(argument!, "boottime offset");
                break;
            case "clear-env":
                ClearEnvironment = true;
                break;
            case "whitelist-env":
                ClearEnvironment = true;
                KeptVariables = [.. KeptVariables, .. argument!.Split(',', StringSplitOptions.RemoveEmptyEntries)];
                break;
        }
    }

    private void MountBinfmt(string? directory)
    {
        Unshare(NamespaceTypes.User | NamespaceTypes.Mount);
        BinfmtMount = directory ?? UsualBinfmt;
        // It is in a /proc of the new namespaces.
        ProcMount ??= directory is null ? "/proc" : null;
    }
}
