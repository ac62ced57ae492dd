using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>The id maps of the new user namespace, and its owner; user_namespaces(7).</summary>
internal sealed class IdMaps(SetupContext context) : ProcessFeature(context)
{
    private StepArgument _ownProc;

    /// <summary>Whether a process needs no privilege to write the map of the user namespace that it has created.</summary>
    internal static bool WritesOwnMap(IdMap map) => map.IsOwn(Libc.geteuid(), Libc.getegid()) && map.AllowSetGroups != true;

    internal override void CheckUsage()
    {
        RequireNew(Info.IdMap is not null, NamespaceTypes.User, nameof(Info.IdMap));
        RequireNew(Info.UserNamespaceOwner is not null, NamespaceTypes.User, nameof(Info.UserNamespaceOwner));
        if (Info.IdMap is { Users.Count: 0, Groups.Count: 0, AllowSetGroups: null, IsUnmapped: false })
        {
            throw new ArgumentException("The id map contains neither users nor groups. Use IdMap.Unmapped to map none.");
        }
    }

    /// <summary>Chooses the maps that are written.</summary>
    internal void Choose()
    {
        Context.Map = NewUserNamespace.MapOf(Info);
        NewUserNamespace.CheckSetGroups(Context.Map);
    }

    /// <summary>Opens the files of the maps, since the file system may be another one later.</summary>
    internal void Open()
    {
        if (Context.New.HasFlag(NamespaceTypes.User) && Context.Map is not null && !Context.MapsIdsFromOutside)
        {
            _ownProc = Context.Open("own /proc", "/proc/self", Linux.O_PATH);
        }
    }

    internal void Compile()
    {
        if (!Context.New.HasFlag(NamespaceTypes.User) || Context.Map is not { } map)
        {
            return;
        }

        Context.Stage = ProcessStage.MapIds;
        if (Context.MapsIdsFromOutside)
        {
            Context.WaitForCaller();
            return;
        }

        Write(Context, _ownProc, string.Empty, map);
        Context.CloseIfConfined(_ownProc);
    }

    /// <summary>Writes a map into the files of a process.</summary>
    /// <param name="directory">A directory of /proc.</param>
    /// <param name="prefix">Where the files are in it.</param>
    internal static void Write(SetupContext context, StepArgument directory, string prefix, IdMap map)
    {
        if (map.Groups.Count > 0 || map.AllowSetGroups == false)
        {
            context.WriteTo(directory, $"{prefix}setgroups", "deny");
        }

        WriteRanges("uid_map", map.Users);
        WriteRanges("gid_map", map.Groups);

        // The kernel refuses an empty map (EINVAL).
        void WriteRanges(string file, IReadOnlyList<IdRange> ranges)
        {
            if (ranges.Count > 0)
            {
                context.WriteTo(directory, prefix + file, IdMap.Format(ranges));
            }
        }
    }

    internal override string? Explain(in FailedStep step) =>
        step.Stage == ProcessStage.MapIds && Info.IdMap is { } map ? IdMapRemedy.ForMap(step.Errno, "uid_map", map.Users) : null;
}
