namespace LinuxNamespaces.Processes;

/// <summary>Determines the ID maps of a new user namespace, and whether they can be written.</summary>
internal static class NewUserNamespace
{
    private const string Operation = "create a user namespace in which setgroups(2) is allowed (IdMap.AllowSetGroups)";

    /// <summary>Gets the maps to write; null if there are none.</summary>
    internal static IdMap? MapOf(NamespaceProcessStartInfo info)
    {
        if (!info.NewNamespaces.HasFlag(NamespaceTypes.User) || info.IdMap is { IsUnmapped: true })
        {
            return null;
        }

        return info.IdMap ?? (info.UserNamespaceOwner is { } owner
            ? new IdMap { Users = [new IdRange(owner.User, owner.User)], Groups = [new IdRange(owner.Group, owner.Group)] }
            : IdMap.CurrentUser);
    }

    /// <summary>Rejects maps for which the kernel or newgidmap(1) would deny setgroups(2). See user_namespaces(7).</summary>
    internal static void CheckSetGroups(IdMap? map)
    {
        if (map is not { AllowSetGroups: true })
        {
            return;
        }

        if (!CallerAllowsSetGroups())
        {
            throw new LinuxException(Errno.EPERM, Operation, null, "The user namespace of the caller denies it, and so does every user namespace in it.");
        }

        if (map.Groups.Count > 0 && !IdMapWriter.IsPrivileged && !map.Groups.Any(IsSubordinate))
        {
            throw new LinuxException(
                Errno.EPERM, Operation, null,
                $"Without CAP_SETUID and CAP_SETGID the map of groups has to contain ids that {SubordinateIds.GroupFile} gives to the user; otherwise newgidmap(1) denies it.");
        }
    }

    /// <summary>Translates a map with the caller's IDs for a user namespace that is created in another one.</summary>
    /// <param name="map">The map, whose outside IDs are those of the caller's user namespace.</param>
    /// <param name="parent">The user namespace that the new one is created in.</param>
    /// <exception cref="LinuxException">The parent does not have one of the ids.</exception>
    internal static IdMap Translate(IdMap map, UserNamespace parent)
    {
        IdMap translated = new() { AllowSetGroups = map.AllowSetGroups };
        translated = map.Users.Count == 0 ? translated : translated with { Users = Translate(map.Users, parent.GetUsers(), "user") };
        return map.Groups.Count == 0 ? translated : translated with { Groups = Translate(map.Groups, parent.GetGroups(), "group") };
    }

    /// <summary>Translates ranges into the IDs of a user namespace, and splits them if needed.</summary>
    internal static List<IdRange> Translate(IReadOnlyList<IdRange> ranges, IReadOnlyList<IdRange> parent, string kind)
    {
        List<IdRange> translated = [];
        foreach (IdRange range in ranges)
        {
            for (uint done = 0; done < range.Count;)
            {
                uint outside = range.Outside + done;
                IdRange? found = null;
                foreach (IdRange candidate in parent)
                {
                    found = candidate.Outside != IdMapReader.Nobody && outside >= candidate.Outside && outside - candidate.Outside < candidate.Count ? candidate : found;
                }

                if (found is not { } there)
                {
                    throw new LinuxException(
                        Errno.EPERM, $"map {kind} {outside} of the caller", null,
                        $"A namespace that is joined belongs to a user namespace of this program, which has the caller's own {kind} only. The new user namespace is created inside, and can map no other.");
                }

                uint offset = outside - there.Outside;
                uint count = Math.Min(range.Count - done, there.Count - offset);
                translated.Add(new IdRange(range.Inside + done, there.Inside + offset, count));
                done += count;
            }
        }

        return translated;
    }

    private static bool CallerAllowsSetGroups() => !File.ReadAllText("/proc/self/setgroups").StartsWith("deny", StringComparison.Ordinal);

    private static bool IsSubordinate(IdRange range) =>
        SubordinateIds.GetGroups().Any(given => range.Outside >= given.First && (ulong)range.Outside + range.Count <= (ulong)given.First + given.Count);
}
