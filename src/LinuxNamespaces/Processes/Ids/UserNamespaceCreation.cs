using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Execution;

namespace LinuxNamespaces.Processes;

/// <summary>Creates user namespaces without processes.</summary>
internal static class UserNamespaceCreation
{
    /// <summary>Creates a user namespace with a process that ends at once.</summary>
    /// <param name="map">The ID maps; null for none.</param>
    /// <param name="owner">The owner; null for the caller.</param>
    /// <param name="parent">The parent, whose IDs are the outside IDs of the map; null for the caller's user namespace.</param>
    internal static NamespaceHandle Create(IdMap? map, (uint User, uint Group)? owner = null, NamespaceHandle? parent = null)
    {
        NewUserNamespace.CheckSetGroups(map);
        // The process itself writes maps that need no privilege.
        bool isOwn = owner is null && map is not null && (parent is not null || IdMaps.WritesOwnMap(map));
        NamespaceProgram program = new("create a user namespace", target: null, descriptors: 1, mapIds: map is null || isOwn ? null : processId => IdMapWriter.Write(processId, map))
        {
            Remedy = UserNamespaceRemedy.For,
        };
        if (owner is { } ids)
        {
            program.Steps.Add(SystemCall.setresgid, ids.Group, ids.Group, ids.Group);
            program.Steps.Add(SystemCall.setresuid, ids.User, ids.User, ids.User);
        }

        if (parent is not null)
        {
            program.Enter(parent);
        }

        program.Steps.Add(SystemCall.unshare, StepArgument.Named(Linux.CLONE_NEWUSER, "CLONE_NEWUSER"));
        if (parent is not null)
        {
            // An undumpable process cannot open its own maps. Root of the parent namespace could take the reply pipe of this process now, but has all
            // capabilities in the new namespace anyway.
            program.Steps.Add(SystemCall.prctl, StepArgument.Named(Linux.PR_SET_DUMPABLE, "PR_SET_DUMPABLE"), 1);
        }

        if (isOwn)
        {
            WriteOwn(program, map!);
        }
        else if (map is not null)
        {
            program.AwaitIdMaps();
        }

        program.OpenIn(0, "/proc/self/ns/user", Linux.O_RDONLY);
        using NamespaceProgramResult result = program.Run();
        return result.TakeNamespace(0);
    }

    private static void WriteOwn(NamespaceProgram program, IdMap map)
    {
        if (map.Groups.Count > 0 || map.AllowSetGroups == false)
        {
            program.WriteFile("/proc/self/setgroups", "deny");
        }

        if (map.Users.Count > 0)
        {
            program.WriteFile("/proc/self/uid_map", IdMap.Format(map.Users));
        }

        if (map.Groups.Count > 0)
        {
            program.WriteFile("/proc/self/gid_map", IdMap.Format(map.Groups));
        }
    }
}
