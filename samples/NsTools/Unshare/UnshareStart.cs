using System.Text;
using LinuxNamespaces.Processes;
using LinuxNamespaces.Samples.NsTools.Running;

namespace LinuxNamespaces.Samples.NsTools.Unshare;

/// <summary>What the library is to do for unshare.</summary>
internal static class UnshareStart
{
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
                : new TimeOffsets(TimeSpan.FromSeconds(request.Monotonic ?? 0), TimeSpan.FromSeconds(request.Boottime ?? 0)),
            MountPropagation = request.Propagation,
            Root = request.Root is null ? null : ProcessRoot.Chroot(request.Root),
            WorkingDirectory = request.WorkingDirectory,
            ParentDeathSignal = request.KillChild,
            InheritDescriptors = true,
            ClearEnvironment = request.ClearEnvironment,
        };
        foreach (string variable in request.KeptVariables.Where(_ => request.ClearEnvironment))
        {
            info.Environment[variable] = Environment.GetEnvironmentVariable(variable);
        }

        AddMounts(request, info);
        AddPins(request, info);
        return info;
    }

    private static IdMap? MapOf(UnshareRequest request)
    {
        IReadOnlyList<IdRange> users = request.Users.ToRanges(UserDatabase.User);
        IReadOnlyList<IdRange> groups = request.Groups.ToRanges(UserDatabase.Group);
        bool? allow = request.Groups.Single is null ? request.AllowSetGroups : false;
        if (!request.New.HasFlag(NamespaceTypes.User) || (users.Count == 0 && groups.Count == 0 && allow is null))
        {
            return null;
        }

        IdMap map = new() { AllowSetGroups = allow };
        map = users.Count > 0 ? map with { Users = users } : map;
        return groups.Count > 0 ? map with { Groups = groups } : map;
    }

    private static CapabilitySets AllKept() => new() { Ambient = CapabilitySets.Supported };

    private static void AddMounts(UnshareRequest request, NamespaceProcessStartInfo info)
    {
        if (request.BinfmtMount is { } binfmt)
        {
            info.Mounts.Add(Mount.FileSystem("binfmt_misc", binfmt));
            if (request.Interpreter is { } interpreter)
            {
                info.Mounts.Add(Mount.Write($"{binfmt}/register", Encoding.UTF8.GetBytes(interpreter)));
            }
        }

        if (request.ProcMount is { } proc)
        {
            info.Mounts.Add(Mount.Proc(Path.GetFullPath(proc)));
            info.Mounts.Add(Mount.Propagation(Path.GetFullPath(proc), MountPropagation.Private));
        }
    }

    private static void AddPins(UnshareRequest request, NamespaceProcessStartInfo info)
    {
        foreach ((NamespaceTypes type, string file) in request.Files)
        {
            bool isMissing = !Path.Exists(file) || (type == NamespaceTypes.Pid && !request.Fork);
            if ((isMissing || Directory.Exists(file)) && (request.New.HasFlag(NamespaceTypes.User) || CapabilitySets.OfCaller.Contains(Capability.SysAdmin)))
            {
                throw new ToolException($"mount {UnshareWords.FileOf(type)} on {file} failed: {(isMissing ? Errno.ENOENT : Errno.ENOTDIR).Description}");
            }

            info.PinNamespaces.Add(type, file);
        }
    }
}
