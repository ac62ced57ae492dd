using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Inspection;

/// <summary>Determines what this process cannot see because of its own namespaces.</summary>
internal static class ScanLimits
{
    // linux/nsfs.h: the first namespaces have fixed numbers.
    private const ulong FirstUserNamespace = 0xeffffffd;
    private const ulong FirstPidNamespace = 0xeffffffc;

    /// <summary>Determines whether the kernel lists all namespaces for this process.</summary>
    internal static bool IsToldAll()
    {
        using NamespaceHandle users = NamespaceHandle.Open("/proc/thread-self/ns/user");
        using NamespaceHandle processes = NamespaceHandle.Open("/proc/thread-self/ns/pid");
        return Privilege.HasSysAdmin && users.Identity.Inode == FirstUserNamespace && processes.Identity.Inode == FirstPidNamespace;
    }

    /// <param name="proc">The directory /proc.</param>
    /// <param name="numbersAreOwn">Whether the IDs in it are those of this process's PID namespace.</param>
    /// <param name="longestMountList">The maximum length of a list of mounts.</param>
    internal static IEnumerable<BlindSpot> Find(ProcDirectory proc, bool numbersAreOwn, int longestMountList)
    {
        if (!numbersAreOwn || IsBelow("pid", FirstPidNamespace, proc))
        {
            yield return new BlindSpot(BlindSpotKind.Processes, "/proc belongs to a nested PID namespace and shows only the processes in it and below.");
        }

        if (IsBelow("user", FirstUserNamespace, proc))
        {
            yield return new BlindSpot(BlindSpotKind.Relations, "This process is in a nested user namespace and cannot see those above it.");
        }

        if (!Privilege.HasPtrace && ProcText.HidesProcesses(proc.TryRead("thread-self/mountinfo", longestMountList)))
        {
            yield return new BlindSpot(BlindSpotKind.Processes, "/proc is mounted with hidepid and may not show the processes of other users. Members of its group and callers with CAP_SYS_PTRACE see them.");
        }
    }

    private static bool IsBelow(string kind, ulong first, ProcDirectory proc)
    {
        Span<byte> link = stackalloc byte[64];
        int length = proc.ReadLink($"thread-self/ns/{kind}", link);
        return length > 0 && ProcText.TryParseNamespace(link[..length], out _, out ulong inode) && inode != first;
    }
}
