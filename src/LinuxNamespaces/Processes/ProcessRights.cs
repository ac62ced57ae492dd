using System.Globalization;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>
/// Whether the caller has the rights to what is asked for, but for namespaces. What only the kernel can tell is left to it; what a
/// user namespace of its own gives the process is not asked of the caller. See capabilities(7).
/// </summary>
internal sealed class ProcessRights
{
    // Linux tries the priorities with the rights of the first user namespace, which no other one gives.
    private const string FirstOnly = ", in the first user namespace";

    private readonly NamespaceProcessStartInfo _info;
    private readonly bool _changesUserNamespace;
    private readonly (ulong Effective, ulong Permitted, ulong Inheritable) _held;

    private ProcessRights(NamespaceProcessStartInfo info, NamespaceTypes join, (ulong Effective, ulong Permitted, ulong Inheritable) held)
    {
        _held = held;
        _info = info;
        _changesUserNamespace = ((info.NewNamespaces | join) & NamespaceTypes.User) != 0;
    }

    internal static void Check(NamespaceProcessStartInfo info, NamespaceTypes join, (ulong Effective, ulong Permitted, ulong Inheritable) held)
    {
        ProcessRights rights = new(info, join, held);
        rights.CheckPriorities();
        rights.CheckLimits();
        rights.CheckInnerMap(join);
        if (!rights._changesUserNamespace)
        {
            rights.CheckIds();
            rights.CheckCapabilities();
            rights.CheckOthers(join);
        }
    }

    private void CheckPriorities()
    {
        bool may = Has(Capability.SysNice);
        if (_info.Scheduling is { Priority: > 0 } realTime && !may && !PriorityCalls.IsRealTime && Limit(ResourceLimit.RealTimePriority) < (ulong)realTime.Priority)
        {
            throw Refuse(
                nameof(_info.Scheduling), $"{realTime}",
                $"It needs CAP_SYS_NICE{FirstOnly}, or a limit ResourceLimit.RealTimePriority (RLIMIT_RTPRIO) of {realTime.Priority} or more; it is {Limit(ResourceLimit.RealTimePriority)}.");
        }

        if (_info.Scheduling is { IsDeadline: true } deadline && (!may || _changesUserNamespace))
        {
            throw Refuse(
                nameof(_info.Scheduling), $"{deadline}",
                may ? "The process loses the right to it, CAP_SYS_NICE in the first user namespace, by entering another user namespace." : $"It needs CAP_SYS_NICE{FirstOnly}.");
        }

        if (_info.IoPriority is { Class: Linux.IOPRIO_CLASS_RT } urgent && !may && !Has(Capability.SysAdmin))
        {
            throw Refuse(nameof(_info.IoPriority), $"{urgent}", $"It needs CAP_SYS_NICE or CAP_SYS_ADMIN{FirstOnly}.");
        }

        if (_info.Nice is { } nice && !may && nice < PriorityCalls.Nice && (ulong)(20 - nice) > Limit(ResourceLimit.Nice))
        {
            throw Refuse(
                nameof(_info.Nice), nice.ToString(CultureInfo.InvariantCulture),
                $"A value below that of the caller, {PriorityCalls.Nice}, needs CAP_SYS_NICE{FirstOnly}, or a limit ResourceLimit.Nice (RLIMIT_NICE) of {20 - nice} or more; it is {Limit(ResourceLimit.Nice)}.");
        }
    }

    private void CheckLimits()
    {
        bool may = Has(Capability.SysResource);
        if (may && !_changesUserNamespace)
        {
            return;
        }

        foreach ((ResourceLimit limit, ResourceLimitValue value) in _info.Limits)
        {
            ulong highest = PriorityCalls.HardLimit((int)limit);
            if ((value.Hard ?? ulong.MaxValue) > highest)
            {
                throw Refuse(
                    $"{nameof(_info.Limits)}[{limit}]", $"{value}",
                    may ? $"The process loses the right to a hard limit above {highest}, CAP_SYS_RESOURCE in the first user namespace, by entering another user namespace: raise that of the caller before."
                        : $"A hard limit above that of the caller, {highest}, needs CAP_SYS_RESOURCE{FirstOnly}.");
            }
        }
    }

