using LinuxNamespaces.Processes;
using LinuxNamespaces.Samples.NsTools.Running;

namespace LinuxNamespaces.Samples.NsTools.Unshare;

/// <summary>What the library is to do for unshare.</summary>
internal static class UnshareStart
{
    private static readonly NamespaceTypes[] s_order =
    [
        NamespaceTypes.User, NamespaceTypes.Cgroup, NamespaceTypes.Ipc, NamespaceTypes.Uts, NamespaceTypes.Network, NamespaceTypes.Pid, NamespaceTypes.Mount, NamespaceTypes.Time,
    ];

    internal static NamespaceProcessStartInfo Describe(UnshareRequest request, IReadOnlyList<string> operands)
    {
        (string program, string[] arguments, string? name) = Launch.ProgramOf(operands);
        NamespaceProcessStartInfo info = new(program, arguments)
        {
            ArgumentZero = name,
            NewNamespaces = request.New,
            IdMap = MapOf(request),
            UserNamespaceOwner = request.Owner,
            PreserveCredentials = true,
            UserId = request.User,
            GroupId = request.Group,
            SupplementaryGroups = request.Group is null ? null : [],
            Capabilities = request.KeepCapabilities && request.New.HasFlag(NamespaceTypes.User) ? AllKept() : null,
            TimeOffsets = (request.Monotonic ?? request.Boottime) is null ? null
                : new TimeOffsets { Monotonic = Seconds(request.Monotonic ?? 0), Boottime = Seconds(request.Boottime ?? 0) },
            MountPropagation = request.Propagation,
            Root = request.Root is null ? null : ProcessRoot.Chroot(request.Root),
            WorkingDirectory = request.WorkingDirectory,
            ParentDeathSignal = request.KillChild,
            InheritDescriptors = true,
            ClearEnvironment = request.ClearEnvironment,
        };
        if (request.ClearEnvironment)
        {
            IReadOnlyDictionary<string, string> variables = LinuxText.GetEnvironmentVariables();
            foreach (string variable in request.KeptVariables)
            {
                info.Environment[variable] = variables.GetValueOrDefault(variable);
            }
        }

        AddMounts(request, info);
        AddPins(request, info);
        return info;
    }

    private static IdMap? MapOf(UnshareRequest request)
    {
        List<IdRange> users = request.Users.ToRanges(UserDatabase.User);
        List<IdRange> groups = request.Groups.ToRanges(UserDatabase.Group);
        bool? allow = groups.Count > 0 ? request.AllowSetGroups ?? request.MapsGroupsFromOutside : request.AllowSetGroups;
        if (!request.New.HasFlag(NamespaceTypes.User))
        {
            return null;
        }

        if (users.Count == 0 && groups.Count == 0 && allow is null)
        {
            return IdMap.Unmapped;
        }

        try
        {
            IdMap map = new() { AllowSetGroups = allow };
            map = users.Count > 0 ? map with { Users = users } : map;
            return groups.Count > 0 ? map with { Groups = groups } : map;
        }
        catch (ArgumentException e)
        {
            throw new ToolException($"{UnshareWords.DescribeMap(e.ParamName == nameof(IdMap.Users) ? "uid_map" : "gid_map")}: {Errno.EINVAL.Description}");
        }
    }

    // More than any clock can be set to, which the kernel is to refuse.
    private static TimeSpan Seconds(long seconds) => TimeSpan.FromSeconds(Math.Clamp(seconds, -int.MaxValue * 10L, int.MaxValue * 10L));

    private static CapabilitySets AllKept() => new() { Ambient = CapabilitySets.GetSupported() };

    private static void AddMounts(UnshareRequest request, NamespaceProcessStartInfo info)
    {
        if (request.ProcMount is { } proc)
        {
            RequirePlace(request, proc);
            info.Mounts.Add(Mount.Proc(Path.GetFullPath(proc)));
            info.Mounts.Add(Mount.Propagation(Path.GetFullPath(proc), MountPropagation.Private));
        }

        if (request.BinfmtMount is { } binfmt)
        {
            if (request.ProcMount is null)
            {
                RequirePlace(request, binfmt);
            }

            info.Mounts.Add(Mount.FileSystem("binfmt_misc", binfmt));
            AddInterpreter(request, info);
        }
    }

    // A program that the kernel is to open at once (flag F) is looked for outside of the new root directory.
    private static void AddInterpreter(UnshareRequest request, NamespaceProcessStartInfo info)
    {
        if (request.Interpreter is null)
        {
            return;
        }

        IList<Mount> mounts = info.Mounts;
        if (request.Root is not null)
        {
            mounts = info.MountsBeforeRoot;
            mounts.Add(Mount.FileSystem("binfmt_misc", UnshareRequest.UsualBinfmt));
        }

        mounts.Add(Mount.Write(request.Register, LinuxText.Encode(request.Interpreter)));
    }

    private static bool MayMount(UnshareRequest request) => request.New.HasFlag(NamespaceTypes.User) || CapabilitySets.GetPermittedOfCaller().Contains(Capability.SysAdmin);

    // Nothing is created for it.
    private static void RequirePlace(UnshareRequest request, string directory)
    {
        if (directory.Length == 0 || (request.Root is { } root && MayMount(request) && !RawPath.Exists(Path.Join(root, directory))))
        {
            throw new ToolException($"mount {directory} failed: {Errno.ENOENT.Description}");
        }
    }

    private static void AddPins(UnshareRequest request, NamespaceProcessStartInfo info)
    {
        if (request.Files.Count == 0)
        {
            return;
        }

        foreach ((NamespaceTypes type, string file) in request.Files.OrderBy(entry => Array.IndexOf(s_order, entry.Key)))
        {
            bool isMissing = !Path.Exists(file) || (type == NamespaceTypes.Pid && !request.Fork);
            if ((isMissing || Directory.Exists(file)) && MayMount(request))
            {
                throw new ToolException($"mount {UnshareWords.FileOf(type)} on {file} failed: {(isMissing ? Errno.ENOENT : Errno.ENOTDIR).Description}");
            }

            // Without a child, the PID namespace has no first process.
            if (type != NamespaceTypes.Pid || request.Fork)
            {
                info.PinNamespaces.Add(type, file);
            }
        }
    }
}
