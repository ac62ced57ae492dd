using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Execution;

namespace LinuxNamespaces.Processes;

/// <summary>A user namespace without processes.</summary>
internal static class UserNamespaceCreation
{
    /// <summary>Creates one by a process that ends at once.</summary>
    /// <param name="map">Its id maps; null leaves it without.</param>
    /// <param name="owner">Whom it belongs to; null is the caller.</param>
    /// <param name="parent">The user namespace that it is created in, whose ids the map names outside; null is that of the caller.</param>
    internal static NamespaceHandle Create(IdMap? map, (uint User, uint Group)? owner = null, NamespaceHandle? parent = null)
    {
        NewUserNamespace.CheckSetGroups(map);
        // What needs no privilege its creator writes himself.
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
            // A process that is hidden cannot open its own maps. It has nothing of ours but what it answers by; root of the parent, who could now
            // take that, has every right in the new namespace anyway.
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