    // The files in /proc of a process that cannot be looked at belong to the root of the user namespace that it began in.
    private void CheckInnerMap(NamespaceTypes join)
    {
        if (_info.InnerIdMap is not null && join.HasFlag(NamespaceTypes.User) && Libc.geteuid() != 0)
        {
            throw Refuse(
                nameof(_info.InnerIdMap), null,
                $"Who enters a user namespace cannot be looked at by those in it, and then only root may write the map of a further one: create that before, and set {nameof(_info.InnerUserNamespace)}.");
        }
    }

    private void CheckIds()
    {
        if (_info.UserId is { } user && !Has(Capability.Setuid) && !Own("Uid:").Contains(user))
        {
            throw Refuse(nameof(_info.UserId), user.ToString(CultureInfo.InvariantCulture), "Another user than one's own needs CAP_SETUID, which an ordinary user has in a user namespace.");
        }

        if (_info.GroupId is { } group && !Has(Capability.Setgid) && !Own("Gid:").Contains(group))
        {
            throw Refuse(nameof(_info.GroupId), group.ToString(CultureInfo.InvariantCulture), "Another group than one's own needs CAP_SETGID, which an ordinary user has in a user namespace.");
        }

        if (_info.SupplementaryGroups is { } groups && !Has(Capability.Setgid))
        {
            throw Refuse(nameof(_info.SupplementaryGroups), string.Join(", ", groups), "It needs CAP_SETGID, which an ordinary user has in a user namespace whose groups are mapped by somebody with that right.");
        }

        // Real, effective, saved, and that for files.
        static IEnumerable<uint> Own(string line) => File.ReadLines("/proc/thread-self/status").First(text => text.StartsWith(line, StringComparison.Ordinal))
            .Split('\t').Skip(1).Select(id => uint.Parse(id, CultureInfo.InvariantCulture));
    }

    private void CheckCapabilities()
    {
        if (_info.Capabilities is not { } sets)
        {
            return;
        }

        if (sets.Bounding is not null && !Has(Capability.Setpcap))
        {
            throw Refuse($"{nameof(_info.Capabilities)}.{nameof(sets.Bounding)}", null, "Dropping one of them needs CAP_SETPCAP.");
        }

        Capability[] missing = [.. (sets.Permitted ?? []).Concat(sets.Effective ?? []).Concat(sets.Ambient ?? [])
            .Where(capability => (_held.Permitted & (1UL << (int)capability)) == 0).Distinct()];
        if (missing.Length > 0)
        {
            throw Refuse(nameof(_info.Capabilities), string.Join(", ", missing), "Nobody can give what he does not have himself; in a new user namespace a process has all.");
        }
    }

    private void CheckOthers(NamespaceTypes join)
    {
        if (_info.Root is { IsChroot: true } root && !Has(Capability.SysChroot))
        {
            throw Refuse(nameof(_info.Root), $"{root}", "It needs CAP_SYS_CHROOT, which an ordinary user has in a user namespace.");
        }

        if (join.HasFlag(NamespaceTypes.Mount) && !Has(Capability.SysChroot))
        {
            throw Refuse(nameof(_info.JoinNamespaces), $"{NamespaceTypes.Mount}", "It needs CAP_SYS_CHROOT besides CAP_SYS_ADMIN.");
        }

        if (_info.NoNewPrivileges || Has(Capability.SysAdmin))
        {
            return;
        }

        if (!_info.SeccompFilter.IsEmpty)
        {
            throw Refuse(nameof(_info.SeccompFilter), null, "Without CAP_SYS_ADMIN it needs NoNewPrivileges.");
        }

        if (_info.Landlock is not null)
        {
            throw Refuse(nameof(_info.Landlock), null, "Without CAP_SYS_ADMIN it needs NoNewPrivileges.");
        }
    }

    private bool Has(Capability capability) => Capabilities.Has(_held, capability);

    // That of the process, as limits are set first.
    private ulong Limit(ResourceLimit limit) =>
        _info.Limits.TryGetValue(limit, out ResourceLimitValue value) ? value.Soft ?? ulong.MaxValue : PriorityCalls.Limit((int)limit);

    private static LinuxException Refuse(string option, string? value, string remedy) => new(Errno.EPERM, $"start a process with {option}", value, remedy);
}
