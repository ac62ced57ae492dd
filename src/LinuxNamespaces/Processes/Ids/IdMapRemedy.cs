using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>Explains why the IDs of a user namespace could not be mapped.</summary>
internal static class IdMapRemedy
{
    /// <summary>Explains why the kernel rejected a map; user_namespaces(7).</summary>
    /// <param name="file">The file of the map, such as <c>uid_map</c>; the map of the caller has the same name.</param>
    internal static string? ForMap(Errno errno, string file, IReadOnlyList<IdRange> ranges) =>
        errno == Errno.EPERM && ranges.FirstOrDefault(range => ProcSelf.Maps(file, range.Outside, range.Count) == false) is { Count: > 0 } missing
            ? $"The ids outside of the range '{missing}' are not all mapped in the caller's own user namespace."
        : errno == Errno.EPERM && ranges.Any(range => range.Outside == 0) && file == "uid_map" && !RightsOver.Has(Linux.CAP_SETFCAP)
            ? "Mapping user 0 needs CAP_SETFCAP (kernel 5.12)."
        : null;

    /// <summary>Explains why newuidmap(1) or newgidmap(1) failed.</summary>
    /// <param name="file">The file that gives ids to users: /etc/subuid or /etc/subgid.</param>
    internal static string? ForHelper(string program, IReadOnlyList<IdRange> ranges, string file)
    {
        if (FileFacts.TryRead(program) is { } facts)
        {
            if (!facts.HasSetUserId && !FileFacts.HasCapabilities(program))
            {
                return $"The program {program} has neither the set-user-ID bit nor capabilities of its own: reinstall the package uidmap (shadow-utils).";
            }

            if (facts.IsMountedNoSuid)
            {
                return $"The file system of {program} is mounted nosuid, so that the program does not get its rights.";
            }
        }

        if (ProcSelf.HasNoNewPrivileges)
        {
            return $"The caller has no_new_privs set, so that {program} does not get its rights.";
        }

        uint own = file == SubordinateIds.UserFile ? Libc.geteuid() : Libc.getegid();
        // With another source of subordinate IDs, such as a directory server, the file is not complete.
        return !ComesFromElsewhere() && ranges.Where(range => range.Count != 1 || range.Outside != own).FirstOrDefault(range => !IsGiven(SubordinateIds.Given(file), range)) is { Count: > 0 } missing
            ? $"{file} does not give all ids outside of the range '{missing}' to the user: it needs one line for each range, USER:FIRST:COUNT."
            : null;
    }

    /// <summary>Determines whether the ranges of a user, which may be adjacent, contain all IDs of a range.</summary>
    internal static bool IsGiven(IReadOnlyList<(uint First, uint Count)> given, IdRange range)
    {
        ulong next = range.Outside;
        foreach ((uint first, uint count) in given.OrderBy(line => line.First))
        {
            if (first <= next && next < (ulong)first + count)
            {
                next = (ulong)first + count;
            }
        }

        return next >= (ulong)range.Outside + range.Count;
    }

    private static bool ComesFromElsewhere() => ProcSelf.TryRead("/etc/nsswitch.conf")?.Split('\n').Any(line => line.TrimStart().StartsWith("subid:", StringComparison.Ordinal)) == true;
}
